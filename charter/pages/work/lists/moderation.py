"""What waits for a moderator: votes to open, to close and to confirm, amendments to advise on, texts to publish."""

from itertools import groupby

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from charter.accounts.models import Member
from charter.charters.models import Charter
from charter.clauses.models import Clause
from charter.core import clock
from charter.database import db
from charter.pages.work import waiting
from charter.pages.work.lists.line import Line
from charter.votes.models import Request, Vote
from charter.votes.reporting.vote_sentences import STEP_SENTENCES

MAX_NAMES = 3
"""Clauses that a line names."""


def lines(member: Member) -> list[Line]:
    """Steps to confirm first, since somebody waits for them."""
    names = waiting.parameters(member)
    return [*_to_confirm(names), *_to_close(names), *_to_open(names), *_to_advise(names), *_to_publish(names)]


def _to_confirm(names: dict[str, int]) -> list[Line]:
    asked = waiting.TO_CONFIRM.subquery()
    is_it = (Request.vote_id == asked.c.vote_id) & (Request.step == asked.c.step)
    query = select(Request, Vote).join(asked, is_it).join(Vote, Vote.id == Request.vote_id)
    rows = db.session.execute(query.options(joinedload(Vote.charter)).order_by(Request.asked_at), names)
    return [_request(request, vote) for request, vote in rows]


def _request(request: Request, vote: Vote) -> Line:
    page = {"open": "chair.review", "room": "assembly.room"}.get(request.step, "votes.vote")
    said = f"{STEP_SENTENCES[request.step]} {_('Asked by %(who)s.', who=request.asked_by)}"
    return Line(
        vote.charter,
        vote.title,
        said,
        url_for(page, vote_id=vote.id),
        str(_("Look, then confirm")),
        clause_id=vote.clause_id,
    )


def _to_close(names: dict[str, int]) -> list[Line]:
    query = select(Vote).where(Vote.id.in_(waiting.TO_CLOSE)).options(joinedload(Vote.charter))
    return [_open_vote(vote) for vote in db.session.scalars(query.order_by(Vote.position, Vote.id), names)]


def _open_vote(vote: Vote) -> Line:
    if vote.over_at:
        address, said, verb = url_for("assembly.room", vote_id=vote.id), _("The urn is to be counted."), _("Count it")
    else:
        said, verb = _("It has no closing time: a moderator closes it."), _("Close the vote")
        address = url_for("votes.vote", vote_id=vote.id, _anchor="closing")
    return Line(vote.charter, vote.title, str(said), address, str(verb), clause_id=vote.clause_id)


def _to_open(names: dict[str, int]) -> list[Line]:
    """For each charter, the vote that comes next in order."""
    numbers = {charter_id: number for charter_id, number in db.session.execute(waiting.TO_OPEN, names)}
    query = select(Vote).where(Vote.charter_id.in_(numbers), Vote.stage == "prepared")
    query = query.where((Vote.opens_at.is_(None)) | (Vote.opens_at <= clock.now())).options(joinedload(Vote.charter))
    rows = db.session.scalars(query.order_by(Vote.charter_id.desc(), Vote.position, Vote.id))
    return [
        _next(next(votes), numbers[charter_id]) for charter_id, votes in groupby(rows, lambda each: each.charter_id)
    ]


def _next(vote: Vote, number: int) -> Line:
    said = ngettext(
        "%(num)s vote is prepared, and waits to be opened.",
        "%(num)s votes are prepared, and wait to be opened: this one is next.",
        number,
    )
    if vote.opens_at:
        said = _("It could not be opened at its time: look at what stands in the way.")
    address = url_for("chair.review", vote_id=vote.id)
    return Line(vote.charter, vote.title, str(said), address, str(_("Review, then open")), clause_id=vote.clause_id)


def _to_advise(names: dict[str, int]) -> list[Line]:
    numbers = {charter_id: number for charter_id, number in db.session.execute(waiting.TO_ADVISE, names)}
    found = db.session.scalars(select(Charter).where(Charter.id.in_(numbers)).order_by(Charter.id.desc()))
    return [_unadvised(each, numbers[each.id]) for each in found]


def _unadvised(charter: Charter, number: int) -> Line:
    said = ngettext("%(num)s amendment has no advice yet.", "%(num)s amendments have no advice yet.", number)
    address = url_for("to_decide.all_clauses", slug=charter.slug)
    return Line(charter, "", said, address, str(_("Decide on them")))


def _to_publish(names: dict[str, int]) -> list[Line]:
    query = select(Charter, Clause).join(Clause, Clause.charter_id == Charter.id)
    query = query.where(Clause.id.in_(waiting.TO_PUBLISH)).order_by(Charter.id.desc(), Clause.position, Clause.id)
    rows = db.session.execute(query, names)
    return [
        _texts(charter, [clause for _charter, clause in found]) for charter, found in groupby(rows, lambda row: row[0])
    ]


def _texts(charter: Charter, clauses: list[Clause]) -> Line:
    said = ngettext(
        "%(num)s clause has words that are not published yet.",
        "%(num)s clauses have words that are not published yet.",
        len(clauses),
    )
    address = url_for("pages.clause", slug=charter.slug, clause_id=clauses[0].id, _anchor="versions")
    return Line(charter, ", ".join(each.heading for each in clauses[:MAX_NAMES]), said, address, str(_("Publish")))
