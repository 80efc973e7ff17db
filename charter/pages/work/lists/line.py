"""A line of My work: what waits, of which charter and clause, until when, and the one button."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from charter.charters.models import Charter


@dataclass(frozen=True)
class Line:
    """`title`: the clause or vote, in the language of its charter; "" for neither. `says`: in a sentence what waits.
    `address`: where the button named `verb` leads. `mandate_id`: the mandate that it must be done under first, where
    that is another one. `read`: the fields by which it is put away unanswered. `clause_id`: the
    clause that is numbered before the title."""

    charter: Charter | None
    title: str
    says: str
    address: str
    verb: str
    until: datetime | None = None
    mandate_id: int | None = None
    read: Mapping[str, int] | None = None
    clause_id: int | None = None


@dataclass(frozen=True)
class Lines:
    """One list, `number` lines in all, of which `shown` are given. `is_calm`: nothing is asked of the member."""

    name: str
    heading: str
    shown: list[Line]
    number: int
    is_calm: bool = False
