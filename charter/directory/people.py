"""Change one person, or several at once. Each verb owns its transaction."""

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from charter.accounts import actions as accounts
from charter.accounts import invitations, queries, rules, sessions
from charter.accounts.models import Account, Invitation, Member
from charter.core import clock, signals
from charter.core.alphabet import is_same
from charter.core.errors import About, Invalid
from charter.database import db, writing
from charter.directory import listing
from charter.journal import actions as journal
from charter.journal.actions import PersonalFact
from charter.web.access import ROLES
from charter.web.input import text_input


@dataclass(frozen=True)
class Person:
    """The name and the address of a person as they are typed. `shares_address`: the address may be that of
    others too."""

    name: str
    email: str
    shares_address: bool = False


def invite(member_ids: Collection[int], language: str | None) -> tuple[int, int]:
    """Queue an invitation to each of these who may get one now; returns how many are queued, and how many
    are not."""
    with writing():
        chosen = listing.of_ids(member_ids)
        now = clock.now()
        invited = [each.id for each in chosen if each.may_be_invited(now)]
        invitations.queue(invited, language)
    return len(invited), len(chosen) - len(invited)


def suspend(member_ids: Collection[int], by: Member) -> int:
    """Suspend several members at once, all or none; returns how many were not suspended yet."""
    with writing():
        chosen = [each.id for each in listing.of_ids(member_ids) if each.state != listing.SUSPENDED]
        for member_id in chosen:
            accounts.end_access(member_id, by)

    for member_id in chosen:
        signals.session_revoked.send(member_id)
    return len(chosen)


def change_roles(member_ids: Collection[int], role: str, by: Member) -> int:
    """Give several members a role, all or none; returns how many had another one."""
    if role not in ROLES:
        raise Invalid(_l("There is no such role."))
    with writing():
        chosen = [each.id for each in listing.of_ids(member_ids) if each.role != role]
        for member_id in chosen:
            accounts.set_role(member_id, role, by)
    return len(chosen)


def change_person(member_id: int, person: Person, by: Member) -> Member:
    """Change the name and the address of a person, under every mandate of theirs. With another address they
    are signed out, and links that were sent to the old one are dead. Invalid with every reason."""
    with writing():
        journal.take_turns()
        member = queries.get(member_id)
        mandates = _mandates_of_person(member)
        name = text_input.line(person.name, text_input.MAX_TITLE_LENGTH)
        if found := _obstacles(person, name, mandates):
            raise Invalid(*found)

        moves = member.email != rules.address(person.email)
        changed = [what for what, is_so in (("name", name != member.name), ("address", moves)) if is_so]
        for each in mandates:
            each.name = name
        if moves:
            _move(mandates, person.email)
        if changed:
            label = PersonalFact(member.label, member.id)
            journal.record("member.person_changed", f"member:{member.id}", by=by, name=label, changed=changed)

    for each in mandates if moves else ():
        signals.session_revoked.send(each.id)
    return member


def _mandates_of_person(member: Member) -> list[Member]:
    """The mandates of a member's account that bear their name: others of a mailbox are other people."""
    of_account = db.session.scalars(select(Member).where(Member.account_id == member.account_id))
    return [each for each in of_account if is_same(each.name, member.name)]


def _obstacles(person: Person, name: str, mandates: list[Member]) -> list[object]:
    if not name:
        return [About("name", _l("Give a name, such as the name of the delegation."))]
    try:
        address = rules.address(person.email)
    except ValueError:
        return [About("email", _l("This is not an e-mail address."))]

    own = {each.id for each in mandates}
    others = [each for each in queries.mandates_of_address(address) if each.id not in own]
    places = {each.association_id for each in mandates}
    if any(is_same(each.name, name) and each.association_id in places for each in others):
        return [About("email", _l("This person already has this mandate."))]
    if others and mandates[0].email != address and not person.shares_address:
        return [About("email", _l("There is already a member with this address."))]
    return []


def _move(mandates: list[Member], email: str) -> None:
    """Give mandates another address; an account that nobody has any more goes."""
    former = mandates[0].account
    account = accounts.account_of(email)
    account.language, account.zone = account.language or former.language, account.zone or former.zone
    account.reading = account.reading or former.reading
    for each in mandates:
        each.account = account
    db.session.flush()
    ids = [each.id for each in mandates]
    sessions.end_all(ids)
    db.session.execute(delete(Invitation).where(Invitation.member_id.in_(ids)))  # none went to this address
    if db.session.scalar(select(Member.id).where(Member.account_id == former.id).limit(1)) is None:
        db.session.execute(delete(Account).where(Account.id == former.id))
