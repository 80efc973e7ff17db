"""What waits for a member, as SQL: the number in the header and the lists of the page ask the same."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from charter.accounts import rules as account_rules
from charter.accounts.mandates import in_force
from charter.accounts.models import HEAD, Association, Invitation, Member, Session
from charter.amendments.deciding.models import Answer, Disposition, Outcome
from charter.amendments.deciding.rules import ANSWERED, REFUSES
from charter.amendments.eligibility import binds
from charter.amendments.models import Amendment, Cosignature, Draft, Round, Wording
from charter.amendments.queries import counted, newest_wording
from charter.amendments.rules import CHANGEABLE, INADMISSIBLE, REDUCED, SUBMITTED, UNDECIDED, UNPLACED
from charter.charters import queries as charters
from charter.charters.models import Charter, Participation, StageRight
from charter.charters.rules import CLOSED
from charter.clauses.models import AutomaticVersion, Clause, Version
from charter.collab.models import AuthorshipSpan
from charter.comments.models import Comment, Thread
from charter.core import clock
from charter.database import UtcDateTime
from charter.outbox.models import FAILED, INVITATION, OutboxMail
from charter.pages.work.models import ThreadRead
from charter.votes.ballots import queries as ballots
from charter.votes.models import Request, Vote
from charter.votes.rules.electorate import ASSOCIATION, WEIGHT
from charter.web.access import DELEGATE, MODERATOR, PERMISSIONS, SECRETARY

ME: Any = bindparam("member_id")
MY_ACCOUNT: Any = bindparam("account_id")


def parameters(member: Member) -> dict[str, int]:
    """The values of `ME` and `MY_ACCOUNT`, with which each statement of this file is run."""
    return {"member_id": member.id, "account_id": member.account_id}


_NOW = bindparam("now", callable_=clock.now, type_=UtcDateTime())
MINE = select(Charter.id).join(Member, Member.id == ME).where(charters.takes_part()).correlate(None)
"""The charters that the member takes part in."""

TO_CAST = ballots.of_holders(Vote.id, Member.id).distinct()
TO_CAST = TO_CAST.where(Member.account_id == MY_ACCOUNT, in_force(), ~ballots.has_voted())
"""Votes with a ballot to cast, by mandate: the member's own and the others of the account."""


def _of_others(after: Any) -> ColumnElement[bool]:
    """SQL condition: somebody else says something in the thread of this row, after a comment, that was not read."""
    newer = Comment.id > func.coalesce(ThreadRead.comment_id, 0)
    said = (Comment.thread_id == Thread.id) & Comment.removed_at.is_(None) & (Comment.author_id != ME)
    return exists().where(said, newer, Comment.id > after).correlate(Thread, ThreadRead, _SAID)


def _open_threads(*columns: Any, on: type[Clause | Amendment] = Clause) -> Select[Any]:
    """Open threads on clauses, or on amendments, in which the member may comment."""
    is_mine = (ThreadRead.thread_id == Thread.id) & (ThreadRead.member_id == ME)
    return (
        select(*columns)
        .select_from(Thread)
        .join(on, on.id == (Thread.clause_id if on is Clause else Thread.amendment_id))
        .join(Charter, Charter.id == on.charter_id)
        .join(Member, Member.id == ME)
        .join(StageRight, charters.has_right("comment"))
        .outerjoin(ThreadRead, is_mine)
        .where(Thread.resolved_at.is_(None), on.stage != "dropped")
    )


_SAID = (
    select(Comment.thread_id, func.max(Comment.id).label("newest"))
    .where(Comment.author_id == ME, Comment.removed_at.is_(None))
    .group_by(Comment.thread_id)
    .subquery()
)
"""The newest comment of the member in each thread."""
REPLIES, REPLIES_ON_AMENDMENTS = (
    _open_threads(Thread.id, on=each).join(_SAID, _SAID.c.thread_id == Thread.id).where(_of_others(_SAID.c.newest))
    for each in (Clause, Amendment)
)
"""Threads in which somebody answered the member: on clauses, and on amendments."""
_WROTE = Clause.id.in_(select(AuthorshipSpan.clause_id).where(AuthorshipSpan.member_id == ME))
ON_MY_CLAUSES = (
    _open_threads(Clause.id, func.count(Thread.id).label("threads"))
    .outerjoin(_SAID, _SAID.c.thread_id == Thread.id)
    .where(_SAID.c.newest.is_(None), _of_others(0), _WROTE)
    .group_by(Clause.id)
)
"""Clauses that the member wrote in, with the number of open threads in which they said nothing yet."""

_later = aliased(Disposition)
OF_MINE = select(Member.association_id).where(Member.id == ME, Member.role == DELEGATE).scalar_subquery()
"""The association that the member is a delegate of."""
_takes = Round.closed_at.is_(None) & (Round.closes_at.is_(None) | (Round.closes_at > _NOW))
_supports = (Round.cosign_until > _NOW) | (Round.cosign_until.is_(None) & _takes)
_of_round = select(Amendment.id).join(Round, Round.id == Amendment.round_id).where(Round.charter_id.in_(MINE))
_own_round = Round.id.in_(select(func.max(Round.id)).group_by(Round.charter_id))
DRAFTS = select(Draft.id).join(Round, Round.id == Draft.round_id).where(Draft.association_id == OF_MINE, _takes)
"""Drafts of amendments of the member's association that can still be submitted."""
TO_PLACE = _of_round.where(Amendment.association_id == OF_MINE, Amendment.stage == UNPLACED, _supports)
"""Amendments of the member's association that a changed text left without a place."""
OWN_AMENDMENTS = _of_round.where(Amendment.association_id == OF_MINE, Amendment.stage.in_(UNDECIDED), _own_round)
"""Those of the member's association in the newest round of each charter."""
_counted_cosignatures = select(func.count(Cosignature.id)).where(counted())
GIVEN = _counted_cosignatures.correlate(Amendment, Round).scalar_subquery()
"""The number of co-signatures that count for the amendment of this row, in the round of this row."""
_gave = exists().where(counted(), Cosignature.association_id == OF_MINE).correlate(Amendment, Round)
TO_COSIGN = _of_round.where(
    Amendment.stage == SUBMITTED,
    Amendment.parent_id.is_(None),
    Amendment.association_id != OF_MINE,
    Round.least_cosigners > GIVEN,
    _supports,
    ~_gave,
)
"""Amendments of other associations that lack co-signatures, without one of the member's association."""

_is_newest_advice = Disposition.id == (
    select(func.max(_later.id))
    .where(_later.amendment_id == Amendment.id, _later.published_at.is_not(None))
    .correlate(Amendment)
    .scalar_subquery()
)
_newest_digest = select(Wording.digest).where(*newest_wording()).correlate(Amendment).scalar_subquery()
_is_unanswered = ~exists().where(Answer.disposition_id == Disposition.id).correlate(Disposition)
_binds = exists().where(Member.id == ME, binds()).correlate(Round)
_own_undecided = _of_round.where(Amendment.association_id == OF_MINE, Round.decided_at.is_(None), _binds)
TO_ANSWER = _own_undecided.join(Disposition, Disposition.amendment_id == Amendment.id).where(
    _is_newest_advice,
    _is_unanswered,
    Disposition.advice.in_(ANSWERED),
    Disposition.wording_digest == _newest_digest,
    Amendment.stage.in_((*CHANGEABLE, INADMISSIBLE)),
)
"""Amendments of the member's association whose newest advice asks for an answer, by who binds it."""
TO_KEEP = _own_undecided.where(Amendment.stage == REDUCED)
"""Those of which a part was adopted with another one: keep the rest, or drop it."""
TO_REVIEW = (
    _of_round.join(Disposition, Disposition.amendment_id == Amendment.id)
    .join(Answer, Answer.disposition_id == Disposition.id)
    .where(_is_newest_advice, Amendment.stage == INADMISSIBLE, Answer.kind == REFUSES)
    .where(~exists().where(Outcome.amendment_id == Amendment.id).correlate(Amendment))
)
"""Amendments called inadmissible, whose author asks the secretary."""

_is_voting = exists().where(
    StageRight.charter_id == Charter.id, StageRight.stage == Charter.stage, StageRight.right == "vote"
)
_is_asked_for = exists().where(Request.vote_id == Vote.id, Request.step == "open").correlate(Vote)
TO_OPEN = (
    select(Vote.charter_id, func.count(Vote.id).label("votes"))
    .join(Charter, Charter.id == Vote.charter_id)
    .where(Vote.stage == "prepared", (Vote.opens_at.is_(None)) | (Vote.opens_at <= _NOW), ~_is_asked_for)
    .where(Vote.charter_id.in_(MINE), _is_voting.correlate(Charter))
    .group_by(Vote.charter_id)
)
"""Charters with votes that nobody but a moderator opens, each with their number."""
TO_CLOSE = (
    select(Vote.id)
    .where(Vote.stage == "open", Vote.closes_at.is_(None) | Vote.over_at.is_not(None))
    .where(Vote.charter_id.in_(MINE))
)
"""Open votes that do not end by themselves, or whose urn is to be counted."""
_may_ask = Member.role.in_(PERMISSIONS["votes.manage"]) & in_force() & charters.takes_part()
TO_CONFIRM = (
    select(Request.vote_id, Request.step)
    .join(Vote, Vote.id == Request.vote_id)
    .join(Charter, Charter.id == Vote.charter_id)
    .join(Member, Member.id == Request.asked_by_id)
    .where(Member.account_id != MY_ACCOUNT, _may_ask, Charter.id.in_(MINE))
)
"""Steps that another moderator asked for."""
_newer = aliased(AutomaticVersion)
_is_newer = exists().where(
    _newer.clause_id == AutomaticVersion.clause_id,
    _newer.after == AutomaticVersion.after,
    _newer.step > AutomaticVersion.step,
)
_published = select(func.max(Version.number)).where(Version.clause_id == Clause.id).correlate(Clause)
_differs = (AutomaticVersion.html != Version.html) | (AutomaticVersion.heading != Version.heading)
TO_PUBLISH = (
    select(Clause.id)
    .join(Version, Version.clause_id == Clause.id)
    .join(AutomaticVersion, (AutomaticVersion.clause_id == Clause.id) & (AutomaticVersion.after == Version.number))
    .where(Clause.stage == "drafting", Clause.charter_id.in_(MINE))
    .where(Version.number == _published.scalar_subquery(), ~_is_newer.correlate(AutomaticVersion), _differs)
)
"""Clauses whose text has moved on since the version that the public reads, and rests for a while."""

_is_advised = exists().where(Disposition.amendment_id == Amendment.id).correlate(Amendment)
TO_ADVISE = (
    select(Amendment.charter_id, func.count(Amendment.id).label("amendments"))
    .join(Round, Round.id == Amendment.round_id)
    .where(Round.charter_id.in_(MINE), Round.closed_at.is_not(None), Round.decided_at.is_(None), _own_round)
    .where(Amendment.stage.in_(CHANGEABLE), ~_is_advised)
    .group_by(Amendment.charter_id)
)
"""Charters whose newest round is closed, with the number of its amendments that nobody has advised on."""

_OPEN_CHARTER = Charter.stage.not_in(CLOSED)
_has_place = exists().where(Participation.charter_id == Charter.id, Participation.association_id == Association.id)
_sits_somewhere = exists().where(_OPEN_CHARTER, Charter.takes_everyone | _has_place.correlate(Charter, Association))
_has_delegate = exists().where(Member.association_id == Association.id, Member.role == DELEGATE, in_force())
WITHOUT_DELEGATE = select(Association.id).where(
    _sits_somewhere.correlate(Association), ~_has_delegate.correlate(Association)
)
"""Associations in the assembly of a charter for which nobody speaks."""
_is_delegate = (Member.association_id == Association.id) & (Member.role == DELEGATE) & in_force()
_delegates = select(func.count(Member.id)).where(_is_delegate).correlate(Association).scalar_subquery()
_has_head = exists().where(_is_delegate, Member.rank == HEAD).correlate(Association)
_one_voice = (Vote.stage == "prepared") & Vote.holders.in_((ASSOCIATION, WEIGHT))
_asks_for_one_voice = (
    exists()
    .where(
        _one_voice, Charter.id == Vote.charter_id, Charter.takes_everyone | _has_place.correlate(Charter, Association)
    )
    .correlate(Association)
)
WITHOUT_HEAD = select(Association.id).where(_asks_for_one_voice, _delegates > 1, ~_has_head)
"""Associations of several delegates that have one voice in a vote being prepared, and nobody named to cast it."""
_same = aliased(Member)
_came = (
    exists()
    .where(Session.member_id == _same.id, _same.account_id == Member.account_id, _same.name == Member.name)
    .correlate(Member)
)
_last_invited = select(func.max(Invitation.queued_at)).where(Invitation.member_id == Member.id).correlate(Member)
_failed = exists().where(OutboxMail.member_id == Member.id, OutboxMail.kind == INVITATION, OutboxMail.state == FAILED)
_invited = select(Member.id).where(in_force(), ~_came)
REFUSED = _invited.where(_failed.correlate(Member))
"""People whose invitation the mail server refused, and who never came."""
_LONG_AGO = bindparam("long_ago", callable_=lambda: clock.now() - account_rules.INVITATION_LIFE, type_=UtcDateTime())
NEVER_CAME = _invited.where(_last_invited.scalar_subquery() < _LONG_AGO, ~_failed.correlate(Member))
"""People whose invitation has expired, and who never came."""


def _as_one(query: Select[Any]) -> Select[Any]:
    """One line for all that a query finds."""
    return select(Member.id).where(Member.id == ME, query.correlate(None).exists())


_Queries = tuple[Any, ...]  # of statements with columns of their own
_OF_ALL: _Queries = (TO_CAST, REPLIES, REPLIES_ON_AMENDMENTS)
_OF_ROLE: dict[str, _Queries] = {
    DELEGATE: (ON_MY_CLAUSES, DRAFTS, TO_PLACE, TO_ANSWER, TO_KEEP),
    MODERATOR: (TO_OPEN, TO_CLOSE, TO_CONFIRM, TO_ADVISE, _as_one(TO_PUBLISH)),
    SECRETARY: (TO_REVIEW, *map(_as_one, (WITHOUT_DELEGATE, WITHOUT_HEAD, REFUSED, NEVER_CAME))),
}
MAX_COUNTED = 100
"""Lines of each kind that the header counts: of more it says so."""


def _counted(queries: Iterable[Select[Any]]) -> Select[Any]:
    """One statement that adds up how many lines each query finds, no more than `MAX_COUNTED` of each."""
    numbers = [
        select(func.count()).select_from(each.limit(MAX_COUNTED).subquery()).scalar_subquery() for each in queries
    ]
    return select(sum(numbers[1:], start=numbers[0]))


COUNTS = {role: _counted([*_OF_ALL, *_OF_ROLE.get(role, ())]) for role in ("observer", *_OF_ROLE)}
"""The statement that counts the lines of a member, by role."""
