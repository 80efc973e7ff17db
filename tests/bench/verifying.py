"""Close and count a large vote; verify an archive of 40 votes by 600 electors, and one of 3,280 amendments.

`python -m tests.bench.verifying [closing | archive | amendments]`: all of it, or one part. The amendments
take minutes to decide before they are verified.
"""

import sys
import tempfile
from pathlib import Path
from secrets import token_hex
from statistics import median
from time import perf_counter

import flask_migrate
from sqlalchemy import insert

from charter.accounts.models import Member
from charter.charters.models import Charter
from charter.core import clock
from charter.database import db
from charter.demo import actions as demo
from charter.export import actions as exports
from charter.outbox import actions as outbox
from charter.verifier import main as verifier
from charter.verifier.archive import files
from charter.votes import queries
from charter.votes.lifecycle import closing, opening, preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.models import Ballot, BallotEvent, SealedBallot, VoterMark
from charter.votes.rules import ballot_paper
from charter.votes.rules.decision_rule import CHOICES
from tests.conftest import make_app
from tests.verifier.amendments import congress
from tests.verifier.assembly import member

VOTES, ELECTORS, LARGE, RUNS = 40, 600, 2000, 5
CLAUSES, AMENDMENTS = 120, 3280
QUESTION = Subject("question", heading="Une question", question="Faut-il ?")


def main() -> None:
    """Print min, median and max of each, in milliseconds."""
    for part in sys.argv[1:] or ("archive", "closing", "amendments"):
        with tempfile.TemporaryDirectory() as folder:
            app = make_app(Path(folder))
            with app.app_context():
                flask_migrate.upgrade()
                demo.load()
                PARTS[part]()


def _admit(size: int) -> None:
    """Delegates, until there are so many."""
    present = db.session.query(Member).filter_by(role="delegate").count()
    db.session.add_all(
        Member(email=f"d{number}@bench.example", name=f"D{number}", role="delegate", association_id=1 + number % 9)
        for number in range(present, size)
    )
    db.session.commit()


def _archive() -> None:
    _admit(ELECTORS)
    for _ in range(VOTES):
        closing.close(_voted(), member("moderation"))
        outbox.clear()
    _say_archive(f"{VOTES} votes by {ELECTORS}")


def _amendments() -> None:
    congress.decide_all(CLAUSES, AMENDMENTS)
    _say_archive(f"{AMENDMENTS} amendments to {CLAUSES} clauses")


def _say_archive(what: str) -> None:
    charter = db.session.query(Charter).one()
    written, checked = [], []
    for _ in range(RUNS):
        start = perf_counter()
        data = exports.export(charter, "zip")
        written.append(perf_counter() - start)
        path = Path(db.engine.url.database).with_name("archive.zip")
        path.write_bytes(data)
        start = perf_counter()
        assert verifier.problems(files.read(str(path))[0])[0] == []
        checked.append(perf_counter() - start)
    print(f"archive of {what}: {len(data) / 1e6:.1f} MB")
    _say("written", written)
    _say("verified", checked)


def _closing() -> None:
    _admit(LARGE)
    for ballots in ("named", "sealed"):
        taken = []
        for _ in range(RUNS):
            vote_id = _voted(ballots=ballots)
            start = perf_counter()
            closing.close(vote_id, member("moderation"))
            taken.append(perf_counter() - start)
            outbox.clear()
        _say(f"closed and counted, {LARGE} {ballots} ballots", taken)


def _voted(**how: str) -> int:
    """A vote in which every elector has a ballot, written at once and not one by one."""
    vote_id = preparing.prepare(1, QUESTION, Settings(**how), member("moderation")).id
    opening.open_vote(vote_id, member("moderation"))
    vote, now = queries.get(vote_id), clock.now()
    if vote.is_sealed:
        electors = [each.member_id for each in vote.electors]
        db.session.execute(
            insert(VoterMark), [{"vote_id": vote_id, "member_id": e, "source": "online"} for e in electors]
        )
        box = [{"key": token_hex(32), "vote_id": vote_id, "choice": CHOICES[e % 3]} for e in electors]
        db.session.execute(insert(SealedBallot), box)
    else:
        _name(vote_id, vote, now)
    db.session.commit()
    return vote_id


def _name(vote_id, vote, now) -> None:
    ballots, events = [], []
    for elector in vote.electors:
        choice, nonce = CHOICES[elector.member_id % 3], token_hex(16)
        receipt = ballot_paper.receipt(vote_id, vote.digest, elector.member_id, choice, "", "online", nonce)
        of_elector = {"vote_id": vote_id, "member_id": elector.member_id, "receipt": receipt, "source": "online"}
        of_elector |= {"cast_by": elector.name}
        ballots.append(of_elector | {"chosen": choice, "objection": "", "cast_at": now, "changes": 0, "nonce": nonce})
        events.append(of_elector | {"at": now})
    db.session.execute(insert(Ballot), ballots)
    db.session.execute(insert(BallotEvent), events)


def _say(what: str, seconds: list[float]) -> None:
    times = " / ".join(f"{1000 * each:.0f}" for each in (min(seconds), median(seconds), max(seconds)))
    print(f"{what}: {times} ms (min / median / max of {len(seconds)})", flush=True)


PARTS = {"archive": _archive, "closing": _closing, "amendments": _amendments}

if __name__ == "__main__":
    main()
