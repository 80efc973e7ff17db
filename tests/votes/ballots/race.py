"""One process of a race: casts a ballot for each of some members, or closes the vote. Prints what was accepted."""

import sys
from pathlib import Path

from charter.accounts import queries as accounts
from charter.core.errors import Refused
from charter.database import db
from charter.votes import queries
from charter.votes.ballots.batch import BallotPaper
from charter.votes.casting import online
from charter.votes.lifecycle import closing
from tests.conftest import make_app


def main(folder: str, role: str, vote_id: str, *mailboxes: str) -> None:
    app = make_app(Path(folder))
    with app.app_context():
        members = [accounts.get_by_email(f"{mailbox}@forum.example") for mailbox in mailboxes]
        digest = queries.get(int(vote_id)).digest
        db.session.rollback()
        print("ready", flush=True)
        sys.stdin.readline()
        for member in members:
            try:
                if role == "close":
                    closing.close(int(vote_id), member)
                    print("closed", queries.result(queries.get(int(vote_id))).votes.votes_for)
                else:
                    online.cast(int(vote_id), BallotPaper(digest, {"for": 1}), member)
                    print("cast", member.email)
            except Refused:
                print("refused")


if __name__ == "__main__":
    main(*sys.argv[1:])
