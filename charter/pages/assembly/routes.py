"""The page on which the assembly of a charter is chosen, with a preview of what that does."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.accounts import queries as accounts
from charter.charters import assembly as assemblies
from charter.charters import queries as charters
from charter.charters.assembly import Assembly
from charter.charters.models import Charter
from charter.core.digest import digest
from charter.core.errors import Refused
from charter.pages.assembly import choice, effects, groups, listing
from charter.web.access import allows
from charter.web.input import parsing

bp = Blueprint("choosing", __name__)
Page = str | Response | tuple[str, int]
NOT_SENT_AGAIN = ("csrf_token", "confirmed", "appoint")
FILTERS = ("of", "words", "college", "country", "state")


@bp.get("/charters/<slug>/assembly")
@allows("assembly.manage")
def assembly(slug: str) -> Page:
    """The directory, to tick who takes part in a charter."""
    return _page(charters.by_slug(slug, current.acting()))


@bp.post("/charters/<slug>/assembly")
@allows("assembly.manage")
def choose(slug: str) -> Page:
    """Show what a choice does; save it once that is confirmed."""
    charter, me = charters.by_slug(slug, current.acting()), current.acting()
    before = assemblies.present(charter.id)
    try:
        after = choice.read(request.form, before, me, charter.id)
    except Refused as no:
        return _page(charter, no.reasons, no.status)

    if request.form.get("confirmed") != _fingerprint(before, after):
        return _preview(charter, before, after)

    try:
        assemblies.set_assembly(charter.id, choice.moderated(request.form, after), by=me, instead_of=before)
    except Refused as no:
        return _shown(charter, before, after, no.reasons), no.status

    flash(_("The assembly is set. It counts for the votes that open from now on."))
    return redirect(url_for("choosing.assembly", slug=slug, **_filters()), 303)


def _fingerprint(before: Assembly, after: Assembly) -> str:
    """What was confirmed: this change, from this assembly. Another one is shown again."""
    return digest([_listed(before), _listed(after)])


def _listed(assembly: Assembly) -> list[object]:
    return [sorted(list(asdict(each).values()) for each in assembly.places), sorted(assembly.appointed)]


def _preview(charter: Charter, before: Assembly, after: Assembly) -> Page:
    try:
        assemblies.check(charter, choice.moderable(after), current.acting())
    except Refused as no:
        return _page(charter, no.reasons, no.status)

    if before != after or charter.takes_everyone:
        return _shown(charter, before, after)
    flash(_("Nothing is different: the assembly is already like that."))
    return redirect(url_for("choosing.assembly", slug=charter.slug, **_filters()), 303)


def _shown(charter: Charter, before: Assembly, after: Assembly, errors: Sequence[object] = ()) -> str:
    confirmed = _fingerprint(before, after)
    return render_template(
        "pages/assembly/preview.html",
        charter=charter,
        errors=errors,
        effects=effects.of_change(charter.id, before, after),
        candidates=[] if assemblies.is_moderated(after) else assemblies.moderators(),
        appoint=request.form.getlist("appoint"),
        confirmed=confirmed,
        is_other=request.form.get("confirmed", confirmed) != confirmed,
        sent=[each for each in request.form.items(multi=True) if each[0] not in NOT_SENT_AGAIN],
        filters=_filters(),
    )


def _page(charter: Charter, errors: Sequence[object] = (), status: int = 200) -> Page:
    chosen = assemblies.present(charter.id)
    lists = listing.people if request.args.get("of") == "people" else listing.associations
    page = render_template(
        "pages/assembly/page.html",
        charter=charter,
        errors=errors,
        typed=request.form,
        places={each.association_id: each for each in chosen.places},
        appointed=chosen.appointed,
        size=listing.size(chosen, accounts.members()),
        groups=groups.all_groups(chosen),
        colleges=accounts.colleges(),
        others=[each for each in charters.of_member(current.acting()) if each.id != charter.id],
        filters=_filters(),
        **lists(_filter(), chosen, parsing.page(request.args)),
    )
    return page, status


def _filter() -> listing.Filter:
    words, country, state = (parsing.words(request.args, name) for name in ("words", "country", "state"))
    return listing.Filter(words, parsing.row(request.args, "college"), country, state)


def _filters() -> dict[str, Any]:
    """The filters of the address, which links and forms of the page keep."""
    return dict(parsing.kept(request.args, *FILTERS))
