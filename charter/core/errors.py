"""How the domain says no. One kind of error, answered in one place (`web.errors`)."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class About:
    """A reason that concerns one field of a form: of this name, or, where the name is not known, with what was `typed`
    there."""

    field: str
    reason: object
    typed: str = ""

    def __str__(self) -> str:
        return str(self.reason)


class Refused(Exception):
    """A rule said no. `reasons` are sentences for the person, translated when they are shown.

    Each reason may be a lazy string; all obstacles are listed, not only the first.
    """

    status = 409

    def __init__(self, *reasons: object) -> None:
        super().__init__(*reasons)
        self.reasons: Sequence[object] = reasons

    def __str__(self) -> str:
        return " ".join(str(reason) for reason in self.reasons)


class Invalid(Refused):
    """What was sent cannot be understood."""

    status = 422


class NotAllowed(Refused):
    """This person may not do this, here, now."""

    status = 403


class NotFound(Refused):
    """There is no such thing, or not for this person."""

    status = 404
