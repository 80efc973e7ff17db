"""Download the charter."""

from flask import Blueprint, make_response
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.charters import queries as charters
from charter.export import actions
from charter.export.formats import FORMATS
from charter.extensions import limiter
from charter.web.access import allows

bp = Blueprint("export", __name__)


@bp.get("/charters/<slug>/export/<format_name>")
@limiter.limit("60 per minute")
@allows("export.read")
def export(slug: str, format_name: str) -> Response:
    """The charter in a format, under the charter's name."""
    charter = charters.by_slug(slug, current.reader())
    filename = f"{charter.slug}.{format_name}"

    answer = make_response(actions.export(charter, format_name))
    answer.headers["Content-Type"] = FORMATS[format_name].media
    answer.headers["Content-Disposition"] = f'inline; filename="{filename}"'
    answer.headers.update(FORMATS[format_name].headers())
    return answer
