"""One process that takes part in races: casts a ballot for each of some members, or closes the vote. Each line that it
reads is a race; it says when it is ready, starts at the next line, and prints what was accepted."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from charter.accounts import queries as accounts
from charter.accounts.models import Member
from charter.core.errors import Refused
from charter.database import db
from charter.votes import queries
from charter.votes.ballots.recording import BallotPaper
from charter.votes.casting import online
from charter.votes.lifecycle import closing
from tests.conftest import make_app


def main() -> None:
    for line in sys.stdin:
        race = json.loads(line)
        with make_app(Path(race["folder"])).app_context():
            for said in run(race["role"], race["vote_id"], race["mailboxes"]):
                print(said, flush=True)
            db.session.remove()
            db.engine.dispose()
        print("over", flush=True)


def run(role: str, vote_id: int, mailboxes: list[str]) -> Iterator[str]:
    members = [accounts.get_by_email(f"{mailbox}@forum.example") for mailbox in mailboxes]
    digest = queries.get(vote_id).digest
    db.session.rollback()
    yield "ready"
    sys.stdin.readline()
    for member in members:
        try:
            yield close(vote_id, member) if role == "close" else cast(vote_id, digest, member)
        except Refused:
            yield "refused"


def close(vote_id: int, member: Member) -> str:
    closing.close(vote_id, member)
    return f"closed {queries.result(queries.get(vote_id)).votes.votes_for}"


def cast(vote_id: int, digest: str, member: Member) -> str:
    online.cast(vote_id, BallotPaper(digest, {"for": 1}), member)
    return f"cast {member.email}"


if __name__ == "__main__":
    main()
