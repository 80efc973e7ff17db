"""The mail that brings a sign-in link or an invitation."""

from threading import Thread

from flask import current_app, url_for
from flask_babel import gettext as _

from charter.accounts.models import Member
from charter.config import Settings
from charter.core.signals import link_requested
from charter.notifications import mail


def address(secret: str) -> str:
    """The full address of a sign-in link."""
    settings: Settings = current_app.config["CHARTER"]
    base = settings.public_url or f"http://{settings.host}:{settings.port}"
    with current_app.test_request_context():
        return base.rstrip("/") + url_for("accounts.follow_link", secret=secret)


def send_link(member: Member, secret: str, invited: bool) -> None:
    """Mail the link, in the background: the answer must take as long for unknown addresses as for known ones."""
    settings: Settings = current_app.config["CHARTER"]
    words = {"name": member.name, "address": address(secret)}
    ready = mail.message(settings, member.email, _subject(invited), _body(invited, words))
    Thread(target=mail.send, args=(settings, ready)).start()


def _subject(invited: bool) -> str:
    return str(_("You are invited to draft the charter") if invited else _("Your sign-in link"))


def _body(invited: bool, words: dict[str, str]) -> str:
    if invited:
        body = _(
            "Hello,\n\n%(name)s is invited to take part in drafting the charter. This link signs you in once; it is"
            " good for 7 days:\n\n%(address)s\n\nAfterwards, ask for a new link on the sign-in page whenever you need"
            " one: there is no password.\n",
            **words,
        )
    else:
        body = _(
            "Hello %(name)s,\n\nThis link signs you in once; it is good for 15 minutes:\n\n%(address)s\n\nIf you did"
            " not ask for it, do nothing: without this message nobody gets in.\n",
            **words,
        )
    return str(body)


def install() -> None:
    """Listen for links to send."""
    link_requested.connect(send_link)
