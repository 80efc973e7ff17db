"""What the amendments of a round mean for each other, clause by clause: computed on reading, never stored."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select

from charter.amendments import queries, rules
from charter.amendments.models import Amendment, Change, RoundBase, Wording
from charter.amendments.relating.relation_cache import ClauseRelations, Put, Summary, cache
from charter.amendments.texts import Proposed
from charter.content.merge import relations as merging
from charter.content.merge import typography
from charter.content.merge.atoms import flatten, words
from charter.content.merge.text import Text, normal
from charter.database import db


@dataclass(frozen=True)
class Related:
    """Another amendment that meets this one in a clause (`clause_id`; None: at the place of a new clause)."""

    amendment: Amendment
    clause_id: int | None
    summary: Summary


def of_amendment(
    amendment: Amendment, bases: Mapping[int, RoundBase], stages: Collection[str] = rules.UNDECIDED
) -> list[Related]:
    """The undecided amendments, or those of other `stages`, that meet this one, by clause in the order of its text and
    then by number; a sub-amendment is compared with the others of its amendment. What it does not touch is left out."""
    return of_texts(amendment.round_id, amendment.wording.changes, bases, amendment, stages=stages)


def of_texts(
    round_id: int,
    changes: Sequence[Change | Proposed],
    bases: Mapping[int, RoundBase],
    own: Amendment | None = None,
    parent: Amendment | None = None,
    stages: Collection[str] = rules.UNDECIDED,
) -> list[Related]:
    """The same for texts that need not be submitted: what a form warns of. `own`: the amendment that they are of, which
    is not compared with itself; `parent`: the amendment that they would amend."""
    parent = own.parent if own and own.parent_id else parent
    found: list[Related] = []
    for each in changes:
        beside = _beside(round_id, each, parent, stages)
        others = [other for other in beside if own is None or other.amendment_id != own.id]
        if not others:
            continue
        if each.clause_id is None:
            related = _of_new(each, others)
        else:
            related = _of_clause(each, others, bases[each.clause_id], own, parent)
        amendments = queries.by_ids([other.amendment_id for other, _ in related])
        found += [Related(amendments[other.amendment_id], each.clause_id, summary) for other, summary in related]
    return found


def of_clause(round_id: int, clause_id: int, bases: Mapping[int, RoundBase]) -> dict[tuple[int, int], Summary]:
    """What each pair of the undecided amendments of a clause means, by the ids of both, the lower number first; without
    pairs that do not meet. Sub-amendments are not compared here."""
    every = _beside(round_id, Proposed("", None, clause_id), None)
    known = _patched(every, bases[clause_id], None)
    ids = {each.digest: each.amendment_id for each in every}
    pairs = known.compare_all([each.digest for each in every])
    return {(ids[a], ids[b]): summary for (a, b), summary in pairs.items()}


def extent(amendment: Amendment, bases: Mapping[int, RoundBase]) -> tuple[int, int]:
    """How far an amendment departs from the text (`Patch.distance`, a new clause by its words), over all clauses; and
    where its first change stands in its first clause. A sub-amendment is measured against its parent."""
    distance, start = 0, 0
    for place, change in enumerate(amendment.wording.changes):
        if change.clause_id is None or change.clause_id not in bases:
            distance += len(words(flatten(normal(Text(change.heading, change.content or {"type": "doc"}))).atoms))
            continue
        own = _Beside(amendment.id, amendment.wording.digest, amendment.wording.id, *_what(change))
        known = _patched([own], bases[change.clause_id], amendment.parent)
        patch = known.patches[own.digest]
        distance += patch.distance if patch else len(words(known.base.atoms))
        if place == 0 and patch and patch.hunks:
            start = patch.hunks[0].start
    return distance, start


def is_typographic(amendment: Amendment, bases: Mapping[int, RoundBase]) -> bool:
    """Whether an amendment changes nothing but typography."""
    for change in amendment.wording.changes:
        if change.clause_id not in bases or change.clause_id is None:
            return False
        own = _Beside(amendment.id, amendment.wording.digest, amendment.wording.id, *_what(change))
        patch = _patched([own], bases[change.clause_id], amendment.parent).patches[own.digest]
        if patch is None or not typography.is_typographic(patch):
            return False
    return True


def _what(change: Change) -> tuple[int | None, bool, str]:
    return change.clause_id, change.drops, change.heading


class _Beside(NamedTuple):
    amendment_id: int
    digest: str
    """Of its newest wording."""
    wording_id: int
    clause_id: int | None
    drops: bool
    heading: str


def _beside(
    round_id: int, change: Change | Proposed, parent: Amendment | None, stages: Collection[str] = rules.UNDECIDED
) -> list[_Beside]:
    """The amendments in some stages with something for the same clause, or the same place of a new one, by number."""
    columns = (Amendment.id, Wording.digest, Change.wording_id, Change.clause_id, Change.drops, Change.heading)
    of_amendment_, is_newest = queries.newest_wording()
    query = select(*columns).select_from(Amendment).join(Wording, of_amendment_)
    query = query.join(Change, Change.wording_id == Wording.id).where(is_newest)
    query = query.where(Amendment.round_id == round_id, Amendment.stage.in_(stages))
    query = query.where(Amendment.parent_id == (parent.id if parent else None))
    if change.clause_id is not None:
        query = query.where(Change.clause_id == change.clause_id)
    else:
        after, section = change.after_clause_id, change.section_id
        query = query.where(Change.clause_id.is_(None), Change.after_clause_id == after, Change.section_id == section)
    return [_Beside(*row) for row in db.session.execute(query.order_by(Amendment.number))]


def _of_new(change: Change | Proposed, others: Sequence[_Beside]) -> list[tuple[_Beside, Summary]]:
    """New clauses at one place stand one after the other, unless they are the same."""
    texts = _texts(others)
    mine = Text(change.heading, change.content or {"type": "doc"})
    found = []
    for other in others:
        kind = merging.SAME if texts[other.digest] == mine else merging.ORDER
        found.append((other, Summary(frozenset({kind}), False, False, kind == merging.SAME)))
    return found


def _of_clause(
    change: Change | Proposed,
    others: Sequence[_Beside],
    base: RoundBase,
    own: Amendment | None,
    parent: Amendment | None,
) -> list[tuple[_Beside, Summary]]:
    known = _patched(others, base, parent)
    keys = [other.digest for other in others]
    mine = None if change.drops else Text(change.heading, change.content or {"type": "doc"})
    if own is not None and isinstance(change, Change):
        known.put({own.wording.digest: mine})
        related = known.compare(own.wording.digest, keys)
    else:  # a draft changes at each pause: nothing of it is remembered
        related = known.compare_text(mine, keys)
    return [(other, related[other.digest]) for other in others if other.digest in related]


def _patched(others: Sequence[_Beside], base: RoundBase, parent: Amendment | None) -> ClauseRelations:
    """What is known of a clause, with the patches of these amendments; a sub-amendment changes the text of its
    parent."""
    text = Text(base.version.heading, base.version.content)
    key = base.digest
    if parent:
        change = next((each for each in parent.amended.changes if each.clause_id == base.clause_id), None)
        text = Text(change.heading, change.content or {"type": "doc"}) if change else text
        key = f"{parent.amended.digest} {base.digest}"
    known = cache.of(key, text)
    if unknown := [each for each in others if each.digest not in known.patches]:
        known.put(_texts(unknown))
    return known


def _texts(others: Sequence[_Beside]) -> dict[str, Put]:
    """What each proposes, by the digest of its wording."""
    wording_ids = [each.wording_id for each in others if not each.drops]
    query = select(Change.wording_id, Change.clause_id, Change.content).where(Change.wording_id.in_(wording_ids))
    contents = {(wording, clause): content for wording, clause, content in db.session.execute(query)}
    return {
        each.digest: None if each.drops else Text(each.heading, contents[each.wording_id, each.clause_id])
        for each in others
    }
