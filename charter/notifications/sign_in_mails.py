"""The mail with a sign-in link or an invitation."""

from contextlib import nullcontext

from flask import current_app, url_for
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from charter.accounts import actions as accounts
from charter.accounts import rules
from charter.accounts.models import Member
from charter.config import Settings
from charter.outbox.models import INVITATION


def address(secret: str) -> str:
    """The full address of a sign-in link."""
    settings: Settings = current_app.config["CHARTER"]
    with current_app.test_request_context():
        return settings.site + url_for("accounts.follow_link", secret=secret)


def write(kind: str, member: Member, language: str | None) -> tuple[str, str]:
    """Subject and body with a new link. Its lifetime starts now, and only the digest of its secret
    is stored."""
    invited, name = kind == INVITATION, member.name
    words = {"name": name, "address": address(accounts.make_link_for(member.id, invited))}
    with force_locale(language) if language else nullcontext():
        return _subject(invited), _body(invited, words)


def _subject(invited: bool) -> str:
    return str(_("You are invited to draft the charter") if invited else _("Your sign-in link"))


def _body(invited: bool, words: dict[str, str]) -> str:
    if invited:
        life = ngettext("%(num)s day", "%(num)s days", rules.INVITATION_LIFE.days)
        body = _(
            "Hello,\n\n%(name)s is invited to take part in drafting the charter. This link signs you in once; it is"
            " good for %(life)s:\n\n%(address)s\n\nAfterwards, ask for a new link on the sign-in page whenever you need"
            " one: there is no password.\n",
            life=life,
            **words,
        )
    else:
        life = ngettext("%(num)s minute", "%(num)s minutes", rules.whole_minutes(rules.LINK_LIFE))
        body = _(
            "Hello %(name)s,\n\nThis link signs you in once; it is good for %(life)s:\n\n%(address)s\n\nIf you did"
            " not ask for it, do nothing: without this message nobody gets in.\n",
            life=life,
            **words,
        )

    return str(body)
