"""Broadcast the turnout of votes to the pages that show it, at most once a second however many
vote.

Each process counts for the pages that it serves, so no page receives an older number after a newer
one.
"""

from flask import Flask, current_app
from werkzeug.local import LocalProxy

from charter.charters import queries as charters
from charter.votes import queries
from charter.votes.ballots import queries as ballot_queries
from charter.web.background import Background
from charter.web.realtime import change_events
from charter.web.realtime.process_bus import ProcessBus, process_bus

MIN_INTERVAL_S = 1.0
"""Between two messages about one vote."""


class TurnoutBroadcast:
    """The votes whose turnout has changed since it was last sent."""

    def __init__(self, app: Flask) -> None:
        self._changed_here: set[int] = set()
        self._changed_elsewhere: set[int] = set()
        background: Background = app.extensions["background"]
        self._loop = background.on_demand(self._flush_and_pause, "the turnout could not be sent")
        bus: ProcessBus = app.extensions["process_bus"]
        bus.subscribe("turnout", self.receive)

    def changed(self, vote_id: int) -> None:
        """A ballot was recorded by this process."""
        self._changed_here.add(vote_id)
        self._loop.trigger()

    def receive(self, _process: str, vote_id: int) -> None:
        """Ballots were recorded by another process."""
        self._changed_elsewhere.add(vote_id)
        self._loop.trigger()

    def flush(self) -> None:
        """Send now whatever is due."""
        here, elsewhere = self._changed_here, self._changed_elsewhere
        self._changed_here, self._changed_elsewhere = set(), set()
        for vote_id in here:
            process_bus.publish("turnout", vote_id)
        for vote_id in here | elsewhere:
            _send(vote_id)

    def _flush_and_pause(self) -> float:
        self.flush()
        return MIN_INTERVAL_S


def _send(vote_id: int) -> None:
    """The number itself is sent only where everybody may read it; otherwise each page fetches it as
    its own user."""
    vote = queries.get(vote_id)
    if not vote.shows_turnout:
        return
    is_public = charters.is_public(charters.get(vote.charter_id))
    number = [ballot_queries.turnout(vote).cast] if is_public else []
    change_events.notify_here(f"vote:{vote_id}", "turnout", *number)


turnout: TurnoutBroadcast = LocalProxy(lambda: current_app.extensions["votes"].turnout)  # type: ignore[assignment]
"""That of the present app."""
