"""The proposed order of votes on the amendments of a clause."""

from collections.abc import Mapping, Sequence

from charter.amendments import queries, rules
from charter.amendments.deciding import queries as decisions
from charter.amendments.deciding import rules as deciding
from charter.amendments.models import Amendment, RoundBase
from charter.amendments.relating import relations
from charter.amendments.relating.relation_cache import Summary


def before(amendment: Amendment, bases: Mapping[int, RoundBase]) -> list[Amendment]:
    """The undecided amendments that are voted before this one: those which block it and depart further from the text;
    in order."""
    met = relations.of_amendment(amendment, bases)
    others = {each.amendment.id: each.amendment for each in met if each.summary.is_blocking}
    order = proposed([amendment, *others.values()], bases)
    place = [each.id for each in order].index(amendment.id)
    return [each for each in order[:place] if each.id in others]


def proposed(amendments: Sequence[Amendment], bases: Mapping[int, RoundBase]) -> list[Amendment]:
    """Some amendments of a round in the order in which they are voted; a sub-amendment before what it would amend."""
    by_id = {each.id: each for each in amendments}
    compromises = _compromises(list(by_id))
    ranked = {each.id: _rank(each, bases, each.id in compromises) for each in amendments}
    main = [by_id[each] for each in deciding.in_order({k: v for k, v in ranked.items() if not by_id[k].parent_id})]
    subs = [by_id[each] for each in deciding.in_order({k: v for k, v in ranked.items() if by_id[k].parent_id})]
    found: list[Amendment] = []
    for each in main:
        found += [sub for sub in subs if sub.parent_id == each.id]
        found.append(each)
    return [*[sub for sub in subs if sub.parent_id not in by_id], *found]


def _compromises(amendment_ids: Sequence[int]) -> set[int]:
    """Those whose wording was agreed on in place of several."""
    newest = decisions.newest(amendment_ids, is_published=True)
    agreed = (each for each in newest.values() if each.answer and each.answer.kind == deciding.AGREES)
    return {each.amendment_id for each in agreed if each.replaces}


def _rank(amendment: Amendment, bases: Mapping[int, RoundBase], is_compromise: bool) -> deciding.Rank:
    removes = any(each.drops for each in amendment.wording.changes)
    distance, start = relations.extent(amendment, bases)
    return deciding.Rank(removes, is_compromise, distance, start, amendment.number)


def places_of(
    round_id: int, clause_id: int, bases: Mapping[int, RoundBase]
) -> tuple[list[list[Amendment]], dict[tuple[int, int], Summary]]:
    """The undecided amendments of a clause by place, each in the order of votes, in the order of the text; and what
    each pair of them means."""
    every = [each for each in queries.of_clause(round_id, clause_id) if each.stage in rules.UNDECIDED]
    by_id = {each.id: each for each in every if each.parent_id is None}
    met = relations.of_clause(round_id, clause_id, bases)
    blocking = [pair for pair, summary in met.items() if summary.is_blocking and by_id.keys() >= set(pair)]
    removals = {each.id for each in by_id.values() if any(one.drops for one in each.wording.changes)}
    found = [proposed([by_id[each] for each in ids], bases) for ids in deciding.places(by_id, blocking, removals)]
    starts = {each.id: relations.extent(each, bases)[1] for each in by_id.values()}
    return sorted(found, key=lambda place: min(starts[each.id] for each in place)), met
