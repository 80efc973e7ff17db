"""Carry over what a round left undecided to the next one, on the text that is frozen there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import func, select, update

from charter.amendments import queries, rules, texts
from charter.amendments.models import Amendment, Change, Cosignature, Draft, Round, RoundBase
from charter.amendments.texts import Proposed
from charter.amendments.wordings import append_wording, record
from charter.clauses import queries as clauses
from charter.content.canonical import canonical
from charter.content.merge.atoms import flatten
from charter.content.merge.carrying import carried
from charter.content.merge.differing import diff
from charter.content.merge.patch import Patch
from charter.content.merge.text import Text, normal
from charter.content.merge.union import applied
from charter.core.digest import normal as normal_form
from charter.core.loop import run_in_thread
from charter.database import db
from charter.journal import actions as journal

Bases = Mapping[int, RoundBase]


def carry_over(new: Round) -> list[Amendment]:
    """Give each undecided amendment of earlier rounds a number in a new one, in the order of their numbers, and its
    place in the new texts; in the caller's transaction. Returns them as they are there.

    Where its words no longer fit (`rules.UNPLACED`), its author places it by hand. One of which every clause is gone,
    or of which nothing is left to ask, stays in its round.
    """
    bases = queries.bases(new.id)
    earlier = [each for each in queries.rounds(new.charter_id) if each.id != new.id]
    old = {each.id: queries.bases(each.id) for each in earlier}
    found: dict[int, Amendment] = {}
    for amendment in _undecided([each.id for each in earlier]):
        parent = found.get(amendment.parent_id or 0)
        if amendment.parent_id is None or parent:
            placed = _carry(amendment, new, bases, old[amendment.round_id], parent)
            found |= {amendment.id: placed} if placed else {}
    _move_drafts(new, [each.id for each in earlier], found)
    return list(found.values())


def _undecided(round_ids: Sequence[int]) -> list[Amendment]:
    query = select(Amendment).where(Amendment.round_id.in_(round_ids), Amendment.stage.in_(rules.CHANGEABLE))
    return list(
        db.session.scalars(query.order_by(Amendment.parent_id.is_not(None), Amendment.round_id, Amendment.number))
    )


def _carry(amendment: Amendment, new: Round, bases: Bases, old: Bases, parent: Amendment | None) -> Amendment | None:
    here = [each for each in amendment.wording.changes if (each.clause_id or 0) in (*bases, 0)]
    sections = {each.id for each in clauses.sections(new.charter_id)}
    placed = [_placed(each, bases, old, sections, is_sub=parent is not None) for each in here]
    kept = [proposed for proposed, _fits in placed if proposed is not None]
    if not kept:
        return None

    fits = all(is_fit for proposed, is_fit in placed if proposed is not None)
    highest = db.session.scalar(select(func.max(Amendment.number)).where(Amendment.round_id == new.id)) or 0
    added = Amendment(
        charter_id=new.charter_id,
        round_id=new.id,
        number=highest + 1,
        parent_id=parent.id if parent else None,
        kind=amendment.kind,
        stage=rules.SUBMITTED if fits and amendment.stage == rules.SUBMITTED else rules.UNPLACED,
        association_id=amendment.association_id,
        association=amendment.association,
        first_association=amendment.first_association,
        author_id=amendment.author_id,
        submitted_at=journal.moment(),
        carried_from_id=amendment.id,
    )
    db.session.add(added)
    db.session.flush()
    before = amendment.wording
    append_wording(added, rules.CARRIED, kept, before.reason, None, parent, previous=before.digest)
    _keep_support(amendment, added)
    db.session.execute(update(Amendment).where(Amendment.id == amendment.id).values(stage=rules.CARRIED))
    facts = {"from_round": amendment.round.number, "from_number": amendment.number, "stage": added.stage}
    record("amendment.carried", added, None, **facts)
    return added


def _placed(
    change: Change, bases: Bases, old: Bases, sections: Collection[int], is_sub: bool
) -> tuple[Proposed | None, bool]:
    """What a change asks of the text of the new round, and whether its words fit there. Nothing where it is done
    already."""
    proposed = texts.of_changes([change])[0]
    if change.clause_id is None:
        is_there = change.after_clause_id in bases if change.after_clause_id else change.section_id in sections
        return (proposed, True) if is_there else (replace(proposed, after_clause_id=None), False)
    before, now = old[change.clause_id].version, bases[change.clause_id].version
    if (before.heading, before.content) == (now.heading, now.content):
        return proposed, True
    if is_sub:
        return proposed, False  # its amendment may have been placed anew: its author looks at it
    if change.drops:
        return proposed, False  # what would be removed is another text now
    texts_of_then_and_now = Text(before.heading, before.content), Text(now.heading, now.content)
    return run_in_thread(lambda: _merged(proposed, *texts_of_then_and_now))


def _merged(proposed: Proposed, before: Text, now: Text) -> tuple[Proposed | None, bool]:
    base, text = flatten(normal(before)), flatten(normal(now))
    asked = diff(base, flatten(normal(Text(proposed.heading, proposed.content or {"type": "doc"}))))
    left = carried(base, diff(base, text), asked)
    if not isinstance(left, Patch):
        return proposed, False
    if left.is_empty:
        return None, True
    merged = applied(text, [left])
    content = canonical(normal_form(merged.content))
    return Proposed(merged.heading, content, proposed.clause_id), True


def _keep_support(old: Amendment, new: Amendment) -> None:
    """Co-signatures go along; each still names the wording that it was given for."""
    for each in old.cosignatures:
        if each.withdrawn_at is None:
            values = {name: getattr(each, name) for name in ("association_id", "association", "member_id")}
            values |= {"wording_digest": each.wording_digest, "at": each.at}
            db.session.add(Cosignature(amendment_id=new.id, **values))
    db.session.flush()
    db.session.expire(new)


def _move_drafts(new: Round, round_ids: Sequence[int], found: Mapping[int, Amendment]) -> None:
    """Drafts go on in the new round, with the amendment that they are of, as they are: who goes on is shown them
    against the text of now."""
    for draft in db.session.scalars(select(Draft).where(Draft.round_id.in_(round_ids)).order_by(Draft.id)):
        target = draft.amendment_id or draft.parent_id
        if target and target not in found:
            continue
        draft.amendment_id = draft.amendment_id and found[draft.amendment_id].id
        draft.parent_id = draft.parent_id and found[draft.parent_id].id
        draft.round_id, draft.revision = new.id, draft.revision + 1
    db.session.flush()
