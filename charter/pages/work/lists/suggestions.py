"""Suggestions in My work: one's own that are open, and what became of others since one came last."""

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import and_, or_, select

from charter.accounts.models import Member
from charter.amendments.suggestions import rules
from charter.amendments.suggestions.cards import STAGE_NAMES
from charter.amendments.suggestions.models import Suggestion
from charter.charters.models import Charter
from charter.clauses.models import Clause
from charter.database import db
from charter.pages.work import waiting
from charter.pages.work.lists.line import Line


def own(member: Member, since: datetime | None) -> list[Line]:
    """Those that a member made: declined or put into the text `since` a moment, then those to be decided."""
    shown = Suggestion.stage == rules.OPEN
    if since:
        settled = Suggestion.stage.in_((rules.DECLINED, rules.ACCEPTED))
        shown = or_(shown, and_(settled, Suggestion.settled_at > since))
    query = select(Suggestion, Clause, Charter).join(Clause, Clause.id == Suggestion.clause_id)
    query = query.join(Charter, Charter.id == Suggestion.charter_id).where(Suggestion.author_id == member.id, shown)
    query = query.where(Charter.id.in_(waiting.MINE)).order_by(Suggestion.stage == rules.OPEN, Suggestion.id)
    return [_line(*row) for row in db.session.execute(query, waiting.parameters(member))]


def _line(suggestion: Suggestion, clause: Clause, charter: Charter) -> Line:
    says = _("Your suggestion: %(stage)s.", stage=STAGE_NAMES[suggestion.stage])
    if suggestion.reason:
        says = f"{says} {_('Reason: “%(words)s”', words=suggestion.reason)}"
    address = url_for("suggestions.suggestion", slug=charter.slug, clause_id=clause.id, suggestion_id=suggestion.id)
    return Line(charter, clause.heading, str(says), address, str(_("Read it")), clause_id=clause.id)
