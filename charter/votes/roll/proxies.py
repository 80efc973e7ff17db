"""Proxies: one delegate votes for another in the votes of a charter. One level, capped, revocable
until used."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, or_, select

from charter.accounts.models import Member
from charter.charters import queries as charters
from charter.charters.models import Charter
from charter.charters.rules import MAX_PROXIES_HELD
from charter.clauses import actions as clause_actions
from charter.core import clock
from charter.core.errors import About, Invalid, NotAllowed, NotFound, Refused
from charter.database import db, writing
from charter.journal import actions as journal
from charter.outbox import actions as outbox
from charter.votes.models import Ballot, Elector, Proxy, Vote, VoterMark


def give(charter_id: int, holder_id: int, by: Member) -> Proxy:
    """Let another delegate vote for one, in every vote that opens from now on. Both are told by
    mail. Refused with every reason."""
    with writing():
        charter = clause_actions.open_charter(charter_id)
        holder = db.session.get(Member, holder_id)
        if holder is None:
            raise NotFound(_l("There is no such member."))
        if found := _obstacles(charter_id, charter.most_proxies, holder, by):
            raise Refused(*found)

        proxy = Proxy(charter_id=charter_id, giver_id=by.id, holder_id=holder_id)
        db.session.add(proxy)
        db.session.flush()
        facts = {"holder": journal.PersonalFact(holder.label, holder_id), "holder_id": holder_id}
        journal.record("proxy.given", f"proxy:{proxy.id}", by=by, charter_id=charter_id, **facts)
        outbox.put("proxy.given", proxy.id, [by.id, holder_id])

    return proxy


def _obstacles(charter_id: int, most: int, holder: Member, giver: Member) -> list[object]:
    charter = charters.get(charter_id)
    found: list[object] = []
    if holder.id == giver.id:
        found.append(_l("Give your proxy to somebody else."))

    if not charters.may(giver, charter, "vote"):
        found.append(_l("You do not vote in this charter."))

    if not charters.may(holder, charter, "vote"):
        found.append(_l("%(name)s does not vote in this charter.", name=holder.label))

    if given_by(charter_id, giver.id):
        found.append(_l("You have given your proxy already: revoke it first."))

    if given_by(charter_id, holder.id):
        found.append(_l("%(name)s has given their own proxy: a proxy is not handed on.", name=holder.label))

    if held_by(charter_id, giver.id):
        found.append(_l("You hold a proxy yourself: a proxy is not handed on."))

    if len(held_by(charter_id, holder.id)) >= most:
        found.append(_l("%(name)s holds as many proxies as one may.", name=holder.label))

    return found


def revoke(proxy_id: int, by: Member) -> None:
    """Revoke one's proxy; both are told by mail. Refused while a ballot cast under it is in an open
    vote."""
    with writing():
        if (charter_id := db.session.scalar(select(Proxy.charter_id).where(Proxy.id == proxy_id))) is not None:
            charters.lock(charter_id)

        query = select(Proxy).where(Proxy.id == proxy_id).with_for_update()
        proxy = db.session.scalar(query.execution_options(populate_existing=True))
        if proxy is None:
            raise NotFound(_l("There is no such proxy."))
        if proxy.giver_id != by.id:
            raise NotAllowed(_l("Only the person who gave this proxy can revoke it."))
        if proxy.revoked_at:
            return
        if vote_id := _in_use(proxy):
            raise Refused(
                _l(
                    "Your proxy has been used in vote %(number)s, which is still open. You may vote there yourself:"
                    " your own ballot replaces that one.",
                    number=vote_id,
                )
            )

        proxy.revoked_at = clock.now()
        journal.record("proxy.revoked", f"proxy:{proxy.id}", by=by, charter_id=proxy.charter_id)
        outbox.put("proxy.revoked", proxy.id, [proxy.giver_id, proxy.holder_id])


def _in_use(proxy: Proxy) -> int | None:
    of_giver = (Elector.vote_id == Vote.id) & (Elector.member_id == proxy.giver_id)
    of_giver &= Elector.holder_id == proxy.holder_id
    named = (Ballot.vote_id == Vote.id) & (Ballot.member_id == proxy.giver_id) & (Ballot.source == "proxy")
    sealed = (VoterMark.vote_id == Vote.id) & (VoterMark.member_id == proxy.giver_id) & (VoterMark.source == "proxy")
    used = or_(select(Ballot.vote_id).where(named).exists(), select(VoterMark.vote_id).where(sealed).exists())
    query = select(Vote.id).join(Elector, of_giver)
    return db.session.scalar(query.where(Vote.charter_id == proxy.charter_id, Vote.stage == "open", used).limit(1))


def check_of(charter_id: int, proxy_id: int) -> None:
    """Raise NotFound unless a proxy is one of this charter."""
    if db.session.scalar(select(Proxy.charter_id).where(Proxy.id == proxy_id)) != charter_id:
        raise NotFound(_l("There is no such proxy."))


def set_cap(charter_id: int, most: int, by: Member) -> None:
    """Set how many proxies one delegate may hold in a charter, 0 to `MAX_PROXIES_HELD`. Existing
    proxies stay."""
    if not 0 <= most <= MAX_PROXIES_HELD:
        raise Invalid(About("most", _l("Give a number from 0 to %(most)s.", most=MAX_PROXIES_HELD)))
    with writing():
        replace_cap(clause_actions.open_charter(charter_id), most, by)


def replace_cap(charter: Charter, most: int, by: Member) -> None:
    """The same in the caller's transaction, which has locked the charter."""
    charter.most_proxies = most
    journal.record("proxy.cap_set", f"charter:{charter.id}", by=by, charter_id=charter.id, most=most)


def given_by(charter_id: int, member_id: int) -> Proxy | None:
    """The valid proxy that a member has given."""
    found: Proxy | None = db.session.scalar(_valid(charter_id).where(Proxy.giver_id == member_id))
    return found


def held_by(charter_id: int, member_id: int) -> list[Proxy]:
    """The valid proxies that a member holds."""
    return list(db.session.scalars(_valid(charter_id).where(Proxy.holder_id == member_id).order_by(Proxy.id)))


def concerns(charter_id: int, member_id: int) -> bool:
    """Whether a member has given or holds a valid proxy."""
    mine = or_(Proxy.giver_id == member_id, Proxy.holder_id == member_id)
    return db.session.scalar(_valid(charter_id).where(mine).limit(1)) is not None


def of_charter(charter_id: int) -> list[Proxy]:
    """All valid proxies of a charter."""
    return list(db.session.scalars(_valid(charter_id).order_by(Proxy.id)))


def _valid(charter_id: int) -> Select[Any]:
    return select(Proxy).where(Proxy.charter_id == charter_id, Proxy.revoked_at.is_(None))
