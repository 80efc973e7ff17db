"""The kinds of mails about votes and proxies, each with what writes its text."""

from collections.abc import Callable
from typing import Any, TypeVar

from charter.votes.models import Proxy, Vote

Words = tuple[str, str]
"""Subject and body."""
Write = TypeVar("Write", bound=Callable[..., Words | None])
LETTERS: dict[str, tuple[type[Vote] | type[Proxy], Callable[[Any, Any], Words | None]]] = {}
"""By the kind: the table of its subject, and what writes it."""


def letter(kind: str, about: type[Vote] | type[Proxy] = Vote) -> Callable[[Write], Write]:
    """Declare a kind of mail. The function is given its subject and its recipient, and gives None
    if there is nothing to report any more. A verb queues the mail with `outbox.put`."""

    def declare(write: Write) -> Write:
        LETTERS[kind] = about, write
        return write

    return declare
