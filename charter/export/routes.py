"""Download the charter."""

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.charters import queries as charters
from charter.export import actions
from charter.export.formats import FORMATS
from charter.extensions import limiter
from charter.web.access import allows
from charter.web.input import parsing

bp = Blueprint("export", __name__)


@bp.get("/charters/<slug>/files")
@allows("export.read")
def files(slug: str) -> str:
    """Each file that the charter may be taken away as, and what it is for."""
    charter = charters.by_slug(slug, current.reader())
    return render_template("export/files.html", charter=charter, formats=FORMATS)


@bp.get("/charters/<slug>/export/<format_name>")
@limiter.limit("60 per minute")
@allows("export.read")
def export(slug: str, format_name: str) -> Response:
    """The charter in a format, under the charter's name; what was chosen of it, to be kept."""
    charter = charters.by_slug(slug, current.reader())
    content = parsing.words(request.args, "content")
    filename = f"{charter.slug}-{content}.{format_name}" if content else f"{charter.slug}.{format_name}"

    answer = make_response(actions.export(charter, format_name, content))
    answer.headers["Content-Type"] = FORMATS[format_name].media
    answer.headers["Content-Disposition"] = f'{"attachment" if content else "inline"}; filename="{filename}"'
    answer.headers.update(FORMATS[format_name].headers())
    return answer
