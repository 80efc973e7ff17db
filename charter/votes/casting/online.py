"""Cast or change a ballot online while a vote is open, for oneself or by proxy.

Under load, ballots that arrive during a transaction are committed together in the next one
(`group_commit`).
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import bindparam, select

from charter.accounts import queries as accounts
from charter.accounts.mandates import in_force
from charter.accounts.models import Member
from charter.core.errors import NotAllowed, Refused
from charter.database import db, is_outage, writing
from charter.outbox import actions as outbox
from charter.votes import queries
from charter.votes.ballots import recording
from charter.votes.ballots.recording import BallotBatch, BallotPaper, Effect
from charter.votes.ballots.turnout import turnout
from charter.votes.casting.group_commit import GroupCommit
from charter.votes.lifecycle import closing
from charter.votes.models import Elector, Proxy, Vote
from charter.web.input import parsing


@dataclass(frozen=True)
class CastRequest:
    """A ballot paper, who casts it, and for which elector."""

    vote_id: int
    paper: BallotPaper
    voter_id: int
    cast_by: str
    elector_id: int
    wants_receipt: bool = False


def cast(
    vote_id: int, paper: BallotPaper, by: Member, elector_id: int | None = None, wants_receipt: bool = False
) -> bool:
    """Record or change a ballot: one's own or, by proxy, that of `elector_id`, who is told by mail.
    Returns whether it differs from the stored one, so that a repeated request is idempotent. Refused
    unless the vote is open and the elector on its roll. `wants_receipt`: one's own is confirmed by
    mail, whatever the account says."""
    asked = CastRequest(vote_id, paper, by.id, by.label, by.id if elector_id is None else elector_id, wants_receipt)
    db.session.rollback()  # a request that waits for its batch must not hold a database connection
    commits: GroupCommit[CastRequest, bool] = current_app.extensions["votes"].ballot_commits
    return commits.submit(asked)


def cast_batch(asked: Sequence[CastRequest]) -> list[bool | Exception]:
    """Cast ballots of one vote, at most one per elector, in one transaction. A refusal affects its
    own ballot only."""
    vote_id = asked[0].vote_id
    try:
        with open_for_ballots(vote_id, shared=True) as (vote, now):
            # The lock on the roll rows orders ballots of one elector, also across processes.
            electors = locked_electors(vote, [each.elector_id for each in asked])
            box = BallotBatch(vote, electors, now)
            done = [_add_to_batch(vote, electors, box, each) for each in asked]
            box.write()
            # In the same transaction: no ballot is recorded for somebody without a notice to them.
            outbox.put("ballot", vote_id, _to_mail(asked, done))
            shows_another_turnout = vote.shows_turnout and Effect.FIRST in done
    except Refused as no:
        return [no] * len(asked)

    if shows_another_turnout:
        notify_turnout(vote_id)

    return [what if isinstance(what, Refused) else what is not Effect.UNCHANGED for what in done]


def _to_mail(asked: Sequence[CastRequest], done: Sequence[Effect | Refused]) -> set[int]:
    """Those who are told by mail that a ballot of theirs was recorded: by somebody else, or by
    themself if they ask for it."""
    recorded = [each for each, effect in zip(asked, done, strict=True) if effect in (Effect.FIRST, Effect.REPLACED)]
    by_others = {each.elector_id for each in recorded if each.voter_id != each.elector_id}
    own = {each.elector_id for each in recorded if each.voter_id == each.elector_id}
    return by_others | {each.elector_id for each in recorded if each.wants_receipt} | accounts.wanting_receipts(own)


def _add_to_batch(vote: Vote, electors: dict[int, Elector], box: BallotBatch, asked: CastRequest) -> Effect | Refused:
    """Add one ballot to the batch, or return its refusal. Any other exception aborts the batch, and
    each ballot is retried alone: after a database error the transaction is unusable."""
    try:
        check_text(vote, asked.paper.digest)
        elector = elector_on_roll(electors, asked.elector_id)
        return box.put(elector, asked.paper, _source(vote, elector, asked.voter_id), asked.cast_by)
    except Refused as no:
        return no


def group_commit() -> GroupCommit[CastRequest, bool]:
    """What commits the ballots of one app: those of one vote together, two of one elector one after
    the other."""
    return GroupCommit(cast_batch, key=lambda asked: (asked.vote_id, asked.elector_id), is_outage=is_outage)


class TooLate(Refused):
    """The closing time has passed. `at`: the moment at which that was seen."""

    def __init__(self, reason: object, at: datetime) -> None:
        super().__init__(reason)
        self.at = at


@contextmanager
def open_for_ballots(vote_id: int, shared: bool = False) -> Iterator[tuple[Vote, datetime]]:
    """A transaction for casting ballots: yields the locked vote and the current moment. Refused
    unless the vote is open.

    A ballot that comes after the closing time closes the vote: if the clock is set back later, the
    vote stays closed.
    """
    try:
        with writing():
            vote = queries.lock(vote_id, shared)
            yield vote, _check_open(vote)
    except TooLate as no:
        with suppress(Refused):  # another process closed it first
            closing.close(vote_id, by=None, not_before=no.at)
        raise


def notify_turnout(vote_id: int) -> None:
    """Tell pages that show the turnout that it has changed. A replaced ballot does not change
    it."""
    turnout.changed(vote_id)


def _check_open(vote: Vote) -> datetime:
    """The current moment, if ballots are accepted now; else Refused."""
    now = queries.moment(vote)
    if vote.stage == "prepared":
        raise Refused(_l("This vote is not open yet."))

    over = _l("This vote is closed; your ballot was not changed.")
    # No ballot after the count: the vote row is locked in shared mode here, and the count locks it
    # exclusively before it changes the stage.
    if vote.stage != "open" or vote.over_at:
        raise Refused(over)
    # The announced time ends the vote, even if the scheduler has not run yet.
    if vote.closes_at and vote.closes_at <= now:
        raise TooLate(over, now)

    return now


def check_text(vote: Vote, digest: str) -> None:
    """Refused unless the elector was shown exactly the text that is voted now."""
    if digest != queries.text_digest(vote):
        raise Refused(_l("The text you were shown is not the text of this vote. Look at what changed, and vote again."))


_LOCKED_ELECTORS = (
    select(Elector)
    .join(Member, (Member.id == Elector.member_id) & in_force())
    .where(Elector.vote_id == bindparam("vote_id"), Elector.member_id.in_(bindparam("members", expanding=True)))
    .order_by(Elector.member_id)
    .with_for_update(of=Elector)
    .execution_options(populate_existing=True)
)


def locked_electors(vote: Vote, member_ids: Collection[int]) -> dict[int, Elector]:
    """Roll rows by member id, locked until the transaction ends. Suspended members, and numbers
    that no row can have, are left out."""
    possible = [member_id for member_id in member_ids if 0 < member_id <= parsing.MAX_ROW_ID]
    found = db.session.scalars(_LOCKED_ELECTORS, {"vote_id": vote.id, "members": possible})
    return {elector.member_id: elector for elector in found}


def elector_on_roll(electors: dict[int, Elector], member_id: int) -> Elector:
    """The elector with this member id; NotAllowed if the roll has none."""
    if member_id not in electors:
        raise NotAllowed(_l("You are not on the roll of this vote."))
    return electors[member_id]


def _source(vote: Vote, elector: Elector, voter_id: int) -> str:
    """The source under which a member may vote for an elector (online or proxy); NotAllowed if they
    may not."""
    if voter_id == elector.member_id:
        check_presence(vote, elector)
        return recording.ONLINE

    proxy = (
        select(Proxy.id)
        .join(Member, (Member.id == Proxy.holder_id) & in_force())
        .where(Proxy.charter_id == vote.charter_id, Proxy.giver_id == elector.member_id, Proxy.holder_id == voter_id)
        .where(Proxy.revoked_at.is_(None))
        .with_for_update(read=True, of=Proxy)
    )

    # The frozen roll says who held the proxy at the opening; the row says that it is not revoked
    # since.
    if elector.holder_id != voter_id or db.session.scalar(proxy) is None:
        raise NotAllowed(_l("You do not hold the proxy of this elector in this vote."))

    holder = db.session.get(Elector, (vote.id, voter_id))
    if holder is None:
        raise NotAllowed(_l("You are not on the roll of this vote."))

    check_presence(vote, holder)
    return recording.PROXY


def check_presence(vote: Vote, elector: Elector) -> None:
    """NotAllowed if the vote requires presence and the elector was not present at its opening."""
    if vote.needs_presence and not elector.present:
        raise NotAllowed(_l("Only those who were present when this vote opened may vote in it."))
