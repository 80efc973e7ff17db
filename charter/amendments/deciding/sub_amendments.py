"""An adopted sub-amendment becomes a wording of the amendment that it amends."""

from sqlalchemy import select

from charter.accounts.models import Member
from charter.amendments import rules, texts, wordings
from charter.amendments.deciding.models import Outcome
from charter.amendments.models import Amendment, Wording
from charter.amendments.texts import Proposed
from charter.content.merge.atoms import flatten
from charter.content.merge.differing import diff
from charter.content.merge.text import Text, normal
from charter.content.merge.union import union
from charter.core.errors import Refused
from charter.database import db


def adopt(sub: Amendment, by: Member | None) -> None:
    """Give the parent of an adopted sub-amendment the wording that it has with all sub-amendments adopted so far: their
    union over the wording that they all amend."""
    parent = sub.parent
    if parent is None or parent.stage not in rules.CHANGEABLE:
        raise Refused()
    base = db.session.scalars(select(Wording).where(Wording.digest == sub.wording.parent_digest)).one()
    adopted = select(Amendment).join(Outcome, Outcome.amendment_id == Amendment.id)
    adopted = adopted.where(Amendment.parent_id == parent.id, Outcome.kind == rules.ADOPTED).order_by(Amendment.number)
    subs = [each for each in db.session.scalars(adopted) if each.wording.parent_digest == base.digest]
    proposed = [_united(each, subs) for each in texts.of_changes(base.changes)]
    wordings.append_wording(parent, rules.SUB_ADOPTED, proposed, parent.wording.reason, by, parent.parent)
    wordings.record("amendment.rectified", parent, by, cause=rules.SUB_ADOPTED)


def _united(own: Proposed, subs: list[Amendment]) -> Proposed:
    """One text of the parent with what its sub-amendments change in it."""
    changed = [
        each
        for sub in subs
        for each in texts.of_changes(sub.wording.changes)
        if each.place == own.place and each != own
    ]
    if own.drops or not changed:
        return own
    if len(changed) == 1:
        return changed[0]
    base = flatten(normal(_text(own)))
    text = union(base, [diff(base, flatten(normal(_text(each)))) for each in changed]).text
    return Proposed(text.heading, text.content, own.clause_id, False, own.after_clause_id, own.section_id)


def _text(each: Proposed) -> Text:
    return Text(each.heading, each.content or {"type": "doc"})
