"""The context of the reading copy of what is still open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from charter.accounts.models import Member
from charter.amendments import names, queries, rules
from charter.amendments.deciding import ordering
from charter.amendments.models import Amendment, Round, RoundBase
from charter.amendments.views import amendment_context, clause_cards, listing, readings
from charter.charters.models import Charter
from charter.clauses import queries as clauses
from charter.clauses.queries import Outline
from charter.content.blocks import Line, lines
from charter.core import paging
from charter.core.loop import yield_to_loop
from charter.database import db
from charter.votes.models import Vote
from charter.votes.motion_models import Motion

CLAUSES = 10
"""Clauses of a page: each with its whole text, and all its amendments."""


@dataclass(frozen=True)
class OpenClause:
    """A clause with the amendments that are still to be decided, in the order in which they are voted (`order`), as
    cards by place. `subs`: what sub-amendments ask, in words, by the id of what they would amend."""

    base: RoundBase
    lines: Sequence[Line]
    order: Sequence[Amendment]
    cards: Mapping[str, Any]
    subs: Mapping[int, Sequence[tuple[Amendment, list[str]]]]


def of(charter: Charter, reader: Member | None, at: int) -> dict[str, Any]:
    """For `pages/still_open/page.html`: the newest round that this person may read, by pages."""
    round_ = queries.latest_round(charter.id, reader)
    undecided = _undecided(round_) if round_ else []
    bases = queries.bases(round_.id, with_texts=False) if round_ else {}
    amended = {each for one in undecided for each in listing.clause_ids(one)}
    shown, page, pages = paging.cut([key for key in bases if key in amended], at, CLAUSES)
    outline = clauses.outline(charter.id)
    return {
        "charter": charter,
        "round": round_,
        "number": len(undecided),
        "number_of_clauses": len(amended),
        "clauses": _clauses(round_, shown, undecided, outline) if round_ else [],
        "first": _first(undecided, bases, outline) if page == pages else [],
        "page": page,
        "pages": pages,
        "short_name": names.short,
        "within_name": names.within,
        "STAGE_NAMES": amendment_context.STAGE_NAMES,
        **readings.helpers(),
    }


def _undecided(round_: Round) -> list[Amendment]:
    return [each for each in queries.outlined(round_.id) if each.stage in rules.UNDECIDED]


def _clauses(round_: Round, shown: Sequence[int], undecided: Sequence[Amendment], outline: Outline) -> list[OpenClause]:
    here = [each for each in undecided if listing.clause_ids(each) & {*shown}]
    parents = [each.parent for each in here if each.parent]
    bases = queries.bases_of(round_.id, {each for one in [*here, *parents] for each in listing.clause_ids(one)})
    queries.load_texts([*here, *parents], ())
    places = _places([each.id for each in here])
    return [_clause(clause_id, here, bases, outline, places) for clause_id in shown]


def _clause(
    clause_id: int,
    undecided: Sequence[Amendment],
    bases: Mapping[int, RoundBase],
    outline: Outline,
    places: Mapping[int, int],
) -> OpenClause:
    yield_to_loop()  # a copy that nobody has read yet compares every text
    here = [each for each in undecided if clause_id in listing.clause_ids(each)]
    ordered = sorted(ordering.proposed(here, bases), key=lambda each: places.get(each.id, len(places)))
    cards = clause_cards.placed(clause_id, [each for each in ordered if not each.parent_id], bases, outline)
    subs: dict[int, list[tuple[Amendment, list[str]]]] = {}
    for each in ordered:
        if each.parent_id:
            subs.setdefault(each.parent_id, []).append((each, _said(each, bases, outline)))
    base = bases[clause_id]
    return OpenClause(base, lines(base.version.content), ordered, cards, subs)


def _said(each: Amendment, bases: Mapping[int, RoundBase], outline: Outline) -> list[str]:
    read = amendment_context.texts(each, amendment_context.usual(each), bases, outline)
    return [sentence for text in read for sentence in readings.sentences(text)]


def _places(amendment_ids: Sequence[int]) -> dict[int, int]:
    """The place in the order of votes of those for which a vote is prepared or open; the others come after them, in the
    proposed order."""
    query = select(Motion.amendment_id).join(Vote, Vote.id == Motion.vote_id)
    query = query.where(Motion.amendment_id.in_(amendment_ids), Motion.taken_out_at.is_(None))
    query = query.where(Vote.stage.in_(("open", "prepared")))
    found = db.session.scalars(query.order_by(Vote.stage, Vote.position, Vote.id, Motion.position))
    return {amendment_id: place for place, amendment_id in enumerate(dict.fromkeys(found))}


def _first(
    undecided: Sequence[Amendment], bases: Mapping[int, RoundBase], outline: Outline
) -> list[tuple[Amendment, str, str]]:
    """New clauses at the beginning of a title, or whose place is gone: each with where it goes and its heading."""
    return [
        (each, names.spot(change, bases, outline), change.heading)
        for each in undecided
        for change in each.wording.changes
        if change.clause_id is None and change.after_clause_id is None
    ]
