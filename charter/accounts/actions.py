"""Invite, change roles, suspend. Each verb owns its transaction; decisions are recorded
in the journal."""

from datetime import timedelta
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from charter.accounts import invitations, queries, rules, sessions
from charter.accounts.models import (
    DELEGATE,
    HEAD,
    SUBSTITUTE,
    Account,
    Association,
    College,
    Member,
    SignInLink,
)
from charter.core import clock, signals
from charter.core.alphabet import is_same
from charter.core.errors import About, Invalid, Refused
from charter.core.ids import token, token_digest
from charter.database import db, writing
from charter.journal import actions as journal
from charter.journal.actions import PersonalFact
from charter.outbox import actions as outbox
from charter.outbox.models import SEAT, SIGN_IN
from charter.outbox.rules import CHOICES
from charter.web.input import text_input


def request_link(email: str, language: str | None = None) -> None:
    """Mail a sign-in link to `email` if it belongs to a member.

    The caller answers the same for an unknown address, and it takes the same time: a mail to nobody
    is queued, and dropped when its turn comes. Neither the page nor its delay reveals who is a
    member.
    """
    nobody = -1 - int(token_digest(rules.normalised_address(email))[:7], 16)  # the same each time, as a member is
    member_id = queries.able_to_sign_in(email) or nobody

    with writing():
        outbox.put(SIGN_IN, 0, [member_id], language)


def make_link(email: str) -> str:
    """The secret of a new sign-in link for the first mandate of an address; raises NotFound."""
    return make_link_for(queries.get_by_email(email).id)


def make_link_for(member_id: int, invited: bool = False) -> str:
    """The secret of a new link for a member: a sign-in link or, if `invited`, an invitation, which
    lives longer."""
    with writing():
        return _new_link(member_id, rules.INVITATION_LIFE if invited else rules.LINK_LIFE)


def _new_link(member_id: int, life: timedelta) -> str:
    secret = token()
    link = SignInLink(member_id=member_id, secret_digest=token_digest(secret), expires_at=clock.now() + life)
    db.session.add(link)
    return secret


def choose_language(member_id: int, code: str) -> None:
    """Set the language of a member's account, on every device. Not a decision, so not in the journal."""
    with writing():
        queries.get(member_id).account.language = code


def choose_reading(member_id: int, reading: str) -> None:
    """Set how amendments are shown to a member's account, on every device. Not a decision, so not in the journal."""
    with writing():
        queries.get(member_id).account.reading = reading


def choose_zone(member_id: int, zone: str) -> None:
    """Set the time zone of a member's account; Invalid for an unknown one. Not a decision, so not in
    the journal."""
    if zone not in available_timezones():
        raise Invalid(About("zone", _l("There is no such time zone.")))
    with writing():
        queries.get(member_id).account.zone = zone


def choose_mails(member_id: int, mails: str, receipts: bool) -> None:
    """Set when the account of a member receives mails that may wait, and whether each ballot of its own
    is confirmed by mail. What was held back for the earlier choice leaves under the new one."""
    if mails not in CHOICES:
        raise Invalid(About("mails", _l("There is no such choice.")))
    with writing():
        account = queries.get(member_id).account
        account.mails, account.receipts = mails, receipts
        outbox.release(queries.sharing_an_account([member_id]))


def invite(
    email: str,
    name: str,
    role: str,
    association_id: int | None,
    by: Member | None,
    language: str | None = None,
    shares_address: bool = False,
) -> Member:
    """Create a member and mail them an invitation. Invalid or Refused with every reason.

    `shares_address`: the address may have members already, of whom this is another mandate, or with
    whom this person shares a mailbox.
    """
    with writing():
        journal.take_turns()
        name = text_input.line(name, text_input.MAX_TITLE_LENGTH)
        if found := _obstacles(email, name, role, association_id, shares_address):
            raise Invalid(*found)

        member = Member(account=account_of(email), name=name, role=role, association_id=association_id)
        db.session.add(member)
        db.session.flush()
        invitations.queue([member.id], language)
        journal.record(
            "member.invited", f"member:{member.id}", by=by, name=PersonalFact(member.label, member.id), role=role
        )

    return member


def invite_again(member_id: int, language: str | None = None) -> Member:
    """Mail a member a new invitation. Refused if they are suspended, or their mandate has ended."""
    with writing():
        member = queries.get(member_id)
        sessions.require_in_force(member)
        invitations.queue([member.id], language)
    return member


def account_of(email: str) -> Account:
    """The account of a valid address, made if there is none, in the caller's transaction."""
    address = rules.address(email)
    return db.session.scalar(select(Account).where(Account.email == address)) or Account(email=address)


def _obstacles(email: str, name: str, role: str, association_id: int | None, shares_address: bool) -> list[object]:
    found: list[object] = []
    try:
        known = queries.mandates_of_address(rules.address(email))
        if known and not shares_address:
            found.append(About("email", _l("There is already a member with this address.")))
        elif any(each.association_id == association_id and is_same(each.name, name) for each in known):
            found.append(About("email", _l("This person already has this mandate.")))
    except ValueError:
        found.append(About("email", _l("This is not an e-mail address.")))

    if not name:
        found.append(About("name", _l("Give a name, such as the name of the delegation.")))

    if rules.speaks_for_an_association(role) and association_id is None:
        found.append(About("association", _l("A delegate speaks for an association: choose which.")))

    return found


def change_role(member_id: int, role: str, by: Member) -> None:
    """Change a member's role, from their next request or socket event on."""
    with writing():
        set_role(member_id, role, by)


def set_role(member_id: int, role: str, by: Member) -> None:
    """Like `change_role`, in the caller's transaction."""
    journal.take_turns()
    member = queries.get(member_id)
    keep_a_secretary(member, leaves=role != "secretary")
    if rules.speaks_for_an_association(role) and member.association_id is None:
        raise Refused(_l("A delegate speaks for an association: choose which."))

    before, member.role = member.role, role
    if not rules.speaks_for_an_association(role):
        leave_delegation(member, by)
    sessions.shorten(member)
    journal.record(
        "member.role_changed",
        f"member:{member.id}",
        by=by,
        name=PersonalFact(member.label, member.id),
        before=before,
        after=role,
    )


def leave_delegation(member: Member, by: Member) -> None:
    """Take a member who is a delegate no more out of the order of their delegation, in the caller's transaction.
    Their substitute becomes a delegate: nobody can sit in the place of somebody who has none."""
    member.rank, member.substitute_for_id, member.sits_since = DELEGATE, None, None
    substitute = db.session.scalar(select(Member).where(Member.substitute_for_id == member.id))
    if substitute is None:
        return

    substitute.rank, substitute.substitute_for_id, substitute.sits_since = DELEGATE, None, None
    name = PersonalFact(substitute.label, substitute.id)
    journal.record("member.substitute_ended", f"member:{substitute.id}", by=by, name=name)


def name_head(member_id: int, by: Member) -> None:
    """Make a delegate the head of their delegation, who votes where an association has one voice;
    one at a time."""
    with writing():
        make_head(member_id, by)


def make_head(member_id: int, by: Member) -> None:
    """Like `name_head`, in the caller's transaction."""
    journal.take_turns()
    member = queries.get(member_id)
    if member.association_id is None or not rules.speaks_for_an_association(member.role):
        raise Refused(_l("Only a delegate heads the delegation of an association."))

    if member.rank == SUBSTITUTE:
        raise Refused(_l("A substitute does not head a delegation: they sit in the place of a delegate."))

    heads = update(Member).where(Member.association_id == member.association_id, Member.rank == HEAD)
    db.session.execute(heads.values(rank=DELEGATE))
    member.rank = HEAD
    journal.record("member.named_head", f"member:{member.id}", by=by, name=PersonalFact(member.label, member.id))


def suspend(member_id: int, by: Member) -> None:
    """Suspend a member at once, on every device."""
    with writing():
        end_access(member_id, by)

    signals.session_revoked.send(member_id)


def end_access(member_id: int, by: Member) -> None:
    """Like `suspend`, in the caller's transaction; the caller sends `signals.session_revoked` after it."""
    journal.take_turns()
    member = queries.get(member_id)
    keep_a_secretary(member, leaves=True)
    if member.sits_since and member.substitute_for_id:  # the delegate sits again, and is told
        outbox.put(SEAT, member.id, [member.substitute_for_id])
    member.suspended_at, member.sits_since = clock.now(), None
    sessions.end_all([member_id])
    journal.record("member.suspended", f"member:{member.id}", by=by, name=PersonalFact(member.label, member.id))


def reinstate(member_id: int, by: Member) -> None:
    """Let a suspended member sign in again."""
    with writing():
        member = queries.get(member_id)
        member.suspended_at = None
        journal.record("member.reinstated", f"member:{member.id}", by=by, name=PersonalFact(member.label, member.id))


def keep_a_secretary(member: Member, leaves: bool) -> None:
    """Raise Refused if a member who `leaves` is the only secretary."""
    if member.role == "secretary" and leaves and not queries.has_other_secretary(member.id):
        raise Refused(_l("This is the only secretary. Name another one first."))


def save_association(
    association_id: int | None, by: Member, *, name: str, country: str, college: str, seats: int, weight: int
) -> Association:
    """Add or change an association. The college is given by name; an unknown name creates one."""
    with writing():
        journal.take_turns()
        name = text_input.line(name, text_input.MAX_TITLE_LENGTH, missing=_l("Give a name."))
        twin = queries.association_named(name)
        if twin and twin.id != association_id:
            raise Invalid(About("name", _l("There is already an association with this name.")))

        association = queries.association(association_id) if association_id is not None else Association()
        association.name = name
        association.country = text_input.line(country, text_input.MAX_TITLE_LENGTH)
        association.college = _college(
            text_input.line(college, text_input.MAX_TITLE_LENGTH, missing=_l("Name a college."))
        )
        association.seats, association.weight = seats, weight
        db.session.add(association)
        db.session.flush()
        journal.record(
            "association.saved",
            f"association:{association.id}",
            by=by,
            name=association.name,
            college=association.college.name,
            seats=seats,
            weight=weight,
        )

    return association


def _college(name: str) -> College:
    return db.session.scalar(select(College).where(College.name == name)) or College(name=name)
