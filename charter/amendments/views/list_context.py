"""The context of the list of amendments of a charter."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask_babel import lazy_gettext as _l

from charter.accounts.models import Member
from charter.amendments import eligibility, names, queries, rules
from charter.amendments.models import Amendment, Round, RoundBase
from charter.amendments.views import amendment_context, listing, memory, readings
from charter.amendments.views.listing import Filter, Row
from charter.charters.models import Charter
from charter.clauses import queries as clauses
from charter.clauses.queries import Outline
from charter.core import paging
from charter.web.input import parsing

MISSING_NAMES = {
    listing.SUPPORT: _l("Co-signatures"),
    listing.PLACE: _l("A place in the changed text"),
    listing.NOTHING: _l("Nothing"),
}


@dataclass(frozen=True)
class Group:
    """The amendments at one place of the text."""

    title: str
    heading: str
    clause_id: int | None
    lines: list["Line"]


@dataclass(frozen=True)
class Line:
    """One amendment of the list: what it is called, and the first words of what it changes."""

    amendment: Amendment
    name: str
    says: str
    missing: list[str]
    others: list[str]


def of(charter: Charter, reader: Member | None, asked: Mapping[str, str]) -> dict[str, Any]:
    """For `amendments/list.html`: the round that an address asks for, or the newest."""
    number = parsing.hidden_number(asked, "round")
    every_round = [each for each in queries.rounds(charter.id) if queries.may_read(reader, each)]
    round_ = next((each for each in every_round if each.number == number), next(iter(every_round), None))
    base = {"charter": charter, "round": round_, "rounds": every_round, "drafts": queries.drafts(charter.id, reader)}
    if round_ is None:
        return base | {"every": [], "may_propose": False}

    found = _found(charter, round_, reader, asked)
    return base | found | {"may_propose": round_.is_open and eligibility.may_draft(round_, reader)}


def _found(charter: Charter, round_: Round, reader: Member | None, asked: Mapping[str, str]) -> dict[str, Any]:
    bases, outline = queries.bases(round_.id, with_texts=False), clauses.outline(charter.id)
    every, by = queries.outlined(round_.id), _filter(asked)
    if by.find:
        unknown = [each for each in every if not memory.of_app().has_words(each.wording.digest)]
        queries.load_texts(unknown, ())
    own = reader.association_id if reader else None
    rows = listing.in_order(listing.narrowed(every, by, own), bases, outline)
    shown, page, pages = paging.cut(rows, parsing.page(asked))
    _load(shown, bases)
    amended = {clause_id for each in every for clause_id in listing.clause_ids(each)}
    return {
        "by": by,
        "every": every,
        "rows": rows,
        "groups": _groups(shown, bases, outline),
        "renumbered": names.renumbered(_clause_ids(shown), bases, outline),
        "page": page,
        "pages": pages,
        "bases": bases,
        "lacking": listing.numbers(every),
        "associations": sorted(
            {key: name for each in every for key, name in listing.associations(each).items()}.items(),
            key=lambda one: one[1],
        ),
        "clause_names": [(key, names.numbered(base)) for key, base in bases.items() if key in amended],
        "STAGE_NAMES": amendment_context.STAGE_NAMES,
        "MISSING_NAMES": MISSING_NAMES,
        "UNDECIDED": rules.UNDECIDED,
        "proposer": names.proposer,
    }


def _clause_ids(rows: list[Row]) -> list[int | None]:
    return [row.first.clause_id or row.first.after_clause_id for row in rows]


def _load(rows: list[Row], bases: Mapping[int, RoundBase]) -> None:
    """The texts of the amendments of a page, of those that they would amend, and of their clauses."""
    shown = [row.amendment for row in rows]
    parents = [each.parent for each in shown if each.parent]
    ids = {row.first.clause_id for row in rows}
    queries.load_texts([*shown, *parents], [base for key, base in bases.items() if key in ids])


def _filter(asked: Mapping[str, str]) -> Filter:
    """What the address asks for; what it does not know, it leaves out."""
    return Filter(
        find=parsing.words(asked, "find"),
        clause=max(parsing.hidden_number(asked, "clause"), 0),
        association=max(parsing.hidden_number(asked, "association"), 0),
        state=parsing.known(asked, "state", tuple(amendment_context.STAGE_NAMES)),
        missing=parsing.known(asked, "missing", tuple(MISSING_NAMES)),
        mine=asked.get("mine") == "1",
    )


def _groups(rows: list[Row], bases: Mapping[int, RoundBase], outline: Outline) -> list[Group]:
    found = []
    for _place, at in groupby(rows, key=lambda row: row.place):
        here = list(at)
        lines = [_line(row, bases, outline) for row in here]
        change = here[0].first
        base = bases.get(change.clause_id or 0)
        title = names.article(base) if base else names.spot(change, bases, outline)
        heading = base.version.heading if base and base.number else ""
        found.append(Group(title, heading, change.clause_id, lines))
    return found


def _line(row: Row, bases: Mapping[int, RoundBase], outline: Outline) -> Line:
    amendment, changes = row.amendment, row.amendment.wording.changes
    first = amendment_context.text(amendment, changes[0], bases, outline)
    others = [_where(each.clause_id, bases) or names.spot(each, bases, outline) for each in changes[1:]]
    return Line(amendment, names.short(amendment), says(first), amendment_context.missing(amendment), others)


def _where(clause_id: int | None, bases: Mapping[int, RoundBase]) -> str:
    base = bases.get(clause_id or 0)
    return names.article(base) if base else ""


def says(first: readings.Reading) -> str:
    """What a text asks first, in words."""
    if first.kind == "removed":
        return str(_l("Removes the whole clause"))
    if first.kind == "added":
        return first.shown.heading
    said = readings.sentences(first)
    return f"{said[0]} …" if len(said) > 1 else next(iter(said), first.summary)
