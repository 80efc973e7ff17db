"""The bundle of amendments: a page to read and print, and a PDF."""

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.amendments import names
from charter.amendments.views import readings
from charter.charters import queries as charters
from charter.export.bundle import content, pdf
from charter.extensions import limiter
from charter.web.access import allows
from charter.web.input import parsing

bp = Blueprint("bundle", __name__, url_prefix="/charters/<slug>/amendments")


@bp.get("/bundle")
@allows("amendments.read")
def page(slug: str) -> str:
    """The bundle, by pages."""
    charter = charters.by_slug(slug, current.reader())
    number, at = parsing.hidden_number(request.args, "round"), parsing.page(request.args)
    found = content.of(charter, current.reader(), number, at)
    shown = {
        "charter": charter,
        "bundle": found,
        "full_name": names.full,
        "lack": content.lack,
        "ended": content.ended,
    } | readings.helpers()
    return render_template("amendments/bundle.html", **shown, state=content.state(found))


@bp.get("/bundle.pdf")
@limiter.limit("60 per minute")
@allows("amendments.read")
def file(slug: str) -> Response:
    """The whole bundle as a PDF."""
    charter = charters.by_slug(slug, current.reader())
    found = content.of(charter, current.reader(), parsing.hidden_number(request.args, "round"))
    answer = make_response(pdf.write(found))
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{charter.slug}-amendments-{found.round.number}.pdf"'
    return answer
