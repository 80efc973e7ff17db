"""Attendance: who is present, as moderators see it in the room or as members at a distance say."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from charter.accounts.models import Member
from charter.clauses import actions as clause_actions
from charter.core import signals
from charter.core.errors import Refused
from charter.database import db, writing
from charter.journal import actions as journal
from charter.votes.models import Presence
from charter.votes.roll import eligibility


def mark_present(charter_id: int, arrived: Iterable[int], left: Iterable[int], by: Member) -> None:
    """Record which delegates of a charter arrived and left. Rolls of later votes use it."""
    with writing():
        clause_actions.open_charter(charter_id)
        names = {each.member_id: each.name for each in eligibility.delegates(charter_id)}
        here = present(charter_id)
        coming, leaving = sorted(set(arrived) - here), sorted(set(left) & here)
        if set(coming) - set(names):
            raise Refused(_l("Only delegates who vote are marked as present."))

        db.session.add_all(Presence(charter_id=charter_id, member_id=each, said_by=by.label) for each in coming)
        gone = delete(Presence).where(Presence.charter_id == charter_id, Presence.member_id.in_(leaving))
        db.session.execute(gone)
        if coming or leaving:
            facts = {"arrived": coming, "left": leaving}
            journal.record("presence.marked", f"charter:{charter_id}", by=by, charter_id=charter_id, **facts)

    signals.changed.send(f"charter:{charter_id}", part="votes")


def present(charter_id: int) -> set[int]:
    """The ids of the members who are present."""
    return set(db.session.scalars(select(Presence.member_id).where(Presence.charter_id == charter_id)))
