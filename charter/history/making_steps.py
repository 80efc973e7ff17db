"""The making of a clause, step by step: who wrote when, and the text at the end of each step."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sqlalchemy import String, cast, func, select

from charter.accounts.models import Member
from charter.clauses.models import Version
from charter.clauses.versions import published as versions
from charter.collab.models import Edit
from charter.collab.storage import update_log
from charter.collab.ydoc import to_prosemirror
from charter.collab.ydoc.document import LiveDocument
from charter.content.schema import Content
from charter.database import db, read_alone
from charter.history import rules
from charter.history.rules import Step

_MINUTE = len("2026-11-24 18:30")


@dataclass(frozen=True)
class Moment:
    """A step in the making of a clause: authors, start and end time, the text at its end (loaded on
    access), and the version that it is or those that were published in it."""

    people: list[str]
    start: datetime
    end: datetime
    content: Callable[[], Content]
    version: Version | None = None
    published: list[Version] = field(default_factory=list)


def moments(clause_id: int, live: bool) -> list[Moment]:
    """The steps of a clause, oldest first: from its edits for those who may read the `live` text,
    else its published versions."""
    return _by_edits(clause_id) if live else _by_versions(clause_id)


def _by_edits(clause_id: int) -> list[Moment]:
    steps = rules.steps(_bursts(clause_id))
    names = _names({member for step in steps for member in step.members if member})
    found = []

    for step in steps:
        people = [names[member] for member in step.members if member]
        found.append(Moment(people, step.start, step.end, partial(content_at, clause_id, step.last)))

    for version in reversed(versions.all_versions(clause_id)):
        found[rules.step_at(steps, version.at)].published.append(version)

    return found


def _bursts(clause_id: int) -> list[Step]:
    """What each member wrote within a minute. Grouped by the database, because a log may hold
    hundreds of thousands of edits."""
    minute = func.substr(cast(Edit.at, String), 1, _MINUTE)
    query = select(func.min(Edit.seq), func.max(Edit.seq), Edit.member_id, func.min(Edit.at), func.max(Edit.at))
    grouped = query.where(Edit.clause_id == clause_id, update_log.is_not_set_aside()).group_by(minute, Edit.member_id)
    rows = read_alone(lambda connection: connection.execute(grouped).all())
    return [Step(first, last, (member,), start, end) for first, last, member, start, end in rows]


def _names(members: Collection[int]) -> dict[int, str]:
    return {member.id: member.label for member in db.session.scalars(select(Member).where(Member.id.in_(members)))}


def _by_versions(clause_id: int) -> list[Moment]:
    return [
        Moment([each.author] if each.author else [], each.at, each.at, partial(getattr, each, "content"), each)
        for each in reversed(versions.all_versions(clause_id))
    ]


def content_at(clause_id: int, edit: int) -> Content:
    """The content of a clause after a given edit."""
    return to_prosemirror.content(LiveDocument(*update_log.load(clause_id, until=edit)).doc)
