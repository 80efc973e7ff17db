"""The list of members: who was invited, who came, searched and filtered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from charter.accounts import rules
from charter.accounts.models import Account, Association, College, Invitation, Member, Session
from charter.core import clock
from charter.core.alphabet import folded, has_words, key
from charter.database import db
from charter.outbox.models import FAILED, INVITATION, OutboxMail

NOT_INVITED, INVITED, NEVER_CAME, REFUSED = "not_invited", "invited", "never_came", "refused"
CAME, SUSPENDED, ENDED = "came", "suspended", "ended"
STATES = (NOT_INVITED, INVITED, REFUSED, NEVER_CAME, CAME, SUSPENDED, ENDED)
RESEND_AFTER = timedelta(hours=24)
"""How long after an invitation the next one may leave."""
MAX_INVITATIONS = 3
"""Invitations to one address; after these, another way must be found."""


@dataclass(frozen=True)
class Listed:
    """A member of the list. `came_at`: the last sign-in of this person, under whatever mandate of
    theirs."""

    id: int
    name: str
    address: str
    role: str
    rank: str
    association_id: int | None
    association: str
    state: str
    came_at: datetime | None
    invited_at: datetime | None
    invitations: int

    def may_be_invited(self, now: datetime) -> bool:
        """Whether an invitation may leave: to who never came, a day after the last one, three in all. One
        that the mail server refused does not count."""
        if self.state not in (NOT_INVITED, INVITED, NEVER_CAME, REFUSED):
            return False
        if self.state == REFUSED or self.invited_at is None:
            return True
        return self.invitations < MAX_INVITATIONS and now - self.invited_at >= RESEND_AFTER


@dataclass(frozen=True)
class Filter:
    """What is looked for; "" or None for everything. Addresses are searched for who may see them."""

    words: str = ""
    association_id: int | None = None
    role: str = ""
    state: str = ""
    sees_addresses: bool = False

    def takes(self, each: Listed) -> bool:
        """Whether a member is among those looked for."""
        chosen = (self.association_id in (None, each.association_id), self.role in ("", each.role))
        return all(chosen) and self.state in ("", each.state) and self._mentions(each)

    def _mentions(self, each: Listed) -> bool:
        places = f"{each.name} {each.association} {each.address if self.sees_addresses else ''}"
        return has_words(places, self.words)


def found(by: Filter) -> list[Listed]:
    """The members who are looked for, by name."""
    return sorted(filter(by.takes, _everyone()), key=lambda each: (key(each.name), each.id))


def of_ids(member_ids: Iterable[int]) -> list[Listed]:
    """These members, by name."""
    wanted = set(member_ids)
    return sorted((each for each in _everyone() if each.id in wanted), key=lambda each: (key(each.name), each.id))


def _everyone() -> Iterable[Listed]:
    now = clock.now()
    rows = db.session.execute(_MEMBERS).all()
    invited = {each: (last, number) for each, last, number in db.session.execute(_INVITED)}
    refused = set(db.session.scalars(_REFUSED))
    came = _last_visits(rows)
    for row in rows:
        invited_at, number = invited.get(row.id, (None, 0))
        came_at = came.get((row.account_id, folded(row.name)))
        yield Listed(
            row.id,
            row.name,
            row.email,
            row.role,
            row.rank,
            row.association_id,
            row.association or "",
            _state(row, came_at, invited_at, row.id in refused, now),
            came_at,
            invited_at,
            number,
        )


_MEMBERS = (
    select(
        Member.id,
        Member.name,
        Member.account_id,
        Account.email,
        Member.role,
        Member.rank,
        Member.association_id,
        Association.name.label("association"),
        Member.suspended_at,
        Member.ends_at,
    )
    .join(Account)
    .outerjoin(Association)
)
_INVITED = select(Invitation.member_id, func.max(Invitation.queued_at), func.count()).group_by(Invitation.member_id)
_REFUSED = select(OutboxMail.member_id).where(OutboxMail.kind == INVITATION, OutboxMail.state == FAILED)
_VISITS = select(Session.member_id, func.max(Session.started_at)).group_by(Session.member_id)


def _last_visits(rows: Iterable[Any]) -> dict[tuple[int, str], datetime]:
    """The last sign-in of each person, who may have several mandates: by account and name."""
    visits: dict[int, datetime] = {each: last for each, last in db.session.execute(_VISITS)}
    found: dict[tuple[int, str], datetime] = {}
    for row in rows:
        person, last = (row.account_id, folded(row.name)), visits.get(row.id)
        if last:
            found[person] = max(last, found.get(person, last))
    return found


def _state(row: Any, came_at: datetime | None, invited_at: datetime | None, is_refused: bool, now: datetime) -> str:
    if row.suspended_at:
        return SUSPENDED
    if rules.has_ended(row.ends_at, now):
        return ENDED
    if came_at:
        return CAME
    if invited_at is None:
        return NOT_INVITED
    if is_refused:
        return REFUSED
    return INVITED if now - invited_at <= rules.INVITATION_LIFE else NEVER_CAME


def associations(words: str) -> list[tuple[Association, int]]:
    """The associations with all these words in their name, country or college, by college and name, each
    with the number of its members."""
    count = select(func.count()).where(Member.association_id == Association.id).scalar_subquery()
    query = select(Association, count).join(College)
    rows = [(each, number) for each, number in db.session.execute(query) if has_words(_described(each), words)]
    return sorted(rows, key=lambda row: (row[0].college_id, key(row[0].name), row[0].id))


def _described(each: Association) -> str:
    return f"{each.name} {each.country} {each.college.name}"
