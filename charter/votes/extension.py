"""What a process remembers of the votes of one app, and the loops that look after them."""

from flask import Flask

from charter.votes.ballots.secrecy import PendingWipe
from charter.votes.ballots.turnout import TurnoutBroadcast
from charter.votes.casting import online
from charter.votes.lifecycle.scheduler import Scheduler


class Votes:
    """The state of votes in this process; what binds anybody is in the database."""

    def __init__(self, app: Flask) -> None:
        self.ballot_commits = online.group_commit()
        self.turnout = TurnoutBroadcast(app)
        self.pending_wipe = PendingWipe()
        self.scheduler = Scheduler(app)
        app.extensions["votes"] = self
