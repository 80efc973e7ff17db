"""What an association says to the advice on its amendment, and what it does with the rest of a reduced one; the word
of the secretary about an inadmissible one."""

from flask import Blueprint, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from charter.accounts import current
from charter.amendments.deciding import answers, reducing
from charter.amendments.views import amendment_routes
from charter.amendments.views.amendment_routes import Page
from charter.core.errors import About, Invalid
from charter.web.access import allows
from charter.web.input import parsing
from charter.web.security import rate_limits

bp = Blueprint("answers", __name__, url_prefix="/charters/<slug>/amendments/<int:amendment_id>")


@bp.post("/answer")
@rate_limits.amendments
@allows("amendments.write")
def answer(slug: str, amendment_id: int) -> Page:
    """Answer the advice that was shown, about the text that was shown."""
    form, by = request.form, current.acting()
    advice, kind, digest = parsing.hidden_number(form, "advice"), form.get("answer", ""), form.get("digest", "")
    words = form.get("words", "")

    def verb(charter_id: int) -> None:
        answers.answer(charter_id, advice, kind, digest, words, by)

    return amendment_routes.done(slug, amendment_id, verb, _("Your answer is kept."), {"answer": kind, "words": words})


@bp.post("/rest")
@rate_limits.amendments
@allows("amendments.write")
def keep_rest(slug: str, amendment_id: int) -> Page:
    """Keep what is left of a reduced amendment: that alone is its wording then."""
    by, said = current.acting(), _("The rest is kept.")
    return amendment_routes.done(
        slug, amendment_id, lambda charter_id: reducing.keep_rest(charter_id, amendment_id, by), said
    )


@bp.post("/rest/removal")
@rate_limits.amendments
@allows("amendments.write")
def drop_rest(slug: str, amendment_id: int) -> Page:
    """Drop what is left of a reduced amendment."""
    by, said = current.acting(), _("The rest is dropped.")
    return amendment_routes.done(
        slug, amendment_id, lambda charter_id: reducing.drop_rest(charter_id, amendment_id, by), said
    )


@bp.post("/review")
@rate_limits.amendments
@allows("amendments.review")
def review(slug: str, amendment_id: int) -> Page:
    """The secretary's word on one whose author does not agree that it is inadmissible."""
    form, by = request.form, current.acting()
    advice, words = parsing.hidden_number(form, "advice"), form.get("words", "")
    said = parsing.known(form, "review", ("admitted", "inadmissible"))
    is_admitted = said == "admitted"

    def verb(charter_id: int) -> None:
        if not said:
            raise Invalid(About("review", _l("Choose an answer.")))
        answers.review(charter_id, advice, is_admitted, words, by)

    done = _("It is admitted again.") if is_admitted else _("It stays inadmissible.")
    return amendment_routes.done(slug, amendment_id, verb, done, {"words": words})
