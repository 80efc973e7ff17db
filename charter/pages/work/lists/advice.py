"""Advice on amendments in My work: what waits for an answer, for a word about the rest, or for the secretary; and how
one's own ended."""

from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Select, bindparam, select

from charter.accounts.models import Member
from charter.amendments import names, queries
from charter.amendments.deciding import queries as decisions
from charter.amendments.deciding.models import Outcome
from charter.amendments.models import Amendment
from charter.amendments.views.answering import sentences
from charter.charters.models import Charter
from charter.database import UtcDateTime, db
from charter.pages.work import waiting
from charter.pages.work.lists.line import Line

_SINCE: Any = bindparam("since", type_=UtcDateTime())
_DECIDED = (
    select(Amendment.id)
    .join(Outcome, Outcome.amendment_id == Amendment.id)
    .where(Amendment.charter_id.in_(waiting.MINE), Amendment.association_id == waiting.OF_MINE, Outcome.at > _SINCE)
)


def to_answer(member: Member) -> list[Line]:
    """Amendments of one's association whose newest advice asks for an answer; and those of which a part was adopted."""
    asked = _found(waiting.TO_ANSWER, waiting.parameters(member))
    advice = decisions.newest([each.id for each, _charter in asked], is_published=True)
    lines = [_line(each, charter, sentences.advised(advice[each.id]), _("Answer"), "advice") for each, charter in asked]
    reduced = _found(waiting.TO_KEEP, waiting.parameters(member))
    verb = _("Keep the rest or drop it")
    return lines + [_line(each, charter, sentences.reduced(each), verb, "rest") for each, charter in reduced]


def decided(member: Member, since: datetime | None) -> list[Line]:
    """How the amendments of one's association ended since a moment; none in the first visit, when all is new."""
    if since is None:
        return []
    found = _found(_DECIDED, waiting.parameters(member) | {"since": since})
    ended = decisions.outcomes([each.id for each, _charter in found])
    return [_line(each, charter, sentences.outcome(ended[each.id]), _("See it")) for each, charter in found]


def to_review(member: Member) -> list[Line]:
    """Amendments called inadmissible, about which their author asks the secretary."""
    found = _found(waiting.TO_REVIEW, waiting.parameters(member))
    lines = []
    for each, charter in found:
        says = _("%(association)s does not agree that it is inadmissible.", association=each.association)
        lines.append(_line(each, charter, says, _("Read it, then say"), "advice"))
    return lines


def _found(ids: Select[int], names_of: dict[str, Any]) -> list[tuple[Amendment, Charter]]:
    query = select(Amendment, Charter).join(Charter, Charter.id == Amendment.charter_id)
    query = query.where(Amendment.id.in_(ids)).order_by(Amendment.round_id, Amendment.number)
    rows = [(amendment.id, charter) for amendment, charter in db.session.execute(query, names_of)]
    known = queries.by_ids([amendment_id for amendment_id, _charter in rows])
    return [(known[amendment_id], charter) for amendment_id, charter in rows]


def _line(amendment: Amendment, charter: Charter, says: str, verb: str, anchor: str | None = None) -> Line:
    address = url_for("amendments.amendment", slug=charter.slug, amendment_id=amendment.id, _anchor=anchor)
    change = amendment.wording.changes[0]
    said = f"{names.short(amendment)} · {says}"
    return Line(
        charter, change.heading, said, address, f"{verb} ({names.within(amendment)})", clause_id=change.clause_id
    )
