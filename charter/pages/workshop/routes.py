"""All clauses of a charter, as a table or as columns by state. Links and one form: no JavaScript."""

from flask import Blueprint, render_template, request

from charter.accounts import current
from charter.charters import queries as charters
from charter.pages.workshop import queries, rules
from charter.pages.workshop.rules import Filter
from charter.web.access import allows
from charter.web.input import parsing

bp = Blueprint("workshop", __name__)
VIEWS = ("table", "states")


@bp.get("/charters/<slug>/clauses")
@allows("charters.read")
def clauses(slug: str) -> str:
    """The clauses that are asked for, in a `view`."""
    reader = current.reader()
    charter = charters.by_slug(slug, reader)
    outline, by = queries.outline(charter), _filter()
    every = queries.rows(charter, outline, reader)
    rows = rules.chosen(every, by)
    return render_template(
        "pages/workshop/page.html",
        charter=charter,
        outline=outline,
        view=parsing.known(request.args, "view", VIEWS, "table"),
        by=by,
        states=rules.STATES,
        newest_first=rules.NEWEST_FIRST,
        every=every,
        rows=rows,
        columns=rules.columns(rows),
    )


def _filter() -> Filter:
    """What the address asks for; what it does not know, it leaves out."""
    return Filter(
        state=parsing.known(request.args, "state", rules.STATES),
        section=request.args.get("section", "")[:12],
        mine=request.args.get("mine") == "1",
        differs=request.args.get("differs") == "1",
        order=parsing.known(request.args, "order", rules.ORDERS, "place"),
        down=request.args.get("down") == "1",
    )
