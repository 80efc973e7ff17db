"""Write the advice on one amendment, and publish it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.amendments import queries
from charter.amendments.deciding import dispositions
from charter.amendments.deciding import queries as decisions
from charter.amendments.deciding.dispositions import AdviceChanged
from charter.amendments.models import Amendment
from charter.charters import queries as charters
from charter.charters.models import Charter
from charter.core.errors import Refused
from charter.pages.to_decide.advising import form, page_context
from charter.pages.to_decide.advising.form import Filled
from charter.web.access import allows
from charter.web.security import rate_limits

bp = Blueprint("advice", __name__, url_prefix="/charters/<slug>/amendments/<int:amendment_id>/advice")
Page = str | Response | tuple[str, int]


@bp.get("")
@allows("amendments.decide")
def advice(slug: str, amendment_id: int) -> Page:
    """The form, with what the newest advice says."""
    charter, found = _found(slug, amendment_id)
    where = page_context.workplace(charter, found)
    newest = decisions.newest([amendment_id]).get(amendment_id)
    return _page(charter, found, form.first(found, newest, where))


@bp.post("")
@rate_limits.advice
@allows("amendments.decide")
def advise(slug: str, amendment_id: int) -> Page:
    """Add a revision of the advice; publish it, if that is asked for. Refused, show all that was written again."""
    charter, found = _found(slug, amendment_id)
    sent, do = form.without_texts(request.form), request.form.get("do", "save")
    try:
        sent = form.read(request.form)
        if do not in ("save", "publish"):
            return _page(charter, found, sent)
        meant = form.advice(sent, found)
        kept = dispositions.advise(charter.id, amendment_id, meant, sent.seen, current.acting())
        sent = form.seen(sent, kept.revision)
        if do == "publish":
            dispositions.publish(charter.id, {amendment_id: kept.revision}, current.acting())
    except AdviceChanged as other:
        theirs = other.newest
        shown = form.seen(sent, theirs.revision if theirs else 0)
        return _page(charter, found, shown, other.status, errors=other.reasons, theirs=theirs)
    except Refused as no:
        return _page(charter, found, sent, no.status, errors=no.reasons)

    flash(_("The advice is published.") if do == "publish" else _("The advice is saved. Moderators alone read it."))
    return redirect(_back(slug, found), 303)


def _found(slug: str, amendment_id: int) -> tuple[Charter, Amendment]:
    charter = charters.by_slug(slug, current.acting())
    return charter, queries.get(charter.id, amendment_id, current.acting())


def _back(slug: str, found: Amendment) -> str:
    """The place of the amendment on the page To decide."""
    clause_id, anchor = found.wording.changes[0].clause_id, f"amendment-{found.id}"
    if clause_id is None:
        return url_for("to_decide.new_clauses", slug=slug, round=found.round.number, _anchor=anchor)
    return url_for("to_decide.clause", slug=slug, clause_id=clause_id, round=found.round.number, _anchor=anchor)


def _page(
    charter: Charter, found: Amendment, shown: Filled, status: int = 200, errors: Any = (), theirs: Any = None
) -> Page:
    where = page_context.workplace(charter, found)
    context = page_context.of(found, shown, where, theirs)
    return render_template(
        "pages/to_decide/advice.html", errors=errors, back=_back(charter.slug, found), **context
    ), status
