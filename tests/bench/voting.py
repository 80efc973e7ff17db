"""Times a vote of 2,000 electors: their ballots over HTTP within ten seconds while 600 pages show how many have voted.

`load/voting.mjs` plays the browsers; at the end the database must hold each ballot that was accepted, counted once.
`tests.bench.verifying` times closing and counting alone.
"""

import argparse
import json
import logging
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
from aiosmtpd.controller import Controller
from sqlalchemy import select

from charter.accounts.models import Member
from charter.clauses.models import Clause
from charter.database import db
from charter.demo import actions as demo
from charter.votes import queries
from charter.votes.ballots import queries as ballot_queries
from charter.votes.ballots import stored_ballots
from charter.votes.lifecycle import actions
from tests.bench import assembly, coediting
from tests.conftest import make_app
from tests.support.services import free_port

ELECTORS = 2000
MEASURES = {
    "post p50": "ballot, p50, ms",
    "post p95": "ballot, p95, ms",
    "post p99": "ballot, p99, ms",
    "post max": "ballot, slowest, ms",
    "page p50": "receipt on the page, p50, ms after the ballot",
    "page p95": "receipt on the page, p95, ms after the ballot",
    "behind": "last number on the last page after the last ballot, ms",
    "told_each": "times that a page was told",
    "fetches": "fetches by pages that were told",
    "cpu_s": "server CPU, s",
    "close": "closing by the moderator's form, ms",
    "mails": "mails sent until the end",
    "late_p99": "electors late by (p99), ms",
}


def main():
    options = arguments()
    coediting.install()
    coediting.allow_many_sockets()
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template"
        template.mkdir()
        vote_id = make(template, options.electors)
        runs = []
        for number in range(options.runs):
            print(f"voting, run {number + 1}", file=sys.stderr)
            runs.append(run(template, vote_id, options))
    report(runs)
    sys.exit(0 if all(is_sound(each, options.electors) for each in runs) else 1)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--electors", type=int, default=ELECTORS)
    parser.add_argument("--load", nargs="+", default=[], help="more for load/voting.mjs without dashes: watching=0")
    return parser.parse_args()


def make(folder, electors):
    """A database with an open vote and its electors signed in, the moderator first; returns the vote's number."""
    app = make_app(folder)
    with app.app_context():
        flask_migrate.upgrade()
        charter = demo.load()
        chair = db.session.scalars(select(Member).where(Member.role == "moderator")).first()
        keys = assembly.sign_in([chair.id, *assembly.delegates(electors)])
        drafting = select(Clause.id).where(Clause.charter_id == charter.id, Clause.stage == "drafting")
        vote_id = actions.put_to_vote(db.session.scalar(drafting.limit(1)), chair).id
        assembly.save(folder / "cookies.txt", [assembly.cookie(app, key) for key in keys])
        assembly.close()
    return vote_id


def run(template, vote_id, options):
    """One run, on a fresh copy of the database."""
    with tempfile.TemporaryDirectory() as home:
        folder = shutil.copytree(template, Path(home) / "instance")
        port = free_port()
        with post_office() as mails, coediting.serving("charter", port, folder) as pid:
            result = load(port, pid, folder, vote_id, options.load)
            result["mails"] = len(mails)
        return result | kept(folder, vote_id)


@contextmanager
def post_office():
    """A mail server that takes everything; gives who got a mail so far."""
    taken = []

    class Takes:
        async def handle_DATA(self, _server, _session, envelope):  # noqa: N802  the name that aiosmtpd calls
            taken.extend(envelope.rcpt_tos)
            return "250 OK"

    logging.getLogger("mail.log").setLevel(logging.WARNING)
    office = Controller(Takes(), hostname="127.0.0.1", port=free_port())
    office.start()
    os.environ["CHARTER_MAIL_URL"] = f"smtp://{office.hostname}:{office.port}"
    try:
        yield taken
    finally:
        office.stop()


def load(port, pid, folder, vote_id, more):
    """What `load/voting.mjs` measured."""
    given = {"url": f"http://127.0.0.1:{port}", "pid": pid, "cookies": folder / "cookies.txt", "vote": vote_id}
    words = ["node", str(coediting.LOAD / "voting.mjs"), *(f"--{name}={value}" for name, value in given.items())]
    done = subprocess.run([*words, *(f"--{each}" for each in more)], stdout=subprocess.PIPE, check=True)
    found = json.loads(done.stdout)
    return found | {f"{of} {name}": value for of in ("post", "page") for name, value in found[of].items()}


def kept(folder, vote_id):
    """What the database holds, now that the server is gone: the turnout, and how many were counted."""
    app = make_app(folder)
    with app.app_context():
        vote = queries.get(vote_id)
        voted = [line for line in stored_ballots.read(vote).lines if line.cast]
        found = {"turnout": ballot_queries.turnout(vote).cast, "ballots": len(voted)}
        found["counted"] = queries.result(vote).votes.voting
        db.session.remove()
        db.engine.dispose()
    return found


def is_sound(result, electors):
    """Whether every ballot was accepted, is there and was counted, and every page showed the last number."""
    numbers = {result[name] for name in ("accepted", "turnout", "ballots", "counted")}
    return numbers == {electors} and not (result["refused"] or result["failed"] or result["dropped"])


def report(runs):
    """A line for each measure: minimum, median and maximum over the runs."""
    print(f"\nvoting, {len(runs)} runs: minimum / median / maximum")
    for name, label in MEASURES.items():
        values = [each[name] for each in runs if each[name] is not None] or [float("nan")]
        print(f"  {label:<56} {min(values):9.2f} / {statistics.median(values):9.2f} / {max(values):9.2f}")
    for each in runs:
        names = ("accepted", "refused", "failed", "turnout", "ballots", "counted", "up_to_date", "dropped")
        print("  " + ", ".join(f"{each[name]} {name}" for name in names))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
