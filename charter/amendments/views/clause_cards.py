"""The amendments of one clause on its page: under each paragraph of the frozen text, those that change it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from charter.accounts.models import Member
from charter.amendments import eligibility, names, queries, rules
from charter.amendments.models import Amendment, Round, RoundBase
from charter.amendments.relating import relations
from charter.amendments.views import amendment_context, listing, readings
from charter.amendments.views.readings import Reading, Wording
from charter.charters.models import Charter
from charter.clauses import queries as clauses
from charter.clauses.models import Clause
from charter.content.blocks import Line, lines
from charter.content.diff import Piece, Row

MAX_SHOWN = 30
"""Amendments of a clause that stand on its page, each with what it changes; the list has the others."""


@dataclass(frozen=True)
class Card:
    """What one amendment, or several that ask the very same, make of one place. `rows`: the lines that change there;
    none where the whole clause goes or comes."""

    amendments: tuple[Amendment, ...]
    reading: Reading
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the frozen text with its number from 1, or (0) what comes before the first one."""

    number: int
    line: Line | None
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Unchanged:
    """Paragraphs in a row that nobody would change."""

    first: int
    last: int


def of(charter: Charter, clause: Clause, reader: Member | None) -> dict[str, Any]:
    """For `amendments/_of_clause.html`; `amended` is empty where there is no round to read."""
    round_ = queries.latest_round(charter.id, reader)
    found = queries.of_clause(round_.id, clause.id) if round_ else []
    kept = [each for each in found if each.stage in (*rules.UNDECIDED, rules.ADOPTED)]
    subs = [each for each in kept if each.parent_id]
    return {
        "round": round_,
        "amended": _amended(charter, clause, round_, kept) if round_ and kept else None,
        "subs": {parent_id: [*each] for parent_id, each in groupby(sorted(subs, key=_parent), key=_parent)},
        "settled": [each for each in found if each not in kept],
        "number_of_amendments": len([each for each in kept if each.stage != rules.ADOPTED]),
        "STAGE_NAMES": amendment_context.STAGE_NAMES,
        "short_name": names.short,
        "within_name": names.within,
        "proposer": names.proposer,
        "may_propose": _may_propose(round_, clause, reader),
        "drafts_here": [each for each in queries.drafts(charter.id, reader) if _is_about(each.changes, clause.id)],
        "lacks": listing.lacks,
        **readings.helpers(),
    }


def _parent(each: Amendment) -> int:
    return each.parent_id or 0


def _is_about(changes: Iterable[dict[str, Any]], clause_id: int) -> bool:
    return any(each["clause_id"] == clause_id for each in changes)


def _may_propose(round_: Round | None, clause: Clause, reader: Member | None) -> bool:
    return bool(round_ and round_.is_open and clause.stage == "drafting" and eligibility.may_draft(round_, reader))


def _amended(charter: Charter, clause: Clause, round_: Round, kept: Sequence[Amendment]) -> dict[str, Any]:
    touched = {clause.id, *(change.clause_id for each in kept for change in each.wording.changes)}
    bases, outline = queries.bases_of(round_.id, touched), clauses.outline(charter.id)
    base = bases.get(clause.id)
    rows = listing.in_order([each for each in kept if not each.parent_id], bases, outline)
    shown = [row.amendment for row in rows[:MAX_SHOWN]]
    return placed(clause.id, shown, bases, outline) | {
        "base": base,
        "renumbered": names.renumbered([clause.id], bases, outline),
        "shown": len(shown),
        "rest": len(rows[MAX_SHOWN:]),
        "felled": _felled(kept, round_.id, clause.id, bases) if base else {},
    }


def placed(
    clause_id: int, amendments: Sequence[Amendment], bases: Mapping[int, RoundBase], outline: clauses.Outline
) -> dict[str, Any]:
    """What some amendments make of a clause, as cards by place: its heading, the whole of it, its paragraphs, and new
    clauses after it; at each place in the order of `amendments`."""
    base = bases.get(clause_id)
    read = [
        (each, text)
        for each in amendments
        for text in amendment_context.texts(each, amendment_context.usual(each), bases, outline)
        if clause_id in (text.clause_id, text.after_clause_id)
    ]
    return {
        "heading": _cards((each, text, _renamed(text)) for each, text in read if text.is_renamed),
        "removed": _cards((each, text, ()) for each, text in read if text.kind == "removed"),
        "added": _cards((each, text, ()) for each, text in read if text.kind == "added"),
        "paragraphs": _paragraphs(lines(base.version.content) if base else (), read),
    }


def _felled(
    kept: Sequence[Amendment], round_id: int, clause_id: int, bases: Mapping[int, RoundBase]
) -> dict[int, list[Amendment]]:
    """Of each amendment of the clause, which could not be adopted beside it."""
    by_id = {each.id: each for each in kept}
    found: dict[int, list[Amendment]] = {}
    for (one, other), summary in relations.of_clause(round_id, clause_id, bases).items():
        if summary.is_blocking and one in by_id and other in by_id:
            found.setdefault(one, []).append(by_id[other])
            found.setdefault(other, []).append(by_id[one])
    return found


def _renamed(text: Reading) -> tuple[Piece, ...]:
    return text.heading


def _paragraphs(base: Sequence[Line], read: Sequence[tuple[Amendment, Reading]]) -> list[Paragraph | Unchanged]:
    """The frozen text from top to bottom, what nobody changes in one."""
    found: list[Paragraph | Unchanged] = []
    touched = [(each, text, readings.touched(text.compared)) for each, text in read if text.kind == "changed"]
    for number in range(len(base) + 1):
        cards = _cards((each, text, tuple(rows[number])) for each, text, rows in touched if number in rows)
        if cards:
            found.append(Paragraph(number, base[number - 1] if number else None, cards))
        elif number and found and isinstance(found[-1], Unchanged):
            found[-1] = replace(found[-1], last=number)
        elif number:
            found.append(Unchanged(number, number))
    return found


def _cards(read: Iterable[tuple[Amendment, Reading, Sequence[Any]]]) -> tuple[Card, ...]:
    """A card for each different change, in the order of the list; those who ask the very same share one."""
    cards: dict[object, Card] = {}
    for each, text, rows in read:
        key = (text.kind, _asked(rows), _proposed(text) if not rows else None)
        known = cards.get(key)
        cards[key] = replace(known, amendments=(*known.amendments, each)) if known else Card((each,), text, tuple(rows))
    return tuple(cards.values())


def _asked(rows: Sequence[Any]) -> tuple[Any, ...]:
    """What rows ask, wherever their new lines stand."""
    return tuple((each.state, each.old, each.pieces) if isinstance(each, Row) else each for each in rows)


def _proposed(text: Reading) -> str:
    wording: Wording | None = text.now
    return repr((wording.heading, wording.content)) if wording else ""
