"""One clause opened into places: at each, the text as it is, and every wording that is proposed there, once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from charter.amendments import names, queries
from charter.amendments.deciding import ordering
from charter.amendments.deciding import queries as decisions
from charter.amendments.deciding.models import Disposition
from charter.amendments.models import Amendment, Round, RoundBase
from charter.amendments.relating.relation_cache import Summary
from charter.amendments.views import amendment_context, list_context, readings
from charter.amendments.views.readings import Reading
from charter.charters.models import Charter
from charter.clauses import queries as clauses
from charter.clauses.queries import Outline
from charter.content.blocks import Line, lines
from charter.pages.to_decide import badges
from charter.pages.to_decide import queries as found
from charter.pages.to_decide import rules as standing
from charter.pages.to_decide.rules import Standing

FIRST_WORDS = 12
"""Words of what an amendment changes that stand in its line."""
Met = Mapping[tuple[int, int], Summary]


@dataclass(frozen=True)
class Entry:
    """One amendment in its place: where it stands, the advice on it, its badges, its sub-amendments, and (`lacks`) what
    is missing."""

    amendment: Amendment
    standing: Standing
    advice: Disposition | None
    badges: list[str]
    lacks: list[str]
    subs: list["Entry"]
    elsewhere: list[str]


@dataclass(frozen=True)
class Proposal:
    """A wording that is proposed, once, with all who ask for it."""

    entries: list[Entry]
    readings: list[Reading]
    says: str


@dataclass(frozen=True)
class Place:
    """Amendments of which only one can be adopted. `base`: the paragraphs that they touch, each with its number;
    `removes`: they take out the whole clause."""

    base: list[tuple[int, Line]]
    proposals: list[Proposal]
    removes: bool


@dataclass(frozen=True)
class Opened:
    """What is read of one clause, or of all new clauses (`clause_id` None)."""

    charter: Charter
    round: Round
    clause_id: int | None
    bases: Mapping[int, RoundBase]
    outline: Outline
    standings: Mapping[int, Standing]
    advice: Mapping[int, Disposition]
    met: Met
    amendments: Mapping[int, Amendment]


def of_clause(charter: Charter, round_: Round, clause_id: int) -> tuple[Opened, list[Place]]:
    """The places of a clause, in the order of its text; at each, the order of votes."""
    of_here = queries.of_clause(round_.id, clause_id)
    bases = queries.bases_of(round_.id, {clause_id, *_clause_ids(of_here)})
    places, met = ordering.places_of(round_.id, clause_id, bases)
    opened = _opened(charter, round_, clause_id, of_here, bases, met)
    return opened, [_place(place, opened) for place in places if place]


def of_new(charter: Charter, round_: Round) -> tuple[Opened, list[Place]]:
    """New clauses, in the order of the text: each place of one is a place to itself."""
    of_here = sorted(queries.by_ids(found.of_new_clauses(round_.id)).values(), key=lambda each: each.number)
    bases = queries.bases_of(round_.id, _clause_ids(of_here))
    opened = _opened(charter, round_, None, of_here, bases, {})
    by_spot: dict[Any, list[Amendment]] = {}
    for each in of_here:
        if opened.standings[each.id].is_undecided and each.parent_id is None:
            first = each.wording.changes[0]
            by_spot.setdefault((first.after_clause_id, first.section_id), []).append(each)
    return opened, [_place(each, opened) for each in by_spot.values()]


def _clause_ids(amendments: Iterable[Amendment]) -> set[int]:
    return {
        known for one in amendments for each in one.wording.changes if (known := each.clause_id or each.after_clause_id)
    }


def _opened(
    charter: Charter,
    round_: Round,
    clause_id: int | None,
    of_here: Sequence[Amendment],
    bases: Mapping[int, RoundBase],
    met: Met,
) -> Opened:
    ids = [each.id for each in of_here]
    return Opened(
        charter,
        round_,
        clause_id,
        bases,
        clauses.outline(charter.id),
        {each.id: each for each in found.standings(round_, ids)},
        decisions.newest(ids),
        met,
        {each.id: each for each in of_here},
    )


def _place(amendments: Sequence[Amendment], opened: Opened) -> Place:
    groups: dict[int, list[Amendment]] = {}
    numbers = {each.number: each for each in amendments}
    for each in amendments:
        first = numbers.get(opened.standings[each.id].same_as or 0, each)
        groups.setdefault(first.id, []).append(each)
    proposals = [_proposal(each, opened) for each in groups.values()]
    read = [each for one in proposals for each in one.readings if each.clause_id == opened.clause_id and each.clause_id]
    removes = any(each.kind == "removed" for each in read)
    return Place([] if removes else _touched(read, opened), proposals, removes)


def _touched(read: Sequence[Reading], opened: Opened) -> list[tuple[int, Line]]:
    base = opened.bases.get(opened.clause_id or 0)
    numbers = {row.old for each in read for rows in readings.touched(each.compared).values() for row in rows if row.old}
    every = lines(base.version.content) if base else ()
    return [(number, line) for number, line in enumerate(every, 1) if number in numbers]


def _proposal(amendments: Sequence[Amendment], opened: Opened) -> Proposal:
    first = min(amendments, key=lambda each: each.number)
    read = amendment_context.texts(first, amendment_context.usual(first), opened.bases, opened.outline)
    here = [each for each in read if each.clause_id == opened.clause_id] or read
    return Proposal([_entry(each, opened) for each in amendments], here, first_words(here[0]))


def first_words(reading: Reading) -> str:
    """The first words of what a text changes, without the name of the clause, which stands above."""
    said = list_context.says(reading)
    if reading.kind == "changed":
        label = str(_("Article %(number)s", number=reading.number)) if reading.number else reading.shown.heading
        said = said.removeprefix(label).lstrip(", ")
    words = said.split(" ")  # not at the spaces that do not break: those hold signs of quotation
    return " ".join(words[:FIRST_WORDS]) + (" …" if len(words) > FIRST_WORDS else "")


def _entry(amendment: Amendment, opened: Opened) -> Entry:
    own = opened.standings[amendment.id]
    subs = [
        _entry(each, opened)
        for each in opened.amendments.values()
        if each.parent_id == amendment.id and opened.standings[each.id].is_undecided
    ]
    collides, said = badges.of(amendment, opened.met, opened.amendments, opened.advice)
    lacks = [*standing.missing(own), *([standing.COLLIDES] if collides and own.is_undecided else [])]
    elsewhere = [names.article(base) for each in amendment.wording.changes if (base := _other(each.clause_id, opened))]
    return Entry(amendment, own, opened.advice.get(amendment.id), said, lacks, subs, elsewhere)


def _other(clause_id: int | None, opened: Opened) -> RoundBase | None:
    return opened.bases.get(clause_id or 0) if clause_id != opened.clause_id else None


def settled(opened: Opened) -> list[Entry]:
    """What is decided, withdrawn or inadmissible here, by number."""
    every = opened.amendments.values()
    return [_entry(each, opened) for each in every if not opened.standings[each.id].is_undecided]


def helpers() -> dict[str, Any]:
    """What the templates of places need beside them."""
    return {"short_name": names.short, "within_name": names.within, "proposer": names.proposer, **readings.helpers()}
