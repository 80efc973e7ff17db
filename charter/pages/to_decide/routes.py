"""The page To decide, and its clauses, one by one."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.amendments.deciding import queries as decisions
from charter.charters import queries as charters
from charter.core.errors import Refused
from charter.pages.to_decide import clause_context, page_context
from charter.web.access import allows

bp = Blueprint("to_decide", __name__, url_prefix="/charters/<slug>/amendments/to-decide")
Page = str | Response | tuple[str, int]


@bp.get("")
@allows("amendments.decide")
def all_clauses(slug: str) -> Page:
    """A row for each clause with amendments, narrowed to what lacks something."""
    return list_page(slug)


def list_page(slug: str, no: Refused | None = None) -> Page:
    """The same, with why something was refused."""
    reader = current.acting()
    charter = charters.by_slug(slug, reader)
    context = page_context.of(charter, reader, request.args)
    page = render_template("pages/to_decide/page.html", errors=no.reasons if no else (), **context)
    return page, no.status if no else 200


@bp.get("/clauses/<int:clause_id>")
@allows("amendments.decide")
def clause(slug: str, clause_id: int) -> Page:
    """A clause, place by place."""
    return clause_page(slug, clause_id)


@bp.get("/new-clauses")
@allows("amendments.decide")
def new_clauses(slug: str) -> Page:
    """The new clauses that are proposed, by where they would go."""
    return clause_page(slug, None)


def clause_page(slug: str, clause_id: int | None, no: Refused | None = None) -> Page:
    """A clause, or all new ones; with why something was refused."""
    reader = current.acting()
    charter = charters.by_slug(slug, reader)
    context = clause_context.of(charter, reader, clause_id, request.args)
    page = render_template("pages/to_decide/clause.html", errors=no.reasons if no else (), **context)
    return page, no.status if no else 200


@bp.get("/appeals")
@allows("amendments.review")
def appeals(slug: str) -> Page:
    """What authors contest of what moderators call inadmissible: the secretary decides, on the page of each."""
    charter = charters.by_slug(slug, current.acting())
    found = decisions.appeals(charter.id)
    return render_template("pages/to_decide/appeals.html", charter=charter, appeals=found, **page_context.of_appeals())
