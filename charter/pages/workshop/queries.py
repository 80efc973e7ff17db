"""What the table of clauses tells, in a bounded number of statements however many clauses there are."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from charter.accounts import queries as accounts
from charter.accounts.models import Member
from charter.charters.models import Charter
from charter.clauses import queries as clauses
from charter.clauses.models import Clause, Version
from charter.clauses.queries import NumberedClause, Outline
from charter.clauses.versions import published
from charter.collab.attribution import views as attribution
from charter.collab.publishing import drafts
from charter.collab.publishing.drafts import Draft
from charter.comments import queries as comments
from charter.comments.models import Thread
from charter.database import db
from charter.pages.work.waiting import REPLIES, parameters
from charter.pages.workshop.rules import Row
from charter.votes import queries as votes
from charter.votes.ballots import queries as ballots
from charter.votes.models import Vote
from charter.votes.reporting import progress

PERSONAL = ("ballot", "answer")
"""What a clause can have for a person: a ballot to cast, an answer that waits in My work."""


def rows(charter: Charter, outline: Outline, reader: Member | None) -> list[Row]:
    """A row for each clause in reading order; without a `reader` who takes part, what the public reads."""
    versions = published.newest_of_charter(charter.id, with_content=False)
    live = drafts.of_charter(charter.id, versions) if reader else {}
    writers = accounts.members_by_id({each.member_id for each in live.values() if each.member_id})
    parts = {
        "shares": attribution.shares_of_many(versions.values()),
        "open_threads": comments.open_counts(charter.id) if reader else {},
        "newest": votes.newest_of_charter(charter.id),
        "votes": votes.counts_of_charter(charter.id, with_prepared=reader is not None),
        "for_me": _for_member(charter.id, reader) if reader else {},
    }

    sections = {each.clause.id: part.section.id for part in outline.sections for each in part.clauses}
    return [
        _row(each, sections.get(each.clause.id, 0), versions[each.clause.id], live.get(each.clause.id), writers, parts)
        for each in outline.clauses
    ]


def _row(
    each: NumberedClause,
    section_id: int,
    version: Version,
    draft: Draft | None,
    writers: dict[int, Member],
    parts: dict[str, Any],
) -> Row:
    clause, vote = each.clause, parts["newest"].get(each.clause.id)
    is_over = vote is not None and vote.stage == "closed"
    changed_at, changed_by = _last_change(version, draft, writers)
    return Row(
        clause=clause,
        number=each.number,
        section_id=section_id,
        heading=clause.heading if draft else version.heading,
        state=progress.state(clause, vote),
        changed_at=changed_at,
        changed_by=changed_by,
        version=version,
        shares=parts["shares"].get(version.id),
        differs=draft is not None and draft.differs,
        open_threads=parts["open_threads"].get(clause.id, 0),
        vote=vote,
        result=votes.result(vote) if is_over else None,
        votes=parts["votes"].get(clause.id, 0),
        for_me=parts["for_me"].get(clause.id, []),
    )


def _last_change(version: Version, draft: Draft | None, writers: dict[int, Member]) -> tuple[datetime, str]:
    """The last edit where a person may know of it, and a version published since; else the version."""
    if draft is None or draft.at <= version.at:
        return version.at, version.author
    writer = writers.get(draft.member_id or 0)
    return draft.at, writer.label if writer else ""


def _for_member(charter_id: int, member: Member) -> dict[int, list[tuple[str, int]]]:
    """What each clause has for a member, by clause id."""
    waiting = [vote for vote in ballots.votes_to_cast(member) if vote.charter_id == charter_id]
    found = {"ballot": _by_clause(waiting), "answer": _answers(charter_id, member)}
    every = dict.fromkeys(clause for counts in found.values() for clause in counts)
    return {clause: [(kind, found[kind][clause]) for kind in PERSONAL if clause in found[kind]] for clause in every}


def _answers(charter_id: int, member: Member) -> dict[int, int]:
    """The threads of each clause in which somebody answered a member: the same as in My work."""
    query = select(Clause.id, func.count(Thread.id)).join(Thread, Clause.id == Thread.clause_id)
    query = query.where(Clause.charter_id == charter_id, Thread.id.in_(REPLIES)).group_by(Clause.id)
    return {clause_id: count for clause_id, count in db.session.execute(query, parameters(member))}


def _by_clause(waiting: Iterable[Vote]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for clause_id in votes.clauses_of(vote.id for vote in waiting):
        counts[clause_id] = counts.get(clause_id, 0) + 1
    return counts


def outline(charter: Charter) -> Outline:
    """The outline of a charter."""
    return clauses.outline(charter.id)
