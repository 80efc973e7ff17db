"""A process that dies in the middle of a ballot: everything is written, nothing is committed."""

import os
import signal
import sys

from charter import create_app
from charter.accounts import queries as accounts
from charter.config import Settings
from charter.database import db
from charter.votes import queries
from charter.votes.ballots.recording import BallotPaper
from charter.votes.casting import online
from tests.conftest import TEST_SETTINGS


def die(*_args: object) -> None:
    db.session.flush()
    os.kill(os.getpid(), signal.SIGKILL)


def main(instance: str, database_url: str, vote_id: str, email: str) -> None:
    settings = Settings(environment="development", instance=instance, database_url=database_url)
    with create_app(settings, **TEST_SETTINGS).app_context():
        vote = queries.get(int(vote_id))
        paper = BallotPaper(vote.digest, {"for": 1})
        online.outbox.put = die
        online.cast(int(vote_id), paper, accounts.get_by_email(email))


if __name__ == "__main__":
    main(*sys.argv[1:])
