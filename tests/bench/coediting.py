"""Times co-editing, from a keystroke to everyone who sees it, beside two servers that keep nothing on disk.

Charter commits each keystroke before it tells; y-websocket and Hocuspocus hold documents in memory. The same program
loads all three (`load/run.mjs`), in turn and several times. A machine is noisy: read the medians, and their spread.
"""

import argparse
import hashlib
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path

from charter.collab.storage import live_text
from charter.collab.ydoc import to_prosemirror
from charter.database import db
from tests.bench import assembly
from tests.conftest import make_app
from tests.support.services import free_port

LOAD = Path(__file__).with_name("load")
SERVERS = ("charter", "y-websocket", "hocuspocus")
MEMBERS = 2000
CLAUSES = 500
MEASURES = {
    "p50": "p50, ms",
    "p95": "p95, ms",
    "p99": "p99, ms",
    "share": "delivered, share",
    "cpu_us_per_delivered": "server CPU, µs for each delivered",
    "rss_kib_per_idle": "memory, KiB for each idle",
    "rss_end_mib": "memory at the end, MiB",
}
SCENARIOS = ("quiet", "crowd", "hall", "rooms")


def main():
    options = arguments()
    install()
    allow_many_sockets()
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template"
        template.mkdir()
        if "charter" in options.servers:
            assembly.make(template, MEMBERS, CLAUSES)
        sound = True
        for scenario in options.scenarios:
            results = measure(scenario, options, template)
            report(scenario, results)
            sound = sound and all(map(is_sound, results["charter"]))  # a peer that cannot keep up is a result
    sys.exit(0 if sound else 1)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenarios", nargs="+", default=SCENARIOS, choices=SCENARIOS)
    parser.add_argument("--servers", nargs="+", default=SERVERS, choices=SERVERS)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--load", nargs="+", default=[], help="more for load/run.mjs without dashes, such as seconds=5")
    return parser.parse_args()


def install():
    if not (LOAD / "node_modules").is_dir():
        subprocess.run(["npm", "ci", "--silent"], cwd=LOAD, check=True)


def allow_many_sockets():
    """2,000 connections are more than the usual 1,024 open files; the children inherit this."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def measure(scenario, options, template):
    """All runs of a scenario by server; the servers take turns, so that a busy minute of the machine hits them all."""
    results = defaultdict(list)
    for number in range(options.runs):
        for server in options.servers:
            print(f"{scenario}, run {number + 1}, {server}", file=sys.stderr)
            results[server].append(run(scenario, server, options.load, template))
    return results


def run(scenario, server, more, template):
    """One run on a server of its own; Charter's starts on a fresh copy of the database."""
    with tempfile.TemporaryDirectory() as home:
        folder = shutil.copytree(template, Path(home) / "instance")
        port = free_port()
        with serving(server, port, folder) as pid:
            result = load(scenario, server, port, pid, folder, more)
        if server == "charter":
            result["on_disk"] = result["text_sha256"] == texts(folder, result["text_sha256"])
    return result


@contextmanager
def serving(server, port, folder):
    """A server, from its first line of output on; gives its process id."""
    log = folder / "server.log"
    with log.open("w") as errors, start(server, port, folder, errors) as process:
        try:
            if not process.stdout.readline():
                raise RuntimeError(f"{server} did not start: {log.read_text()}")
            yield process.pid
        finally:
            process.terminate()


def start(server, port, folder, errors):
    return subprocess.Popen(command(server, port), env=environment(port, folder), stdout=subprocess.PIPE, stderr=errors)


def command(server, port):
    if server == "charter":
        return [sys.executable, "-m", "gevent.monkey", "--module", "charter.wsgi"]
    return ["node", str(LOAD / "peers" / f"{server}.mjs"), str(port)]


def environment(port, folder):
    charter = {"CHARTER_ENV": "development", "CHARTER_INSTANCE": str(folder), "HOST": "127.0.0.1", "PORT": str(port)}
    return os.environ | charter


def load(scenario, server, port, pid, folder, more):
    """What `load/run.mjs` measured."""
    given = {"server": server, "scenario": scenario, "url": f"ws://127.0.0.1:{port}", "pid": pid}
    if server == "charter":
        given |= {"cookies": folder / "cookies.txt", "clauses": folder / "clauses.txt"}
    words = ["node", str(LOAD / "run.mjs"), *(f"--{name}={value}" for name, value in given.items())]
    done = subprocess.run([*words, *(f"--{each}" for each in more)], stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def texts(folder, clause_ids):
    """The digest of each clause's words as the database has them, now that the server is gone."""
    app = make_app(folder)
    with app.app_context():
        found = {each: digest(live_text.committed_text(int(each)).content) for each in clause_ids}
        db.session.remove()
        db.engine.dispose()
    return found


def digest(content):
    return hashlib.sha256(to_prosemirror.plain(content).removesuffix("\n").encode()).hexdigest()


def is_sound(result):
    """Whether everyone, the newcomer and the disk agree."""
    return result["converged"] and result.get("on_disk", True)


def report(scenario, results):
    """A line for each measure and server: minimum, median and maximum over the runs, and Charter against the peers."""
    print(f"\n{scenario}: minimum / median / maximum; ratio of Charter's median to the better peer's")
    for name, label in MEASURES.items():
        medians = {server: median(runs, name) for server, runs in results.items()}
        for server, runs in results.items():
            ratio = against_peers(medians, best=max if name == "share" else min) if server == "charter" else None
            print(f"  {label:<34} {server:<12} {spread(runs, name):<32} {f'× {ratio:.2f}' if ratio else ''}".rstrip())
    for server, runs in results.items():
        print(f"  {server:<12} {verdict(runs)}")
    sys.stdout.flush()


def values(runs, name):
    return [each[name] for each in runs if each[name] is not None]


def median(runs, name):
    known = values(runs, name)
    return statistics.median(known) if known else None


def spread(runs, name):
    known = values(runs, name)
    return f"{min(known):9.2f} / {statistics.median(known):9.2f} / {max(known):9.2f}" if known else "not known"


def against_peers(medians, best):
    """Charter's median over the better peer's; None without a peer, or where there is nothing to divide."""
    peers = [each for server, each in medians.items() if server != "charter" and each]
    return medians["charter"] / best(peers) if peers and medians["charter"] is not None else None


def verdict(runs):
    """What went wrong, over all runs."""
    troubles = {name: sum(each[name] for each in runs) for name in ("refused", "waits", "resyncs", "dropped", "failed")}
    summary = ", ".join(f"{count} {name}" for name, count in troubles.items() if count) or "no trouble"
    agreed = sum(is_sound(each) for each in runs)
    late = max(values(runs, "late_p99"))
    return f"same words everywhere in {agreed} of {len(runs)} runs; {summary}; keystrokes late by {late:.0f} ms (p99)"


if __name__ == "__main__":
    main()
