"""The history of a charter: one page at a time, with filters."""

from collections.abc import Mapping

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.charters import queries as charters
from charter.core.errors import Invalid
from charter.pages import days
from charter.pages.timeline import queries
from charter.pages.timeline.queries import Filter
from charter.votes import queries as votes
from charter.web.access import allows, may
from charter.web.input import parsing

bp = Blueprint("timeline", __name__)
Page = str | Response | tuple[str, int]
FIELDS = ("kind", "clause", "from", "to")
"""Of the filter, as an address holds them."""


@bp.get("/charters/<slug>/history")
@allows("charters.read")
def history(slug: str) -> Page:
    """What happened in a charter, newest first; unfiltered, with the reasons, if the filter is refused."""
    charter = charters.by_slug(slug, current.reader())
    errors: tuple[object, ...] = ()
    try:
        chosen = _chosen(request.args)
    except Invalid as no:
        chosen, errors = Filter(), tuple(no.reasons)

    found = queries.find(charter.id, chosen, parsing.page(request.args))
    ended = [event.of for event in found.events if event.kind == "ended"]
    page = render_template(
        "pages/timeline/page.html",
        charter=charter,
        **vars(found),
        days=days.by_day(found.events, "d MMMM y"),
        errors=errors,
        titles=queries.titles(charter.id, reads_drafts=may("clauses.read_live")),
        results={vote.id: votes.result(vote) for vote in ended if vote.stage == "closed"},
        kinds=queries.KINDS,
        filters=parsing.kept(request.args, *FIELDS),
    )
    return page, 422 if errors else 200


def _chosen(args: Mapping[str, str]) -> Filter:
    """The filter of the query string. Invalid for a malformed number, date or kind."""
    return Filter(
        kind=parsing.choice(args, "kind", ("", *queries.KINDS), ""),
        clause_id=parsing.row(args, "clause"),
        start=parsing.day(args, "from"),
        end=parsing.day(args, "to"),
    )
