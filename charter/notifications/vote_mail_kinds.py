"""The kinds of mails about votes and proxies, each with what writes its text."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, url_for

from charter.config import Settings
from charter.votes.models import Proxy, Vote

MOMENT = "d MMMM y, HH:mm (VVV)"
"""How a mail writes a moment."""
Words = tuple[str, str]
"""Subject and body."""
Write = TypeVar("Write", bound=Callable[..., Words | None])
LETTERS: dict[str, tuple[type[Vote] | type[Proxy], Callable[[Any, Any], Words | None]]] = {}
"""By the kind: the table of its subject, and what writes it."""


def letter(kind: str, about: type[Vote] | type[Proxy] = Vote) -> Callable[[Write], Write]:
    """Declare a kind of mail. The function is given its subject and its recipient, and gives None
    if there is nothing to report any more. A verb queues the mail with `outbox.put`."""

    def declare(write: Write) -> Write:
        if kind in LETTERS:
            raise ValueError(f"the mail {kind} is declared already")
        LETTERS[kind] = about, write
        return write

    return declare


def address(vote: Vote) -> str:
    """The address of the page of a vote."""
    settings: Settings = current_app.config["CHARTER"]
    return settings.site + url_for("votes.vote", vote_id=vote.id)


def vote_facts(vote: Vote) -> dict[str, object]:
    """What the sentences of every mail about a vote name."""
    return {"number": vote.id, "heading": vote.title, "address": address(vote)}
