"""The page of what is still open in a charter."""

from flask import Blueprint, render_template, request

from charter.accounts import current
from charter.charters import queries as charters
from charter.pages.still_open import page_context
from charter.web.access import allows
from charter.web.input import parsing

bp = Blueprint("still_open", __name__)


@bp.get("/charters/<slug>/amendments/open")
@allows("amendments.read")
def page(slug: str) -> str:
    """The clauses with undecided amendments, each under the paragraph that it would change; to read and print."""
    charter = charters.by_slug(slug, current.reader())
    return render_template(
        "pages/still_open/page.html", **page_context.of(charter, current.reader(), parsing.page(request.args))
    )
