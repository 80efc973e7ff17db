"""The context of the reading copy of what is still open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from charter.accounts.models import Member
from charter.amendments import names, queries, rules
from charter.amendments.deciding import ordering
from charter.amendments.models import Amendment, Change, Round, RoundBase, Wording
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

MAX_AMENDMENTS = 120
"""Amendments of a page, which holds whole clauses: the first one however many it has."""


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
    places = _undecided(round_.id) if round_ else {}
    amended = [key for key in queries.bases(round_.id, with_texts=False) if key in places] if round_ else []
    cut = _pages([(key, len(places[key])) for key in amended])
    page, pages = paging.nearest(at, len(cut), 1)
    outline = clauses.outline(charter.id)
    return {
        "charter": charter,
        "round": round_,
        "number": len({each for ids in places.values() for each in ids}),
        "number_of_clauses": len(amended),
        "clauses": _clauses(round_, cut[page - 1], places, outline) if round_ and cut else [],
        "first": _first(round_, places.get(None, []), outline) if round_ and page == pages else [],
        "page": page,
        "pages": pages,
        "short_name": names.short,
        "within_name": names.within,
        "STAGE_NAMES": amendment_context.STAGE_NAMES,
        **readings.helpers(),
    }


def _undecided(round_id: int) -> dict[int | None, list[int]]:
    """The ids of the undecided amendments by the clause that they change or follow; None: a new clause at the beginning
    of a title."""
    of_amendment, is_newest = queries.newest_wording()
    query = select(func.coalesce(Change.clause_id, Change.after_clause_id), Amendment.id).select_from(Amendment)
    query = query.join(Wording, of_amendment).join(Change, Change.wording_id == Wording.id).where(is_newest)
    query = query.where(Amendment.round_id == round_id, Amendment.stage.in_(rules.UNDECIDED))
    found: dict[int | None, dict[int, None]] = {}
    for clause_id, amendment_id in db.session.execute(query.order_by(Amendment.number)):
        found.setdefault(clause_id, {})[amendment_id] = None
    return {clause_id: list(ids) for clause_id, ids in found.items()}


def _pages(counted: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Clauses, each with its number of amendments, in pages of some `MAX_AMENDMENTS`."""
    pages: list[list[int]] = []
    on_page = 0
    for clause_id, number in counted:
        if not pages or on_page + number > MAX_AMENDMENTS:
            pages.append([])
            on_page = 0
        pages[-1].append(clause_id)
        on_page += number
    return pages


def _clauses(
    round_: Round, shown: Sequence[int], places: Mapping[int | None, Sequence[int]], outline: Outline
) -> list[OpenClause]:
    here = queries.by_ids({each for clause_id in shown for each in places[clause_id]})
    parents = [each.parent for each in here.values() if each.parent]
    touched = {each for one in [*here.values(), *parents] for each in listing.clause_ids(one)}
    bases, order = queries.bases_of(round_.id, touched), _places(list(here))
    return [
        _clause(clause_id, [here[each] for each in places[clause_id]], bases, outline, order) for clause_id in shown
    ]


def _clause(
    clause_id: int,
    here: Sequence[Amendment],
    bases: Mapping[int, RoundBase],
    outline: Outline,
    places: Mapping[int, int],
) -> OpenClause:
    yield_to_loop()  # a copy that nobody has read yet compares every text
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


def _first(round_: Round, amendment_ids: Sequence[int], outline: Outline) -> list[tuple[Amendment, str, str]]:
    """New clauses at the beginning of a title, or whose place is gone: each with where it goes and its heading."""
    bases = queries.bases(round_.id, with_texts=False) if amendment_ids else {}
    found = queries.by_ids(amendment_ids)
    return [
        (found[each], names.spot(change, bases, outline), change.heading)
        for each in amendment_ids
        for change in found[each].wording.changes
        if change.clause_id is None and change.after_clause_id is None
    ]
