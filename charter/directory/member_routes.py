"""Pages of the directory: the list of members, one person, several at once, the associations."""

from collections import Counter
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from charter.accounts import actions as accounts
from charter.accounts import current
from charter.accounts import queries as members_of_site
from charter.accounts.forms import InviteForm
from charter.charters import assembly as assemblies
from charter.charters.queries import APPOINTED_ROLES
from charter.core import alphabet, clock, paging
from charter.core.errors import Invalid, Refused
from charter.directory import listing, messages, people
from charter.directory.forms import PersonForm
from charter.directory.joining import actions as joining
from charter.directory.listing import Filter
from charter.outbox import queries as outbox
from charter.web.access import DELEGATE, ROLES, allows, may
from charter.web.input import parsing

bp = Blueprint("directory", __name__)
Page = str | Response | tuple[str, int]
MAX_CHOICES = 200
"""Associations to choose from in the filter; of more, the search finds one by its name."""
MAX_NAMES = 100
"""Names that are shown before several are suspended."""


@bp.get("/members")
@allows("members.read")
def members() -> Page:
    """The members, searched and filtered."""
    return _members_page(InviteForm.fresh())


def _members_page(form: InviteForm, *errors: object) -> str:
    chosen = _filter(request.args)
    of_any_state = listing.found(replace(chosen, state=""))
    found = [each for each in of_any_state if chosen.takes(each)]
    shown, page, pages = paging.cut(found, parsing.page(request.args))
    associations = sorted(members_of_site.associations(), key=lambda each: alphabet.key(each.name))
    return render_template(
        "directory/members.html",
        form=form,
        errors=errors,
        members=shown,
        number=len(found),
        page=page,
        pages=pages,
        chosen=chosen,
        kept=_kept(chosen),
        associations=associations if len(associations) <= MAX_CHOICES else [],
        roles=ROLES,
        state_names=messages.MEMBER_STATE_NAMES,
        states=Counter(each.state for each in of_any_state),
        mails=outbox.numbers(),
        outside=assemblies.joinable(),
        ticked=request.form.getlist("charter"),
    )


def _filter(fields: parsing.Fields) -> Filter:
    """What is looked for. States and addresses are for who manages members."""
    manages = may("members.manage")
    return Filter(
        parsing.words(fields, "q"),
        parsing.row(fields, "association") or None,
        parsing.choice(fields, "role", ("", *ROLES), ""),
        parsing.choice(fields, "state", ("", *listing.STATES), "") if manages else "",
        manages,
    )


def _kept(chosen: Filter) -> dict[str, Any]:
    """The filter as the query of an address."""
    parts = {"q": chosen.words, "association": chosen.association_id, "role": chosen.role, "state": chosen.state}
    return {name: value for name, value in parts.items() if value}


@bp.post("/members")
@allows("members.manage")
def invite() -> Page:
    """Invite a person; their mail contains a link."""
    form = InviteForm.fresh()
    if not form.validate_on_submit():
        return _members_page(form), 422

    try:
        chosen = _charters(form)
        member = accounts.invite(
            form.email.data,
            form.name.data,
            form.role.data,
            form.association.data or None,
            by=current.acting(),
            language=str(get_locale()),
            shares_address=form.shares_address.data,
        )
    except Invalid as no:
        form.form_errors = list(no.reasons)
        return _members_page(form), no.status

    if chosen:
        joining.appoint(member, chosen, current.acting())
    flash(_("%(name)s is invited. Whether the mail has left is shown under Mails.", name=member.label))
    return redirect(url_for("directory.members"), 303)


def _charters(form: InviteForm) -> list[int]:
    """The charters to which the person is appointed. Invalid where a delegate would not take part."""
    ticked = parsing.rows(request.form, "charter")
    joining.check(ticked)
    if form.role.data == DELEGATE and form.association.data:
        joining.check_delegate(form.association.data, ticked, current.acting())
    return ticked if form.role.data in APPOINTED_ROLES else []


@bp.post("/members/selection")
@allows("members.manage")
def change_several() -> Page:
    """Invite, suspend or change the role of those who are ticked, or of all who are looked for."""
    chosen, form = _filter(request.form), request.form
    ids = [each.id for each in listing.found(chosen)] if "all" in form else parsing.rows(form, "member")
    act = parsing.choice(form, "act", ("invite", "suspend", "role"), "invite")
    try:
        if not ids:
            raise Invalid(_("Tick at least one person."))
        if act == "suspend" and "confirmed" not in form:
            return _confirm_suspension(ids, chosen)
        flash(_do(act, ids))
    except Refused as no:
        return _members_page(InviteForm.fresh(), *no.reasons), no.status
    return redirect(url_for("directory.members", **_kept(chosen)), 303)


def _do(act: str, ids: list[int]) -> str:
    """Do it; returns what became of it."""
    if act == "suspend":
        number = people.suspend(ids, by=current.acting())
        return str(ngettext("%(num)s person is suspended.", "%(num)s people are suspended.", number))
    if act == "role":
        number = people.change_roles(ids, request.form.get("new_role", ""), by=current.acting())
        return str(ngettext("%(num)s role is changed.", "%(num)s roles are changed.", number))

    queued, others = people.invite(ids, str(get_locale()))
    said = ngettext("%(num)s invitation is queued.", "%(num)s invitations are queued.", queued)
    left = ngettext(
        "%(num)s person gets none: they came already, are suspended, were invited less than a day ago, or three times.",
        "%(num)s people get none: they came already, are suspended, were invited less than a day ago, or three times.",
        others,
    )
    return f"{said} {left}" if others else str(said)


def _confirm_suspension(ids: list[int], chosen: Filter) -> str:
    return render_template("directory/suspension.html", members=listing.of_ids(ids), most=MAX_NAMES, kept=_kept(chosen))


@bp.route("/members/<int:member_id>", methods=["GET", "POST"])
@allows("members.manage")
def person(member_id: int) -> Page:
    """One person: their name and address, whether they came, what can be done."""
    member = members_of_site.get(member_id)
    form = PersonForm(obj=member)
    if form.validate_on_submit():
        try:
            changed = people.change_person(member_id, form.person(), by=current.acting())
            flash(_("%(name)s is changed.", name=changed.label))
            return redirect(url_for("directory.person", member_id=member_id), 303)
        except Refused as no:
            form.form_errors = list(no.reasons)

    [listed] = listing.of_ids([member_id])
    return render_template(
        "directory/person.html",
        form=form,
        member=members_of_site.get(member_id),
        listed=listed,
        may_invite=listed.may_be_invited(clock.now()),
        state_names=messages.MEMBER_STATE_NAMES,
        roles=ROLES,
    ), 422 if form.is_submitted() else 200


@bp.get("/associations")
@allows("members.read")
def associations() -> Page:
    """The associations, with their members."""
    words = parsing.words(request.args, "q")
    found = listing.associations(words)
    shown, page, pages = paging.cut(found, parsing.page(request.args))
    joined = joining.charters_of([each.id for each, _number in shown], current.acting())
    return render_template(
        "directory/associations.html", associations=shown, words=words, page=page, pages=pages, joined=joined
    )
