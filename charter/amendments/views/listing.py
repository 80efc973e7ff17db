"""The amendments of a round as a list: by place, association, state and what is missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from charter.amendments import rules, texts
from charter.amendments.models import Amendment, Change, RoundBase
from charter.amendments.views import memory
from charter.clauses.queries import Outline
from charter.core.alphabet import key

SUPPORT, PLACE, NOTHING = "support", "place", "nothing"
"""What an amendment may lack: co-signatures, a place in a changed text; or nothing."""


@dataclass(frozen=True)
class Filter:
    """What the list is narrowed to; "" and 0: not by this."""

    find: str = ""
    clause: int = 0
    association: int = 0
    state: str = ""
    missing: str = ""
    mine: bool = False

    @property
    def query(self) -> dict[str, Any]:
        """The same as the query of an address."""
        values = {name: value or None for name, value in vars(self).items()}
        return values | {"mine": "1" if self.mine else None}

    @property
    def is_used(self) -> bool:
        """Whether it narrows the list by more than words."""
        return any(value for name, value in vars(self).items() if name != "find")


def lacks(amendment: Amendment) -> str:
    """What an amendment lacks."""
    if amendment.stage == rules.UNPLACED:
        return PLACE
    is_short = len(amendment.supporters) < amendment.round.least_cosigners
    return SUPPORT if amendment.stage == rules.SUBMITTED and not amendment.parent_id and is_short else NOTHING


def narrowed(every: Iterable[Amendment], by: Filter, own: int | None) -> list[Amendment]:
    """Those that a filter asks for. `own`: the association of the reader."""
    return [each for each in every if _is_asked_for(each, by, own)]


def _is_asked_for(each: Amendment, by: Filter, own: int | None) -> bool:
    return (
        (not by.clause or by.clause in clause_ids(each))
        and (not by.association or by.association in associations(each))
        and (not by.state or each.stage == by.state)
        and (not by.missing or lacks(each) == by.missing)
        and (not by.mine or (own is not None and own in associations(each)))
        and (not by.find or all(word in _search_key(each) for word in key(by.find).split()))
    )


def clause_ids(each: Amendment) -> set[int]:
    """The clauses that it changes, removes, or puts a new one after."""
    return {found for change in each.wording.changes if (found := change.clause_id or change.after_clause_id)}


def associations(each: Amendment) -> dict[int, str]:
    """Who proposes and co-signs it."""
    return {each.association_id: each.association} | {one.association_id: one.association for one in each.supporters}


def _search_key(each: Amendment) -> str:
    """What is looked into: numbers, names, the reason and the proposed words."""
    names = key(f"{each.number} {' '.join(associations(each).values())}")
    return f"{names} {memory.of_app().words(each.wording.digest, lambda: _words_key(each))}"


def _words_key(each: Amendment) -> str:
    changes = " ".join(f"{change.heading} {change.markup.striptags()}" for change in each.wording.changes)
    return key(f"{each.wording.reason} {changes}")


@dataclass(frozen=True)
class Row:
    """An amendment of the list, under the place at which it begins."""

    amendment: Amendment
    place: tuple[int, int, int]

    @property
    def first(self) -> Change:
        """The change that it is listed by."""
        return self.amendment.wording.changes[0]


def in_order(every: Iterable[Amendment], bases: Mapping[int, RoundBase], outline: Outline) -> list[Row]:
    """By place in the text; there, the removal of the clause before all, sub-amendments after what they would amend,
    then by number."""
    heads = texts.heads_of(outline, bases)
    rows = [Row(each, texts.position(each.wording.changes[0], bases, heads)) for each in every]
    return sorted(rows, key=lambda row: (row.place, *_rank(row.amendment)))


def _rank(each: Amendment) -> tuple[Any, ...]:
    above = each.parent or each
    return not above.wording.changes[0].drops, above.number, each.parent_id is not None, each.number


def numbers(every: Sequence[Amendment]) -> dict[str, int]:
    """How many there are by what they lack."""
    found = [lacks(each) for each in every]
    return {name: found.count(name) for name in (SUPPORT, PLACE)}
