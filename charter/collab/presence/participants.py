"""Two views of somebody who has a clause open: `Writer`, whom the server trusts to write, and
`Participant`, whom the others see (Yjs: an awareness state)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from charter.core import clock


@dataclass(frozen=True)
class Writer:
    """Who writes in a clause over a socket, as known since they joined; the log asks at each commit
    whether they may."""

    sid: str
    member_id: int
    session_id: int
    language: str
    clients: frozenset[int]
    """The Yjs client ids leased to them."""


@dataclass(frozen=True)
class Participant:
    """Somebody who has a clause open. Only `cursor` comes from the browser."""

    id: int
    name: str
    association: str
    colour: int
    acted: datetime
    """When they joined, or last moved their cursor."""
    cursor: tuple[bytes, bytes] | None = None
    """Two encoded relative positions: anchor and head."""

    def message(self) -> dict[str, Any]:
        """As it is sent; `idle_s` is how many whole seconds ago they last acted."""
        return {
            "id": self.id,
            "name": self.name,
            "association": self.association,
            "colour": self.colour,
            "cursor": list(self.cursor) if self.cursor else None,
            "idle_s": int((clock.now() - self.acted).total_seconds()),
        }

    @classmethod
    def from_message(cls, message: dict[str, Any]) -> "Participant":
        """From a message of another process."""
        known = {name: message[name] for name in ("id", "name", "association", "colour")}
        cursor = message["cursor"] and tuple(message["cursor"])
        return cls(**known, cursor=cursor, acted=clock.now() - timedelta(seconds=message["idle_s"]))


def room_name(clause_id: int) -> str:
    """The Socket.IO room of those who have a clause open; only joining lets anyone in."""
    return f"text:{clause_id}"
