"""Pages about members: sign-in, account, members, associations."""

from hashlib import sha256

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from charter.accounts import actions, browsers, current, queries, rules
from charter.accounts.forms import AssociationForm, InviteForm, SignInForm
from charter.accounts.models import Association
from charter.core.errors import Invalid, Refused
from charter.outbox import queries as outbox
from charter.web.access import ROLES, allows
from charter.web.language import local_path
from charter.web.rendering.labels import ROLE_NAMES
from charter.web.security import rate_limits

bp = Blueprint("accounts", __name__)
Page = str | Response | tuple[str, int]


def _address() -> str:
    """The address in the form, as the rate limit counts it: cut to a maximum length."""
    return sha256(rules.normalised_address(request.form.get("email", "")).encode()).hexdigest()


@bp.get("/sign-in")
@allows("session.start")
def sign_in() -> Page:
    """The form to request a sign-in link."""
    form = SignInForm(next=request.args.get("next"))
    return render_template("accounts/sign_in.html", form=form)


@bp.post("/sign-in")
@rate_limits.sign_in_links(_address)
@allows("session.start")
def send_link() -> Page:
    """Send the link; the answer is the same for known and unknown addresses."""
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("accounts/sign_in.html", form=form), 422
    session["next"] = _after_signing_in(form.next.data)
    actions.request_link(form.email.data, str(get_locale()))
    return render_template(
        "accounts/link_sent.html", email=form.email.data, minutes=rules.whole_minutes(rules.LINK_LIFE)
    )


def _after_signing_in(address: str | None) -> str:
    """Where to go after sign-in: the page the person came from, unless it was one for signing
    in."""
    path = local_path(address)
    return "/" if path.startswith("/sign-in") else path


@bp.get("/sign-in/<secret>")
@allows("session.start")
def follow_link(secret: str) -> Page:
    """A page with a button, because mail scanners open every link and would use it up; with the
    name of the member, so that nobody works under another name by a link they were sent."""
    owner = queries.of_link(secret)
    if owner is None:
        return _dead_link(410)
    return render_template("accounts/follow_link.html", secret=secret, owner=owner)


def _dead_link(status: int, *reasons: object) -> Page:
    said = reasons or (_("This link has been used or is too old."),)
    return render_template("accounts/dead_link.html", reasons=said, form=SignInForm(formdata=None)), status


@bp.post("/sign-in/<secret>")
@rate_limits.sign_ins
@allows("session.start")
def start_session(secret: str) -> Page:
    """Use the link and start a new session in this browser."""
    try:
        key = actions.sign_in(secret, request.user_agent.string)
    except Refused as no:
        return _dead_link(no.status, *no.reasons)

    replaced, member = current.signed_in(), current.member()
    if replaced and member:
        actions.revoke(replaced.id, member)

    goes_to = local_path(session.pop("next", None))
    session.clear()
    session[current.COOKIE_KEY] = key
    if now := current.member():
        flash(_("You are signed in as %(name)s.", name=now.label))

    return redirect(goes_to, 303)


@bp.post("/sign-out")
@allows("account.manage")
def sign_out() -> Page:
    """End this browser's session."""
    here = current.signed_in()
    if here:
        actions.revoke(here.id, current.acting())
    session.clear()
    return redirect(url_for("pages.home"), 303)


@bp.get("/account")
@allows("account.manage")
def account() -> Page:
    """The account of the signed-in member, with its sessions."""
    member = current.acting()
    here = current.signed_in()
    sessions = [(each, *browsers.described(each.browser)) for each in queries.sessions(member)]
    return render_template("accounts/account.html", member=member, sessions=sessions, here=here)


@bp.post("/account/sessions/<int:session_id>/revocation")
@allows("account.manage")
def revoke(session_id: int) -> Page:
    """End one of one's own sessions."""
    actions.revoke(session_id, current.acting())
    return redirect(url_for("accounts.account"), 303)


@bp.get("/members")
@allows("members.read")
def members() -> Page:
    """All members, by association."""
    return _members_page(InviteForm.fresh())


def _members_page(form: InviteForm) -> str:
    return render_template(
        "accounts/members.html",
        form=form,
        members=queries.members(),
        associations=queries.associations(),
        roles=ROLES,
        mails=outbox.numbers(),
    )


@bp.post("/members")
@allows("members.manage")
def invite() -> Page:
    """Invite a person; their mail contains a link."""
    form = InviteForm.fresh()
    if not form.validate_on_submit():
        return _members_page(form), 422

    try:
        member = actions.invite(
            form.email.data,
            form.name.data,
            form.role.data,
            form.association.data or None,
            by=current.acting(),
            language=str(get_locale()),
        )
    except Invalid as no:
        form.form_errors = list(no.reasons)
        return _members_page(form), no.status

    flash(_("%(name)s is invited. Whether the mail has left is shown under Mails.", name=member.label))
    return redirect(url_for("accounts.members"), 303)


@bp.post("/members/<int:member_id>/role")
@allows("members.manage")
def change_role(member_id: int) -> Page:
    """Change a member's role."""
    role = request.form.get("role", "")
    if role not in ROLES:
        raise Invalid(_("There is no such role."))
    actions.change_role(member_id, role, by=current.acting())
    flash(_("%(name)s: the role is now “%(role)s”.", name=queries.get(member_id).label, role=ROLE_NAMES[role]))
    return redirect(url_for("accounts.members"), 303)


@bp.post("/members/<int:member_id>/headship")
@allows("members.manage")
def name_head(member_id: int) -> Page:
    """Make a member the head of their delegation."""
    actions.name_head(member_id, by=current.acting())
    flash(_("%(name)s is now the head of the delegation.", name=queries.get(member_id).label))
    return redirect(url_for("accounts.members"), 303)


@bp.post("/members/<int:member_id>/suspension")
@allows("members.manage")
def suspend(member_id: int) -> Page:
    """Suspend a member."""
    actions.suspend(member_id, by=current.acting())
    flash(_("%(name)s is suspended, and signed out everywhere.", name=queries.get(member_id).label))
    return redirect(url_for("accounts.members"), 303)


@bp.post("/members/<int:member_id>/reinstatement")
@allows("members.manage")
def reinstate(member_id: int) -> Page:
    """Reinstate a suspended member."""
    actions.reinstate(member_id, by=current.acting())
    flash(_("%(name)s may sign in again.", name=queries.get(member_id).label))
    return redirect(url_for("accounts.members"), 303)


@bp.route("/associations/new", methods=["GET", "POST"])
@allows("members.manage")
def new_association() -> Page:
    """Add an association."""
    return _association_page(None)


@bp.route("/associations/<int:association_id>", methods=["GET", "POST"])
@allows("members.manage")
def association(association_id: int) -> Page:
    """Change an association."""
    return _association_page(association_id)


def _association_page(association_id: int | None) -> Page:
    known = queries.association(association_id) if association_id is not None else None
    form = AssociationForm(data=_as_filled(known) if known else None)
    status = 200
    if form.validate_on_submit():
        try:
            _save(association_id, form)
            return redirect(url_for("accounts.members"), 303)
        except Refused as no:
            form.form_errors = list(no.reasons)

    if form.is_submitted():
        status = 422

    page = render_template("accounts/association.html", form=form, association=known, colleges=queries.colleges())
    return page, status


def _as_filled(known: Association) -> dict[str, str | int]:
    """The values of an association's form; a field that was not sent keeps its value."""
    values: dict[str, str | int] = {name: getattr(known, name) for name in ("name", "country", "seats", "weight")}
    return values | {"college": known.college.name}


def _save(association_id: int | None, form: AssociationForm) -> None:
    actions.save_association(
        association_id,
        current.acting(),
        name=form.name.data,
        country=form.country.data or "",
        college=form.college.data,
        seats=form.seats.data or 1,
        weight=form.weight.data or 1,
    )
