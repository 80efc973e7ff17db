"""What was decided lately as a feed, for who follows without an account."""

from flask import Blueprint, current_app, render_template
from werkzeug.wrappers import Response

from charter.core import clock, plain
from charter.pages.home import overview
from charter.web.access import allows

bp = Blueprint("home", __name__)


@bp.get("/decisions.atom")
@allows("journal.read")
def feed() -> Response:
    """What was decided lately, as everybody may read it (Atom, RFC 4287)."""
    settings = current_app.config["CHARTER"]
    moments = {"iso": clock.iso, "now": clock.now()}
    written = render_template(
        "pages/home/feed.xml", decisions=overview.recent_decisions(), site=settings.site, **moments
    )
    return Response(plain.for_xml(written), mimetype="application/atom+xml")
