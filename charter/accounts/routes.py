"""Pages about members: sign-in, account, members, associations."""

from hashlib import sha256

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from charter.accounts import actions, browsers, current, queries, rules, sessions
from charter.accounts.forms import MailForm, SignInForm, ZoneForm
from charter.core.errors import Invalid, Refused
from charter.web.access import ROLES, SignInFirst, allows
from charter.web.input import parsing
from charter.web.language import local_path, this_page
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
        key = sessions.sign_in(secret, request.user_agent.string)
    except Refused as no:
        return _dead_link(no.status, *no.reasons)

    replaced, member = current.signed_in(), current.member()
    if replaced and member:
        sessions.revoke(replaced.id, member)

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
        sessions.revoke(here.id, current.acting())
    session.clear()
    return redirect(url_for("pages.home"), 303)


@bp.get("/account")
@allows("account.manage")
def account() -> Page:
    """The account of the signed-in member: its mandates and its sessions."""
    return _account_page(), 200


def _account_page(form: ZoneForm | None = None, mail_form: MailForm | None = None) -> str:
    member = current.acting()
    signed_in = [(each, mandate, *browsers.described(each.browser)) for each, mandate in queries.sessions(member)]
    return render_template(
        "accounts/account.html",
        member=member,
        mandates=queries.mandates_of(member),
        rests=queries.rests(member),
        form=form or ZoneForm.fresh(member.zone),
        mail_form=mail_form or MailForm(formdata=None, obj=member.account),
        sessions=signed_in,
        here=current.signed_in(),
    )


@bp.post("/account/zone")
@allows("account.manage")
def choose_zone() -> Page:
    """Choose the time zone in which moments are shown."""
    form = ZoneForm.fresh(current.acting().zone)
    if not form.validate_on_submit():
        return _account_page(form=form), 422
    actions.choose_zone(current.acting().id, form.zone.data)
    flash(_("Times are shown in this time zone."))
    return redirect(url_for("accounts.account"), 303)


@bp.post("/account/mails")
@allows("account.manage")
def choose_mails() -> Page:
    """Choose which mails this account receives."""
    form = MailForm()
    if not form.validate_on_submit():
        return _account_page(mail_form=form), 422
    actions.choose_mails(current.acting().id, form.mails.data, form.receipts.data)
    flash(_("Your choice of mails is kept, for every mandate of this address."))
    return redirect(url_for("accounts.account", _anchor="mails"), 303)


@bp.post("/account/mandate")
@allows("account.manage")
def act_as() -> Page:
    """Act under another mandate of this account, and come back to the page, or go on to the one in the form."""
    here, chosen = current.signed_in(), parsing.row_number(request.form.get("mandate", ""))
    goes_to = local_path(request.form["next"]) if request.form.get("next") else this_page()
    if here is None:
        raise SignInFirst
    if chosen != here.member_id:
        key = sessions.act_as(chosen, here)
        session.clear()
        session[current.COOKIE_KEY] = key
        flash(_("You now act as %(name)s.", name=queries.get(chosen).label))

    return redirect(goes_to, 303)


@bp.post("/account/sessions/<int:session_id>/revocation")
@allows("account.manage")
def revoke(session_id: int) -> Page:
    """End one of one's own sessions."""
    sessions.revoke(session_id, current.acting())
    return redirect(url_for("accounts.account"), 303)


@bp.post("/members/<int:member_id>/role")
@allows("members.manage")
def change_role(member_id: int) -> Page:
    """Change a member's role."""
    role = request.form.get("role", "")
    if role not in ROLES:
        raise Invalid(_("There is no such role."))
    actions.change_role(member_id, role, by=current.acting())
    flash(_("%(name)s: the role is now “%(role)s”.", name=queries.get(member_id).label, role=ROLE_NAMES[role]))
    return redirect(url_for("directory.person", member_id=member_id), 303)


@bp.post("/members/<int:member_id>/headship")
@allows("members.manage")
def name_head(member_id: int) -> Page:
    """Make a member the head of their delegation."""
    actions.name_head(member_id, by=current.acting())
    flash(_("%(name)s is now the head of the delegation.", name=queries.get(member_id).label))
    return redirect(url_for("directory.person", member_id=member_id), 303)


@bp.post("/members/<int:member_id>/suspension")
@allows("members.manage")
def suspend(member_id: int) -> Page:
    """Suspend a member."""
    actions.suspend(member_id, by=current.acting())
    flash(_("%(name)s is suspended, and signed out everywhere.", name=queries.get(member_id).label))
    return redirect(url_for("directory.person", member_id=member_id), 303)


@bp.post("/members/<int:member_id>/reinstatement")
@allows("members.manage")
def reinstate(member_id: int) -> Page:
    """Reinstate a suspended member."""
    actions.reinstate(member_id, by=current.acting())
    flash(_("%(name)s may sign in again.", name=queries.get(member_id).label))
    return redirect(url_for("directory.person", member_id=member_id), 303)
