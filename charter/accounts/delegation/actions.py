"""Name substitutes, say which of the two sits, set terms. Each verb owns its transaction; decisions
are recorded in the journal, and both people are told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import update

from charter.accounts import queries, rules, sessions
from charter.accounts.actions import keep_a_secretary
from charter.accounts.delegation import queries as delegations
from charter.accounts.models import DELEGATE, HEAD, SUBSTITUTE, Member
from charter.core import clock, signals
from charter.core.errors import About, Invalid, NotAllowed, Refused
from charter.database import db, rows_changed, writing
from charter.journal import actions as journal
from charter.journal.actions import PersonalFact
from charter.outbox import actions as outbox
from charter.outbox.models import SEAT


@dataclass(frozen=True)
class Mandate:
    """What a secretary sets of a mandate: its term, and whose substitute it is, if anybody's."""

    begins_at: datetime | None = None
    ends_at: datetime | None = None
    substitute_for_id: int | None = None


def change_mandate(member_id: int, mandate: Mandate, by: Member) -> None:
    """Set the term of a mandate, and make its member the substitute of a delegate of the same
    association, or nobody's. Invalid or Refused with the reasons. It seats nobody."""
    with writing():
        journal.take_turns()
        member = queries.get(member_id)
        _set_term(member, mandate, by)
        _name_substitute(member, mandate.substitute_for_id, by)

    signals.session_revoked.send(member_id)


def _set_term(member: Member, mandate: Mandate, by: Member) -> None:
    begins, ends = mandate.begins_at, mandate.ends_at
    if begins and ends and begins >= ends:
        raise Invalid(About("ends", _l("The mandate ends before it begins.")))
    if (member.begins_at, member.ends_at) == (begins, ends):
        return

    keep_a_secretary(member, leaves=ends is not None or not rules.has_begun(begins, clock.now()))
    member.begins_at, member.ends_at = begins, ends
    term: dict[str, Any] = {"begins_at": begins and clock.iso(begins), "ends_at": ends and clock.iso(ends)}
    journal.record("member.term_set", f"member:{member.id}", by=by, name=_named(member), **term)


def _name_substitute(member: Member, delegate_id: int | None, by: Member) -> None:
    if member.substitute_for_id == delegate_id:
        return

    delegate = queries.get(delegate_id) if delegate_id is not None else None
    _check_pair(member, delegate)
    member.rank = SUBSTITUTE if delegate else DELEGATE
    member.substitute_for_id, member.sits_since = delegate_id, None
    if delegate:
        names: dict[str, Any] = {"name": _named(member), "delegate": _named(delegate)}
        journal.record("member.named_substitute", f"member:{member.id}", by=by, **names)
    else:
        journal.record("member.substitute_ended", f"member:{member.id}", by=by, name=_named(member))


def _check_pair(member: Member, delegate: Member | None) -> None:
    """Raise Refused with every reason why a member cannot become the substitute of a delegate, or
    cease to be a substitute."""
    found = [About("substitute_for", reason) for reason in _reasons(member, delegate)]
    if found:
        raise Refused(*found)


def _reasons(member: Member, delegate: Member | None) -> Iterator[object]:
    if member.sits_since:
        yield _l("%(name)s sits at present: let the delegate sit again first.", name=member.name)
    if delegate is None:
        return

    if member.id == delegate.id:
        yield _l("Nobody is their own substitute.")
    if not _are_colleagues(member, delegate):
        yield _l("A substitute and their delegate speak for the same association.")
    if delegate.rank == SUBSTITUTE:
        yield _l("%(name)s is a substitute: only a delegate has one.", name=delegate.name)
    if member.rank == HEAD:
        yield _l("%(name)s heads the delegation: name another head first.", name=member.name)
    yield from _taken(member, delegate)


def _are_colleagues(member: Member, delegate: Member) -> bool:
    speak = rules.speaks_for_an_association(member.role) and rules.speaks_for_an_association(delegate.role)
    return speak and member.association_id == delegate.association_id


def _taken(member: Member, delegate: Member) -> Iterator[object]:
    for each in (member, delegate):
        other = delegations.substitute_of(each.id)
        if other and other.id != member.id:
            yield _l("%(name)s has a substitute: %(other)s.", name=each.name, other=other.name)


def seat(substitute_id: int, by: Member) -> None:
    """Let a substitute sit in the place of their delegate, from the next opening of a vote on; the
    roll of an open vote stays as it is. Refused if they sit already, or their mandate is not in
    force."""
    with writing():
        journal.take_turns()
        substitute = _switch(substitute_id, by, sits=True)
        sessions.require_in_force(substitute)
        delegate = _queue_mails(substitute)
        journal.record(
            "member.substitute_seated",
            f"member:{substitute.id}",
            by=by,
            name=_named(substitute),
            delegate=_named(delegate),
        )

    _refresh(substitute_id)


def unseat(substitute_id: int, by: Member) -> None:
    """Let a delegate sit again, in whose place their substitute sat. Refused if they do already."""
    with writing():
        journal.take_turns()
        substitute = _switch(substitute_id, by, sits=False)
        delegate = _queue_mails(substitute)
        journal.record(
            "member.delegate_seated",
            f"member:{substitute.id}",
            by=by,
            name=_named(delegate),
            substitute=_named(substitute),
        )

    _refresh(substitute_id)


def _switch(substitute_id: int, by: Member, sits: bool) -> Member:
    substitute = queries.get(substitute_id)
    if not delegations.may_seat(by, substitute):
        raise NotAllowed(_l("Only the head of the delegation and the secretary say who sits."))

    # One row says which of the two sits, and one statement changes it: never both, never neither.
    now_sits = Member.sits_since.is_not(None)
    other = update(Member).where(Member.id == substitute_id, Member.rank == SUBSTITUTE, ~now_sits if sits else now_sits)
    if rows_changed(other.values(sits_since=clock.now() if sits else None)) == 0:
        raise Refused(_l("This was done already: look at who sits now."))

    db.session.refresh(substitute)
    return substitute


def _queue_mails(substitute: Member) -> Member:
    """Queue the mail to both; returns the delegate."""
    delegate = queries.get(substitute.substitute_for_id or 0)
    outbox.put(SEAT, substitute.id, [substitute.id, delegate.id])
    return delegate


def _refresh(substitute_id: int) -> None:
    """End the live connections of both: what each of them may write has changed."""
    substitute = queries.get(substitute_id)
    for member_id in (substitute.id, substitute.substitute_for_id):
        signals.session_revoked.send(member_id)


def _named(member: Member) -> PersonalFact:
    return PersonalFact(member.label, member.id)
