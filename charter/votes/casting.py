"""Cast a ballot, or change it, while a vote is open: one transaction, which the database orders."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_hex

from flask_babel import lazy_gettext as _l
from sqlalchemy import bindparam, insert, select

from charter.accounts.models import Member
from charter.core import clock
from charter.core.errors import Invalid, NotAllowed, Refused
from charter.database import db, writing
from charter.outbox import actions as outbox
from charter.votes import papers, queries, rules, turnout
from charter.votes.models import Ballot, Elector, Proxy, SealedBallot, Signing, Vote
from charter.web import limits

ONLINE, PROXY, HANDS, PAPER = "online", "proxy", "hands", "paper"
SAME, CHANGED, FIRST = "", "changed", "first"
"""What a ballot is to its elector: what was recorded already, another one, or their first."""
ALL = -1
"""As many votes as the elector has."""
RANK = {PROXY: 0, ONLINE: 1, HANDS: 2, PAPER: 2}
"""A ballot gives way to one of the same rank or higher: one's own to that cast in the room, a proxy's to one's own."""


@dataclass(frozen=True)
class Paper:
    """What somebody hands in: the digest of the text they were shown, and how many votes (`ALL`) go to which choice."""

    digest: str
    cast: Mapping[str, int]
    objection: str = ""


def cast(vote_id: int, paper: Paper, by: Member, elector_id: int | None = None) -> bool:
    """Record or change a ballot, one's own or, by proxy, that of `elector_id`; whether it is another than before.

    The same ballot sent twice changes nothing. Refused unless the vote is open and one is on its roll, at this moment.
    """
    elector_id = by.id if elector_id is None else elector_id
    with writing():
        vote = queries.lock(vote_id, shared=True)
        check_open(vote)
        check_text(vote, paper.digest)
        elector = locked_elector(vote, elector_id)
        source = _right(vote, elector, by)
        recorded = record(vote, elector, paper, source, by)
        if recorded != SAME:
            outbox.put("ballot", vote_id, [elector.member_id])
        shows_turnout = vote.shows_turnout
    if recorded == FIRST and shows_turnout:
        tell(vote_id)
    return recorded != SAME


def tell(vote_id: int) -> None:
    """Tell who watches the turnout that it is another; of ballots that change, nobody hears."""
    turnout.changed(vote_id)


_LOCKED_ELECTOR = (
    select(Elector, Member)
    .join(Member, (Member.id == Elector.member_id) & Member.suspended_at.is_(None))
    .where(Elector.vote_id == bindparam("vote_id"), Elector.member_id == bindparam("member_id"))
    .with_for_update(of=Elector)
    .execution_options(populate_existing=True)
)


def check_open(vote: Vote) -> datetime:
    """This moment, at which ballots are taken; else Refused."""
    now = clock.now()
    if vote.stage == "prepared":
        raise Refused(_l("This vote is not open yet."))
    if vote.stage != "open" or (vote.closes_at and vote.closes_at <= now):
        raise Refused(_l("This vote is closed; your ballot was not changed."))
    return now


def check_text(vote: Vote, digest: str) -> None:
    """Refused unless the elector was shown exactly what is voted now."""
    if digest != queries.paper_digest(vote):
        raise Refused(_l("The text you were shown is not the text of this vote. Look at what changed, and vote again."))


def locked_elector(vote: Vote, member_id: int) -> Elector:
    """A line of the roll, whose ballot nobody else can change before this transaction ends. NotAllowed if none."""
    elector: Elector | None = db.session.scalar(_LOCKED_ELECTOR, {"vote_id": vote.id, "member_id": member_id})
    if elector is None:
        raise NotAllowed(_l("You are not on the roll of this vote."))
    return elector


def _right(vote: Vote, elector: Elector, by: Member) -> str:
    """As what somebody votes for an elector; NotAllowed if they may not."""
    if by.id == elector.member_id:
        check_presence(vote, elector)
        return ONLINE
    proxy = (
        select(Proxy.id)
        .join(Member, (Member.id == Proxy.holder_id) & Member.suspended_at.is_(None))
        .where(Proxy.charter_id == vote.charter_id, Proxy.giver_id == elector.member_id, Proxy.holder_id == by.id)
        .where(Proxy.revoked_at.is_(None))
        .with_for_update(read=True, of=Proxy)
    )
    if elector.holder_id != by.id or db.session.scalar(proxy) is None:
        raise NotAllowed(_l("You do not hold the proxy of this elector in this vote."))
    holder = queries.elector(vote, by)
    if holder is None:
        raise NotAllowed(_l("You are not on the roll of this vote."))
    check_presence(vote, holder)
    return PROXY


def check_presence(vote: Vote, elector: Elector) -> None:
    """NotAllowed where one must be present, and was not at the opening."""
    if vote.needs_presence and not elector.present:
        raise NotAllowed(_l("Only those who were present when this vote opened may vote in it."))


def record(vote: Vote, elector: Elector, paper: Paper, source: str, by: Member) -> str:
    """Write a ballot in the open transaction; says what it is: `SAME`, `CHANGED` or `FIRST`. Invalid, Refused."""
    cast = {choice: elector.votes if count == ALL else count for choice, count in paper.cast.items()}
    paper = replace(paper, cast=cast)
    check_paper(vote, elector, paper)
    return _seal(vote, elector, paper, source) if vote.is_sealed else _name(vote, elector, paper, source, by)


def check_paper(vote: Vote, elector: Elector, paper: Paper) -> None:
    """Invalid unless a paper has as many votes as its elector, for choices that there are."""
    rule = vote.decision_rule
    if set(paper.cast) - set(rule.choices) or not paper.cast:
        raise Invalid(_l("Choose one of the answers."))
    if sum(paper.cast.values()) != elector.votes or min(paper.cast.values()) < 1:
        raise Invalid(_l("Give out all your votes: you have %(votes)s.", votes=elector.votes))
    if len(paper.cast) > 1 and rule.counts_electors:
        raise Invalid(_l("Under this rule all your votes go to one answer."))
    if rule.objections and rules.AGAINST in paper.cast and not paper.objection.strip():
        raise Invalid(_l("Say why you object: an objection has a reason."))


_NEW_BALLOT, _NEW_EVENT = (insert(db.metadata.tables[each]) for each in ("ballot", "ballot_event"))


def _name(vote: Vote, elector: Elector, paper: Paper, source: str, by: Member) -> str:
    chosen = papers.write(paper.cast)
    is_objection = vote.decision_rule.objections and rules.AGAINST in paper.cast
    objection = limits.text(paper.objection, limits.REASON) if is_objection else ""
    ballot = db.session.get(Ballot, (vote.id, elector.member_id), populate_existing=True)
    if ballot and RANK[source] < RANK[ballot.source]:
        raise Refused(_l("This elector has voted already, in person: that ballot stands."))
    if ballot and (ballot.chosen, ballot.objection, ballot.source) == (chosen, objection, source):
        return SAME
    nonce, at = token_hex(16), check_open(vote)
    receipt = papers.receipt(vote.id, vote.digest or "", elector.member_id, chosen, objection, source, nonce)
    told = {"chosen": chosen, "objection": objection, "source": source, "cast_by": by.label, "cast_at": at}
    told |= {"nonce": nonce, "receipt": receipt, "changes": ballot.changes + 1 if ballot else 0}
    of_elector = {"vote_id": vote.id, "member_id": elector.member_id}
    if ballot:
        for name, value in told.items():
            setattr(ballot, name, value)
    else:
        db.session.execute(_NEW_BALLOT, of_elector | told)
    happened = {"receipt": receipt, "source": source, "cast_by": told["cast_by"], "at": at}
    db.session.execute(_NEW_EVENT, of_elector | happened)
    return CHANGED if ballot else FIRST


def _seal(vote: Vote, elector: Elector, paper: Paper, source: str) -> str:
    """Into the box: nothing links the two rows, and there is no way back."""
    if queries.signing(vote, elector):
        return SAME
    (choice,) = paper.cast
    db.session.add(Signing(vote_id=vote.id, member_id=elector.member_id, source=source))
    db.session.add(SealedBallot(key=token_hex(32), vote_id=vote.id, choice=choice))
    return FIRST
