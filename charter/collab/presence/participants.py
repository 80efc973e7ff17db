"""The messages between a browser and a clause's room. `docs/protocol.md` describes each one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from charter.collab.ydoc.update_decoder import Scan
from charter.core import clock


@dataclass(frozen=True)
class Update:
    """An update on its way to the log: who sent it over which socket, the number its browser gave it, what it writes,
    and what is decided by it, to be written in the same transaction."""

    clause_id: int
    writer: "Writer"
    number: int
    blob: bytes
    scan: Scan
    decides: Callable[[Connection], None] | None = None

    @property
    def sid(self) -> str:
        """The socket to answer."""
        return self.writer.sid


@dataclass(frozen=True)
class Writer:
    """Who writes in a clause over a socket: known since it was opened; whether they still may, the log asks."""

    sid: str
    member_id: int
    session_id: int
    language: str
    clients: frozenset[int]
    """The client ids lent to them."""


@dataclass(frozen=True)
class Person:
    """Somebody looking at a clause. Written by the server alone; `caret` is where the browser says it is."""

    id: int
    name: str
    association: str
    colour: int
    acted: datetime
    """When they came, or last told where their caret is."""
    caret: tuple[bytes, bytes] | None = None

    def message(self) -> dict[str, Any]:
        """As it travels; `idle` is how many whole seconds ago they last acted."""
        caret = list(self.caret) if self.caret else None
        return {
            "id": self.id,
            "name": self.name,
            "association": self.association,
            "colour": self.colour,
            "caret": caret,
            "idle": int((clock.now() - self.acted).total_seconds()),
        }

    @classmethod
    def read(cls, message: dict[str, Any]) -> "Person":
        """From a message of another process."""
        known = {name: message[name] for name in ("id", "name", "association", "colour")}
        caret = message["caret"] and tuple(message["caret"])
        return cls(**known, caret=caret, acted=clock.now() - timedelta(seconds=message["idle"]))


def room_name(clause_id: int) -> str:
    """The Socket.IO room of those who have a clause open; only `open` lets anyone in."""
    return f"text:{clause_id}"
