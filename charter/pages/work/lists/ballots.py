"""Votes to cast, and votes cast that are still open: under the present mandate and the others of the account."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Select, func, select
from sqlalchemy.orm import defer, joinedload, selectinload

from charter.accounts.mandates import in_force
from charter.accounts.models import Member
from charter.database import db
from charter.pages.work import waiting
from charter.pages.work.lists.line import Line
from charter.votes.ballots import queries as ballots
from charter.votes.models import Ballot, Elector, Item, Vote, VoterMark

Found = tuple[Vote, Elector, Member, str | None]


def to_cast(member: Member) -> list[Line]:
    """The votes with a ballot to cast, the one that closes first before the others."""
    return [_line(member, found, _("Vote")) for found in _by_vote(_TO_CAST, member)]


def cast(member: Member) -> list[Line]:
    """The open votes with a ballot cast; the button leads to where it is changed, if it can be."""
    return [_cast_line(member, found) for found in _by_vote(_CAST, member)]


def _cast_line(member: Member, found: list[Found]) -> Line:
    if not _may_change(found):
        return _line(member, found, _("See the vote"))
    return _line(member, found, _("Change my ballot"), change=1)  # with the other choices open


def _by_vote(query: Select[Any], member: Member) -> Iterable[list[Found]]:
    rows = db.session.execute(query, {"account_id": member.account_id})
    grouped = groupby(rows, lambda row: (row[0].id, row[2].id))
    return ([(vote, elector, holder, by) for vote, elector, holder, by in found] for _key, found in grouped)


def _source(box: type[Ballot | VoterMark]) -> Any:
    of_elector = (box.vote_id == Elector.vote_id) & (box.member_id == Elector.member_id)
    return select(box.source).where(of_elector).correlate(Elector).scalar_subquery()


_ALL = (
    ballots.of_holders(Vote, Elector, Member, func.coalesce(_source(Ballot), _source(VoterMark)))
    .options(joinedload(Vote.charter), selectinload(Vote.items).options(defer(Item.content), defer(Item.html)))
    .where(Member.account_id == waiting.MY_ACCOUNT, in_force())
    .order_by(Vote.closes_at.is_(None), Vote.closes_at, Vote.position, Vote.id, Member.id)
    .order_by((Elector.member_id == Member.id).desc(), Elector.member_id)
)
_TO_CAST, _CAST = _ALL.where(~ballots.has_voted()), _ALL.where(ballots.was_cast_by_holder())


def _may_change(found: list[Found]) -> bool:
    """A ballot of the room, or one in a box, is not changed here."""
    return any(not vote.is_sealed and source in ("online", "proxy") for vote, _elector, _holder, source in found)


def _line(member: Member, found: list[Found], verb: str, change: int | None = None) -> Line:
    vote, _elector, holder, _source = found[0]
    is_other = holder.id != member.id
    return Line(
        vote.charter,
        vote.title,
        ", ".join(_for_whom(elector, holder, is_other) for _vote, elector, _holder, _by in found),
        url_for("votes.vote", vote_id=vote.id, _anchor="ballot", change=change),
        verb,
        vote.closes_at,
        holder.id if is_other else None,
        clause_id=vote.clause_id,
    )


def _for_whom(elector: Elector, holder: Member, is_other: bool) -> str:
    if elector.member_id != holder.id:
        return str(_("By proxy for %(name)s (%(association)s)", name=elector.name, association=elector.association))
    return str(_("As %(name)s", name=holder.label) if is_other else _("Your own ballot"))
