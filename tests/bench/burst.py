"""Times 600 people who come to one process on PostgreSQL in the same instant, as when another process was lost."""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import flask_migrate

from charter import create_app
from charter.clauses import queries as clauses
from charter.collab.events import PROTOCOL_VERSION
from charter.config import Settings
from charter.content import schema
from charter.demo import actions as demo
from tests.bench import assembly, coediting
from tests.conftest import TEST_SETTINGS
from tests.support.services import free_port, postgresql_server, redis

PEOPLE, CLAUSES = 600, 12
MEASURES = {
    "connected": "the last line is open, ms",
    "in": "the last one is in, ms",
    "again": "all have opened it once more, ms",
    "asked_again": "times that somebody had to ask again",
    "cpu": "server CPU for both, ms",
    "healthz": "slowest /healthz, ms",
}


def main():
    options = arguments()
    coediting.allow_many_sockets()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        cluster = folder / "postgresql"
        cluster.mkdir()
        database = stack.enter_context(postgresql_server(cluster)).new_database()
        environment = {"CHARTER_DATABASE_URL": database, "CHARTER_REDIS_URL": stack.enter_context(redis(folder))}
        make(folder, database, options.people)
        runs = [run(folder, environment, options.people) for _ in range(options.runs)]
    print(f"{options.people} people, one process, PostgreSQL and Redis: minimum / median / maximum")
    for name, label in MEASURES.items():
        found = [each[name] for each in runs]
        print(f"  {label:<40} {min(found):9.0f} / {statistics.median(found):9.0f} / {max(found):9.0f}")
    sys.exit(0 if statistics.median(each["in"] for each in runs) < 5000 else 1)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--people", type=int, default=PEOPLE)
    return parser.parse_args()


def make(folder, database, people):
    """An assembly, signed in, and the clauses that they open."""
    settings = Settings(environment="development", instance=str(folder), database_url=database)
    app = create_app(replace(settings, mail_url="smtp://127.0.0.1:1"), **TEST_SETTINGS)
    with app.app_context():
        flask_migrate.upgrade()
        charter = demo.load()
        keys = assembly.sign_in(assembly.delegates(people))
        section = clauses.sections(charter.id)[-1]
        made = [assembly.new_clause(charter.id, section.id, number) for number in range(CLAUSES)]
        assembly.save(folder / "cookies.txt", [assembly.cookie(app, key) for key in keys])
        assembly.save(folder / "clauses.txt", made)
        assembly.db.session.remove()
        assembly.db.engine.dispose()


def run(folder, environment, people):
    """One burst, at a process of its own."""
    port = free_port()
    os.environ.update(environment)
    with coediting.serving("charter", port, folder) as pid:
        before = cpu(pid)
        given = {"url": f"http://127.0.0.1:{port}", "people": people}
        given |= {"protocol": PROTOCOL_VERSION, "schema": schema.VERSION}
        given |= {name: folder / f"{name}.txt" for name in ("cookies", "clauses")}
        words = ["node", str(coediting.LOAD / "burst.mjs"), *(f"--{name}={value}" for name, value in given.items())]
        found = json.loads(subprocess.run(words, stdout=subprocess.PIPE, check=True, timeout=120).stdout)
        return found | {"cpu": cpu(pid) - before}


def cpu(pid):
    """Milliseconds of a processor that a process has taken so far."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) * 1000 / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
