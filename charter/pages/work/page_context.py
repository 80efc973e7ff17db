"""The context of My work: on its page, and at the top of the home page."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from charter.accounts.models import Member
from charter.clauses import queries as clauses
from charter.core import paging
from charter.pages.work import visits, welcome
from charter.pages.work.lists import (
    advice,
    agenda,
    amendments,
    ballots,
    moderation,
    moved,
    secretariat,
    suggestions,
    talk,
)
from charter.pages.work.lists.line import Line, Lines
from charter.pages.work.models import Visit
from charter.web.access import CHAIR, DELEGATE, MODERATOR, ROLES, SECRETARY

LINES_AT_HOME = 5
"""Lines of a list that the home page shows; My work shows more."""


@dataclass(frozen=True)
class _Kind:
    """A kind of lines. `is_calm`: nothing is asked of the member."""

    name: str
    heading: object
    find: Callable[[Member, Visit], list[Line]]
    is_calm: bool = False
    roles: Collection[str] = ROLES


_KINDS = (
    _Kind("to-cast", _l("Votes to cast"), lambda member, _visit: ballots.to_cast(member)),
    _Kind("asked", _l("Questions put to you"), lambda member, _visit: talk.lines(member)),
    _Kind("to-finish", _l("Amendments to finish"), lambda who, _visit: amendments.to_finish(who), roles=(DELEGATE,)),
    _Kind("to-answer", _l("Amendments to answer for"), lambda who, _visit: advice.to_answer(who), roles=(DELEGATE,)),
    _Kind("to-moderate", _l("For moderators"), lambda member, _visit: moderation.lines(member), roles=(MODERATOR,)),
    _Kind("to-settle", _l("For the secretary"), lambda member, _visit: secretariat.lines(member), roles=(SECRETARY,)),
    _Kind(
        "to-cosign",
        _l("Amendments to co-sign"),
        lambda member, _visit: amendments.to_cosign(member),
        is_calm=True,
        roles=(DELEGATE,),
    ),
    _Kind(
        "amendments",
        _l("Amendments of my association"),
        lambda member, _visit: amendments.own(member),
        is_calm=True,
        roles=(DELEGATE,),
    ),
    _Kind(
        "decided",
        _l("Amendments decided since you last came"),
        lambda who, visit: advice.decided(who, visit.previous_at),
        is_calm=True,
        roles=(DELEGATE,),
    ),
    _Kind("to-be-voted", _l("What will be voted, in order"), lambda who, _visit: agenda.lines(who), is_calm=True),
    _Kind(
        "suggestions",
        _l("My suggestions"),
        lambda who, visit: suggestions.own(who, visit.previous_at),
        is_calm=True,
    ),
    _Kind("cast", _l("Voted, still open"), lambda member, _visit: ballots.cast(member), is_calm=True),
    _Kind(
        "moved", _l("Moved since you last came"), lambda who, visit: moved.lines(who, visit.previous_at), is_calm=True
    ),
)
NAMES = tuple(kind.name for kind in _KINDS)


def of(member: Member, most: int = paging.PAGE_SIZE) -> dict[str, Any]:
    """All that waits for a member, no more than `most` lines of each kind. It counts as a visit."""
    visit, steps = visits.begin(member), welcome.of(member)
    found = [_first(kind, kind.find(member, visit), most) for kind in _KINDS if member.role in kind.roles]
    return {
        "lists": [each for each in found if each.number],
        "waits": any(each.number and not each.is_calm for each in found),
        "numbers": _numbers(found),
        "welcome": None if visit.welcomed_at else steps,
        "next_step": steps.steps[-1] if member.role in CHAIR else steps.steps[1],
        "chosen": "",
    }


def one(member: Member, name: str, page: int) -> dict[str, Any]:
    """One list, by its name, by pages."""
    visit = visits.begin(member)
    kind = next(kind for kind in _KINDS if kind.name == name)
    every = kind.find(member, visit) if member.role in kind.roles else []
    shown, page, pages = paging.cut(every, page)
    lines = Lines(kind.name, str(kind.heading), shown, len(every), kind.is_calm)
    return {"lists": [lines], "numbers": _numbers([lines]), "chosen": name, "page": page, "pages": pages}


def _first(kind: _Kind, every: list[Line], most: int) -> Lines:
    return Lines(kind.name, str(kind.heading), every[:most], len(every), kind.is_calm)


def _numbers(lists: list[Lines]) -> dict[int, int | None]:
    """The present numbers of the clauses that lines are about; two statements for each charter."""
    shown = [line for each in lists for line in each.shown]
    of = {line.charter.id for line in shown if line.charter and line.clause_id}
    return {each.clause.id: each.number for charter_id in of for each in clauses.outline(charter_id).clauses}
