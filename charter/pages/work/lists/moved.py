"""The clauses in which a member wrote or said something, and what others did to them since a moment."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import bindparam, func, or_, select

from charter.accounts.models import Association, Member
from charter.charters.models import Charter
from charter.clauses.models import Clause, Version
from charter.clauses.versions import comparison
from charter.collab.models import AuthorshipSpan
from charter.comments.models import Comment, Thread
from charter.database import UtcDateTime, db
from charter.journal.models import Entry
from charter.pages.work import waiting
from charter.pages.work.lists.line import Line
from charter.votes import queries as votes
from charter.votes.models import Item, Vote
from charter.votes.reporting.result_sentences import verdict
from charter.web.rendering.labels import VERB_NAMES

MAX_NAMES = 3
"""Associations that a line names."""
VERBS = ("clause.renamed", "clause.dropped", "clause.taken_back", "clause.restored")
"""Acts on a clause that its texts and votes do not tell."""


@dataclass
class _Moved:
    """What happened to a clause, and when last: who wrote, the published versions, and other acts in words."""

    last: datetime
    writers: list[str] = field(default_factory=list)
    versions: list[int] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)


def lines(member: Member, since: datetime | None) -> list[Line]:
    """A line for each clause that moved, the last one first; none in the first visit, when all is new."""
    names = {"member_id": member.id, "since": since}
    own = set(db.session.scalars(_OWN, names)) if since else set()
    if not own:
        return []

    found: dict[int, _Moved] = {}

    def of(clause_id: int, at: datetime) -> _Moved:
        moved = found.setdefault(clause_id, _Moved(at))
        moved.last = max(moved.last, at)
        return moved

    for clause_id, association, at in db.session.execute(_WRITTEN, names):
        of(clause_id, at).writers.append(association or str(_("No association")))
    for clause_id, number, at in db.session.execute(_PUBLISHED, names):
        of(clause_id, at).versions.append(number)
    for clause_id, vote, at in db.session.execute(_VOTES, names):
        of(clause_id, at).acts.append(_of_vote(vote))
    for subject, verb, at in db.session.execute(_ENTRIES, names):
        clause_id = int(subject.partition(":")[2])
        if clause_id in own:
            of(clause_id, at).acts.append(f"{str(VERB_NAMES[verb]).capitalize()}.")

    query = select(Clause, Charter).join(Charter, Charter.id == Clause.charter_id).where(Clause.id.in_(found))
    rows = sorted(db.session.execute(query), key=lambda row: (found[row[0].id].last, row[0].id), reverse=True)
    return [_line(clause, charter, found[clause.id]) for clause, charter in rows]


def _of_vote(vote: Vote) -> str:
    if vote.stage == "open":
        return str(_("A vote on it is open."))
    if vote.stage == "closed":
        return str(_("A vote on it has ended: %(verdict)s.", verdict=verdict(votes.result(vote), vote.rule)))
    return str(_("A vote on it was cancelled."))


def _line(clause: Clause, charter: Charter, moved: _Moved) -> Line:
    return Line(
        charter,
        clause.heading,
        " ".join(_said(moved)),
        _address(clause, charter, moved),
        str(_("See what changed")),
        clause_id=clause.id,
    )


def _said(moved: _Moved) -> list[str]:
    said = []
    if moved.writers:
        rest = len(moved.writers) - MAX_NAMES
        more = [str(ngettext("%(num)s other", "%(num)s others", rest))] if rest > 0 else []
        said.append(str(_("Words by %(names)s.", names=", ".join([*moved.writers[:MAX_NAMES], *more]))))
    if moved.versions:
        said.append(str(_("Version %(number)s is published.", number=moved.versions[-1])))
    return said + moved.acts


def _address(clause: Clause, charter: Charter, moved: _Moved) -> str:
    """The comparison with what the member may have seen, where the text moved; else the clause."""
    of: dict[str, Any] = {"slug": charter.slug, "clause_id": clause.id}
    if moved.versions and moved.versions[0] > 1:
        of |= {"from": moved.versions[0] - 1, "to": moved.versions[-1]}
        return url_for("versions.comparison", **of)
    if moved.writers and clause.stage == "drafting":
        return url_for("versions.comparison", **of, to=comparison.DRAFT)
    return url_for("pages.clause", **of)


_SINCE: Any = bindparam("since", type_=UtcDateTime())
_SAID_IN = select(Thread.clause_id).join(Comment, Comment.thread_id == Thread.id).where(Comment.author_id == waiting.ME)
_WROTE_IN = select(AuthorshipSpan.clause_id).where(AuthorshipSpan.member_id == waiting.ME)
_OWN = select(Clause.id).where(
    Clause.charter_id.in_(waiting.MINE), or_(Clause.id.in_(_SAID_IN), Clause.id.in_(_WROTE_IN))
)
_WRITTEN = (
    select(AuthorshipSpan.clause_id, Association.name, func.max(AuthorshipSpan.at))
    .outerjoin(Association, Association.id == AuthorshipSpan.association_id)
    .where(AuthorshipSpan.clause_id.in_(_OWN), AuthorshipSpan.at > _SINCE, AuthorshipSpan.member_id != waiting.ME)
    .group_by(AuthorshipSpan.clause_id, Association.name)
    .order_by(Association.name)
)
_PUBLISHED = (
    select(Version.clause_id, Version.number, Version.at)
    .where(Version.clause_id.in_(_OWN), Version.at > _SINCE)
    .where(or_(Version.author_id.is_(None), Version.author_id != waiting.ME))
    .order_by(Version.number)
)
_VOTES = (
    select(Item.clause_id, Vote, func.coalesce(Vote.closed_at, Vote.opened_at))
    .join(Vote, Vote.id == Item.vote_id)
    .where(Item.clause_id.in_(_OWN), Vote.opened_at.is_not(None), Item.taken_out_at.is_(None))
    .where(or_(Vote.opened_at > _SINCE, Vote.closed_at > _SINCE))
    .order_by(Vote.id)
)
_ENTRIES = (
    select(Entry.subject, Entry.verb, Entry.at)
    .where(Entry.charter_id.in_(waiting.MINE), Entry.verb.in_(VERBS), Entry.at > _SINCE)
    .where(or_(Entry.actor_id.is_(None), Entry.actor_id != waiting.ME))
    .order_by(Entry.seq)
)
