"""What will be voted in the charters whose amendments are put to the vote: the open votes, then those to come."""

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import exists, select
from sqlalchemy.orm import aliased, joinedload

from charter.accounts.models import Member
from charter.amendments import names, queries
from charter.amendments.models import Amendment
from charter.database import db
from charter.pages.work import waiting
from charter.pages.work.lists.line import Line
from charter.votes.models import Vote
from charter.votes.motion_models import Motion

_STAGES = ("open", "prepared")
_other = aliased(Vote)
_votes_on_amendments = exists().where(
    Motion.vote_id == _other.id, _other.charter_id == Vote.charter_id, _other.stage.in_(_STAGES)
)
_VOTES = (
    select(Vote)
    .where(Vote.charter_id.in_(waiting.MINE), Vote.stage.in_(_STAGES), _votes_on_amendments.correlate(Vote))
    .options(joinedload(Vote.charter))
    .order_by(Vote.charter_id.desc(), Vote.stage, Vote.position, Vote.id)
)


def lines(member: Member) -> list[Line]:
    """A line for each vote, with the amendments that it is on, in the order in which they are held."""
    votes = list(db.session.scalars(_VOTES, waiting.parameters(member)))
    motions = select(Motion.vote_id, Motion.amendment_id).where(Motion.vote_id.in_([each.id for each in votes]))
    rows = db.session.execute(motions.where(Motion.taken_out_at.is_(None)).order_by(Motion.position)).all()
    known = queries.by_ids([amendment_id for _vote_id, amendment_id in rows])
    of_vote: dict[int, list[Amendment]] = {}
    for vote_id, amendment_id in rows:
        of_vote.setdefault(vote_id, []).append(known[amendment_id])
    return [_line(each, of_vote.get(each.id, [])) for each in votes]


def _line(vote: Vote, amendments: list[Amendment]) -> Line:
    says = str(_("Open now.") if vote.stage == "open" else _("Still to come."))
    if amendments:
        says = f"{says} {names.listed(amendments)}"
    address = url_for("votes.vote", vote_id=vote.id)
    return Line(
        vote.charter, vote.title, says, address, str(_("See the vote")), vote.closes_at, clause_id=vote.clause_id
    )
