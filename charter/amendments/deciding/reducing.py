"""What is left of an amendment of which some was adopted with another one: its author keeps it, or drops it."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from charter.accounts.models import Member
from charter.amendments import actions, eligibility, queries, rules, texts, wordings
from charter.amendments.deciding import outcomes
from charter.amendments.models import Amendment, Change, RoundBase
from charter.amendments.texts import Proposed
from charter.content.merge.atoms import flatten
from charter.content.merge.differing import diff
from charter.content.merge.patch import Patch
from charter.content.merge.text import Text, normal
from charter.content.merge.union import applied
from charter.core.errors import Refused
from charter.database import db, writing
from charter.journal import actions as journal
from charter.outbox import actions as outbox
from charter.outbox.rules import KEEPS


def keep_rest(charter_id: int, amendment_id: int, by: Member) -> None:
    """Give a reduced amendment of one's own association the wording that asks for the rest alone. It is to be decided
    like any other then. Refused to others, and where nothing is left."""
    with writing():
        amendment = _locked(charter_id, amendment_id, by)
        proposed = rest(amendment)
        if not proposed:
            raise Refused(_l("Nothing is left of this amendment: all that it asks is adopted."))
        wordings.append_wording(amendment, rules.REST, proposed, amendment.wording.reason, by, amendment.parent)
        outcomes.set_stage([amendment_id], rules.SUBMITTED, [rules.REDUCED])
        wordings.record("amendment.rectified", amendment, by, cause=rules.REST)
        outbox.gather_each("amendment.rectified", amendment_id, actions.supporters_of(amendment), KEEPS)
    actions.notify(amendment)


def drop_rest(charter_id: int, amendment_id: int, by: Member) -> None:
    """Withdraw a reduced amendment of one's own association: what was adopted of it stays adopted."""
    with writing():
        amendment = _locked(charter_id, amendment_id, by)
        outcomes.set_stage([amendment_id], rules.WITHDRAWN, [rules.REDUCED])
        amendment.withdrawn_at = journal.moment()
        wordings.record("amendment.withdrawn", amendment, by)
        actions.withdraw_subs(amendment, by)
        outbox.gather_each("amendment.withdrawn", amendment_id, actions.supporters_of(amendment), KEEPS)
    actions.notify(amendment)


def _locked(charter_id: int, amendment_id: int, by: Member) -> Amendment:
    amendment, _ = actions.lock(charter_id, amendment_id, by)
    found = eligibility.reasons(amendment.round_id, by, "amend", "cosign")
    if amendment.association_id != by.association_id:
        found.append(_l("This amendment is of another association."))
    if amendment.stage != rules.REDUCED:
        found.append(_l("This amendment is not adopted in part."))
    if found:
        raise Refused(*found)
    return amendment


def rest(amendment: Amendment) -> list[Proposed]:
    """The texts of an amendment without what adopted ones ask for too; those of which nothing is left are left out."""
    clause_ids = {each.clause_id for each in amendment.wording.changes}
    bases = queries.bases_of(amendment.round_id, clause_ids)
    met = [each for each in _adopted_beside(amendment) if each.id != amendment.id]
    found = []
    for change, proposed in zip(amendment.wording.changes, texts.of_changes(amendment.wording.changes), strict=True):
        base = bases.get(change.clause_id or 0)
        left = proposed if base is None or change.drops else _left(change, proposed, base, met)
        if left:
            found.append(left)
    return found


def _adopted_beside(amendment: Amendment) -> list[Amendment]:
    query = select(Amendment).where(Amendment.round_id == amendment.round_id, Amendment.stage == rules.ADOPTED)
    query = query.where(Amendment.parent_id == amendment.parent_id)
    return list(db.session.scalars(query.order_by(Amendment.number)))


def _left(change: Change, proposed: Proposed, base: RoundBase, adopted: list[Amendment]) -> Proposed | None:
    stream = flatten(normal(Text(base.version.heading, base.version.content)))
    patch = diff(stream, flatten(normal(Text(change.heading, change.content or {"type": "doc"}))))
    for each in adopted:
        for other in (one for one in each.wording.changes if one.clause_id == change.clause_id and not one.drops):
            patch = _without(patch, diff(stream, flatten(normal(Text(other.heading, other.content or {})))))
    if patch.is_empty:
        return None
    text = applied(stream, [patch])
    return Proposed(text.heading, text.content, proposed.clause_id)


def _without(patch: Patch, adopted: Patch) -> Patch:
    """A patch without what another one changes in the same way."""
    return Patch(
        patch.base,
        tuple(each for each in patch.hunks if each not in adopted.hunks),
        {place: marks for place, marks in patch.marks.items() if adopted.marks.get(place) != marks},
        {place: shape for place, shape in patch.shapes.items() if adopted.shapes.get(place) != shape},
    )
