"""Honest ballots over HTTP while attackers send what stops a batch: each honest one is kept, and answered 303.

`python -m tests.bench.attacked` serves the demo with 90 electors, on SQLite and on PostgreSQL, and lets four people who
are on no roll send, without pause, numbers that are nobody's, votes that are closed or none, and texts that no database
takes. Exit status 1 unless every honest ballot is in the database, once, and was answered for what became of it.
"""

import argparse
import http.client
import itertools
import os
import re
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from random import uniform
from threading import Barrier, Event
from time import sleep
from urllib.parse import urlencode

import flask_migrate
from sqlalchemy import select

from charter import create_app
from charter.accounts.models import Member
from charter.config import Settings
from charter.database import db
from charter.demo import actions as demo
from charter.votes.lifecycle import actions
from charter.votes.models import Ballot, BallotEvent
from tests.bench import assembly, coediting
from tests.conftest import TEST_SETTINGS
from tests.support.services import _wait, free_port, postgresql_server

NUMBERS = ("2147483647", "2147483648", "9223372036854775808", "-1", "0", "1" + "0" * 400, "\0", "１２", "x")
TEXTS = ("\0", "\ud83d", "x" * 100_000)
TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Person:
    """Somebody with a session and a line of their own."""

    def __init__(self, port: int, cookie: str) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookie = cookie
        page = self._ask("GET", "/account")[1]

        self._form = {"csrf_token": TOKEN.search(page)[1]}

    def vote(self, vote_id: object, **fields: str) -> int:
        body = urlencode(self._form | fields, errors="surrogatepass")
        return self._ask("POST", f"/votes/{vote_id}/ballot", body)[0]

    def _ask(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        self._line.request(method, path, body or None, {"Cookie": self._cookie, **(FORM if body else {})})
        answer = self._line.getresponse()
        if given := answer.headers.get_all("Set-Cookie"):
            self._cookie = "; ".join(each.split(";")[0] for each in given)
        return answer.status, answer.read().decode(errors="replace")


def main() -> None:
    options = arguments()
    coediting.allow_many_sockets()
    is_sound = [run(name, options) for name in ("SQLite", "PostgreSQL")]
    sys.exit(0 if all(is_sound) else 1)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--honest", type=int, default=90)
    parser.add_argument("--attackers", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=5, help="in which the honest ballots arrive")
    return parser.parse_args()


def run(database: str, options: argparse.Namespace) -> bool:
    """Whether each honest ballot was kept and rightly answered."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        address = stack.enter_context(postgresql_server(folder)).new_database() if database == "PostgreSQL" else ""
        instance = folder / "instance"
        settings = Settings(environment="development", instance=str(instance), database_url=address)
        app = create_app(settings, **TEST_SETTINGS)
        with app.app_context():
            made = make(app, options)
            db.session.remove()
            os.environ |= {"CHARTER_DATABASE_URL": address, "CHARTER_MAIL_URL": "smtp://127.0.0.1:1"}
            port = free_port()
            with coediting.serving("charter", port, instance):
                _wait(port)
                honest, attackers = attack(port, made, options)
            kept = Counter(db.session.scalars(select(Ballot.member_id).where(Ballot.vote_id == made["vote"])))
            events = Counter(
                db.session.scalars(select(BallotEvent.member_id).where(BallotEvent.vote_id == made["vote"]))
            )
            db.session.remove()
            db.engine.dispose()
    kept_once = sum(kept[each] == events[each] == 1 for each in made["electors"])
    print(f"{database}: of {options.honest} honest ballots {kept_once} kept, answers {dict(honest)};", end=" ")
    print(f"{options.attackers} attackers were answered {dict(sorted(attackers.items()))}", flush=True)
    return kept_once == options.honest == honest[303] and attackers.keys() <= {400, 403, 404, 409, 413, 422, 429}


def make(app, options: argparse.Namespace) -> dict[str, object]:
    """A site with a vote that is open and one that is closed, its electors and attackers signed in."""
    flask_migrate.upgrade()
    charter = demo.load()
    moderator = db.session.scalars(select(Member).where(Member.role == "moderator")).first()
    electors = assembly.delegates(options.honest)
    drafting = "SELECT min(id) FROM clause WHERE stage = 'drafting' AND charter_id = :charter"
    clause_id = db.session.scalar(db.text(drafting), {"charter": charter.id})
    vote = actions.put_to_vote(clause_id, moderator)
    closed = db.session.scalar(db.text("SELECT min(id) FROM vote WHERE stage = 'closed'"))
    strangers = [Member(email=f"x{n}@x.example", name=f"X{n}", role="observer") for n in range(options.attackers)]
    db.session.add_all(strangers)
    db.session.commit()
    made = {"vote": vote.id, "digest": vote.digest, "closed": closed, "electors": electors}
    keys = assembly.sign_in(electors + [each.id for each in strangers])
    return made | {"cookies": [assembly.cookie(app, key) for key in keys]}


def attack(port: int, made: dict, options: argparse.Namespace) -> tuple[Counter[int], Counter[int]]:
    """What the honest and the attackers were answered, each by status."""
    people = [Person(port, cookie) for cookie in made["cookies"]]
    honest, attackers = people[: options.honest], people[options.honest :]
    start, over = Barrier(len(people)), Event()

    def vote(person: Person) -> int:
        start.wait()
        sleep(uniform(0, options.seconds))
        return person.vote(made["vote"], digest=made["digest"], choice="for")

    def harm(person: Person) -> Counter[int]:
        start.wait()
        answered: Counter[int] = Counter()
        sent = itertools.cycle(poison(made))
        while not over.is_set():
            vote_id, fields = next(sent)
            answered[person.vote(vote_id, **fields)] += 1
        return answered

    with ThreadPoolExecutor(len(people)) as threads:
        harming = [threads.submit(harm, each) for each in attackers]
        answers = Counter(threads.map(vote, honest))
        over.set()
        return answers, sum((each.result() for each in harming), Counter())


def poison(made: dict):
    """What an attacker sends: for somebody, or into another vote, or in other words."""
    open_, right = made["vote"], {"digest": made["digest"], "choice": "for"}
    for number in NUMBERS:
        yield open_, right | {"elector": number}
    for vote_id in (made["closed"], 2**31 - 1, 2**31, 2**63):
        yield vote_id, right
        yield vote_id, right | {"elector": "9223372036854775808"}
    for text in TEXTS:
        yield open_, right | {"choice": "against", "objection": text}
        yield open_, {"digest": text, "choice": "for"}
        yield open_, {"digest": made["digest"], "choice": text}
        yield open_, {"digest": made["digest"], "votes-for": text}
    yield open_, {"digest": made["digest"], "votes-for": "1" + "0" * 400}


if __name__ == "__main__":
    main()
