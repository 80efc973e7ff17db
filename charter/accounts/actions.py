"""Invite, sign in, sign out, change roles. Each verb owns its transaction; decisions are recorded
in the journal."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from charter.accounts import queries, rules
from charter.accounts.models import Association, College, Member, Session, SignInLink
from charter.core import clock, signals
from charter.core.errors import About, Invalid, Refused
from charter.core.ids import token, token_digest
from charter.database import db, rows_changed, writing
from charter.journal import actions as journal
from charter.journal.actions import PersonalFact
from charter.outbox import actions as outbox
from charter.outbox.models import INVITATION, SIGN_IN
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
    """The secret of a new sign-in link, for the command line; raises NotFound."""
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


def sign_in(secret: str, browser: str) -> str:
    """Use a link and start a session; returns the session's key. Refused if the link is used,
    expired or unknown."""
    with writing():
        link = select(SignInLink).where(SignInLink.secret_digest == token_digest(secret))
        found = db.session.scalar(link)
        if found is None or not _use_up(found):
            raise Refused(_l("This link has been used or is too old."))

        member = queries.get(found.member_id)
        if member.suspended_at:
            raise Refused(_l("This account is suspended. Write to the secretary."))

        key = token()
        expires = clock.now() + rules.session_life(member.role)
        db.session.add(
            Session(member_id=member.id, key_digest=token_digest(key), browser=browser[:200], expires_at=expires)
        )

    return key


def _use_up(link: SignInLink) -> bool:
    now = clock.now()
    unused = update(SignInLink).where(
        SignInLink.id == link.id, SignInLink.used_at.is_(None), SignInLink.expires_at > now
    )
    return rows_changed(unused.values(used_at=now)) == 1


def choose_language(member_id: int, code: str) -> None:
    """Set a member's language on every device. Not a decision, so not in the journal."""
    with writing():
        db.session.execute(update(Member).where(Member.id == member_id).values(language=code))


def revoke(session_id: int, member: Member) -> None:
    """End one of a member's own sessions at once, on whatever device."""
    with writing():
        own = update(Session).where(Session.id == session_id, Session.member_id == member.id)
        db.session.execute(own.values(revoked_at=clock.now()))
        member_id = member.id
    signals.session_revoked.send(member_id)


def invite(
    email: str, name: str, role: str, association_id: int | None, by: Member | None, language: str | None = None
) -> Member:
    """Create a member and mail them an invitation. Invalid or Refused with every reason."""
    with writing():
        journal.take_turns()
        name = text_input.line(name, text_input.MAX_TITLE_LENGTH)
        if found := _obstacles(email, name, role, association_id):
            raise Invalid(*found)

        member = Member(email=rules.address(email), name=name, role=role, association_id=association_id)
        db.session.add(member)
        db.session.flush()
        outbox.put(INVITATION, 0, [member.id], language)
        journal.record(
            "member.invited", f"member:{member.id}", by=by, name=PersonalFact(member.label, member.id), role=role
        )

    return member


def invite_again(member_id: int, language: str | None = None) -> Member:
    """Mail a member a new invitation. Refused if they are suspended."""
    with writing():
        member = queries.get(member_id)
        if member.suspended_at:
            raise Refused(_l("This account is suspended. Write to the secretary."))
        outbox.put(INVITATION, 0, [member.id], language)
    return member


def _obstacles(email: str, name: str, role: str, association_id: int | None) -> list[object]:
    found: list[object] = []
    try:
        if queries.by_email(rules.address(email)):
            found.append(About("email", _l("There is already a member with this address.")))
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
        journal.take_turns()
        member = queries.get(member_id)
        _keep_a_secretary(member, leaves=role != "secretary")
        if rules.speaks_for_an_association(role) and member.association_id is None:
            raise Refused(_l("A delegate speaks for an association: choose which."))

        before, member.role = member.role, role
        _shorten_sessions(member)
        journal.record(
            "member.role_changed",
            f"member:{member.id}",
            by=by,
            name=PersonalFact(member.label, member.id),
            before=before,
            after=role,
        )


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

    others = update(Member).where(Member.association_id == member.association_id, Member.id != member.id)
    db.session.execute(others.values(is_head=False))
    member.is_head = True
    journal.record("member.named_head", f"member:{member.id}", by=by, name=PersonalFact(member.label, member.id))


def _shorten_sessions(member: Member) -> None:
    """Limit a member's sessions to what their present role allows."""
    latest = clock.now() + rules.session_life(member.role)
    longer = update(Session).where(Session.member_id == member.id, Session.expires_at > latest)
    db.session.execute(longer.values(expires_at=latest))


def suspend(member_id: int, by: Member) -> None:
    """Suspend a member at once, on every device."""
    with writing():
        journal.take_turns()
        member = queries.get(member_id)
        _keep_a_secretary(member, leaves=True)
        member.suspended_at = clock.now()
        unused = update(SignInLink).where(SignInLink.member_id == member_id, SignInLink.used_at.is_(None))
        db.session.execute(unused.values(used_at=clock.now()))
        db.session.execute(
            update(Session)
            .where(Session.member_id == member_id, Session.revoked_at.is_(None))
            .values(revoked_at=clock.now())
        )

        journal.record("member.suspended", f"member:{member.id}", by=by, name=PersonalFact(member.label, member.id))

    signals.session_revoked.send(member_id)


def reinstate(member_id: int, by: Member) -> None:
    """Let a suspended member sign in again."""
    with writing():
        member = queries.get(member_id)
        member.suspended_at = None
        journal.record("member.reinstated", f"member:{member.id}", by=by, name=PersonalFact(member.label, member.id))


def _keep_a_secretary(member: Member, leaves: bool) -> None:
    if member.role == "secretary" and leaves and queries.secretaries() <= 1:
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
