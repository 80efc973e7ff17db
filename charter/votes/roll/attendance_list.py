"""The delegates of a charter to tick as present: searched, filtered, a page at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from charter.core import paging
from charter.core.alphabet import has_words, key
from charter.votes.roll import eligibility
from charter.votes.rules.electorate import Delegate

PRESENT, ABSENT = "yes", "no"


@dataclass(frozen=True)
class Filter:
    """What the list is narrowed to; "" and 0: not by this. `association`: its id."""

    find: str = ""
    association: int = 0
    presence: str = ""

    @property
    def query(self) -> dict[str, Any]:
        """The same as the query of an address."""
        return {"find": self.find or None, "association": self.association or None, "presence": self.presence or None}


def page(charter_id: int, by: Filter, wanted: int) -> dict[str, Any]:
    """A page of those who vote, by association and name, with how many are present of all."""
    every = eligibility.delegates(charter_id)
    found = sorted((each for each in every if _is_asked_for(each, by)), key=_place)
    shown, number, pages = paging.cut(found, wanted)
    return {
        "delegates": shown,
        "associations": _associations(every),
        "by": by,
        "number": len(found),
        "number_present": sum(each.present for each in every),
        "number_of_all": len(every),
        "page": number,
        "pages": pages,
    }


def _is_asked_for(delegate: Delegate, by: Filter) -> bool:
    return (
        (not by.association or delegate.association_id == by.association)
        and (not by.presence or delegate.present == (by.presence == PRESENT))
        and has_words(f"{delegate.name} {delegate.association}", by.find)
    )


def _place(delegate: Delegate) -> tuple[str, int, str, int]:
    return key(delegate.association), delegate.association_id, key(delegate.name), delegate.member_id


def _associations(delegates: Iterable[Delegate]) -> list[tuple[int, str]]:
    names = {each.association_id: each.association for each in delegates}
    return sorted(names.items(), key=lambda each: key(each[1]))
