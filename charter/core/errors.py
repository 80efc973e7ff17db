"""Refusals: one kind of exception, turned into an answer in one place (`web.errors`)."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class About:
    """A reason that concerns a field of a form: the one with this name or, if the name is unknown,
    the one that holds what was `typed`."""

    field: str
    reason: object
    typed: str = ""

    def __str__(self) -> str:
        return str(self.reason)


class Refused(Exception):
    """A rule refuses. `reasons` are sentences for the person, translated when shown.

    Each reason may be a lazy string. All reasons are listed, not only the first.
    """

    status = 409

    def __init__(self, *reasons: object) -> None:
        super().__init__(*reasons)
        self.reasons: Sequence[object] = reasons

    def __str__(self) -> str:
        return " ".join(str(reason) for reason in self.reasons)


class Outdated(Refused):
    """What this person was shown, and decides about, has changed since."""


class Invalid(Refused):
    """The input cannot be used."""

    status = 422


class NotAllowed(Refused):
    """This person may not do this now."""

    status = 403


class NotFound(Refused):
    """It does not exist, or this person may not know of it."""

    status = 404
