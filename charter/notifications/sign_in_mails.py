"""The mail with a sign-in link or an invitation."""

from contextlib import nullcontext

from flask import current_app, url_for
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from charter.accounts import actions as accounts
from charter.accounts import queries, rules
from charter.accounts.models import Member
from charter.charters import queries as charters
from charter.config import Settings
from charter.core import clock
from charter.journal import queries as journal
from charter.notifications.letters import MAX_QUOTE, cut, site_name, zone_of
from charter.notifications.words import Words
from charter.outbox.models import INVITATION
from charter.web.rendering import moments

MAX_TITLES = 5
"""Charters that an invitation names."""


def address(secret: str) -> str:
    """The full address of a sign-in link."""
    settings: Settings = current_app.config["CHARTER"]
    with current_app.test_request_context():
        return settings.site + url_for("accounts.follow_link", secret=secret)


def write(kind: str, member: Member, language: str | None) -> Words:
    """Subject and body with a new link; with one for each person, where several share the address.
    Their lifetime starts now, and only the digests of their secrets are stored."""
    with force_locale(language) if language else nullcontext():
        if kind == INVITATION:
            return _invitation(member)
        people = queries.people_of(member)
        return _link(member) if len(people) == 1 else _links(people)


def _new_address(member: Member, invited: bool = False) -> str:
    return address(accounts.make_link_for(member.id, invited))


def _invitation(member: Member) -> Words:
    """It names who invites, for which charters and until when, so that nobody takes it for a lure."""
    titles = charters.titles_with_part(member.id, MAX_TITLES)
    if member.role == "observer":
        subject = (
            _("You are invited to follow “%(title)s”", title=cut(titles[0]))
            if len(titles) == 1
            else _("You are invited to follow the charter")
        )
    else:
        subject = (
            _("You are invited to draft “%(title)s”", title=cut(titles[0]))
            if len(titles) == 1
            else _("You are invited to draft the charter")
        )
    lines = [
        _invites(member),
        *([str(_("- “%(title)s”", title=cut(each, MAX_QUOTE))) for each in titles] or [str(_("- a charter to come"))]),
        str(_("To take part, follow this link, which is yours alone:")),
        _new_address(member, invited=True),
        str(
            _(
                "It signs you in once, within %(life)s: until %(when)s.",
                life=ngettext("%(num)s day", "%(num)s days", rules.INVITATION_LIFE.days),
                when=moments.in_full(clock.now() + rules.INVITATION_LIFE, zone_of(member)),
            )
        ),
        str(_("Afterwards ask for a new link on the sign-in page: there is no password.")),
    ]
    return Words(str(subject), _body(member.name, lines))


def _invites(member: Member) -> str:
    inviter = journal.last_actor("member.invited", f"member:{member.id}")
    words = {"who": inviter or site_name(), "association": member.association.name if member.association else ""}
    if member.role == "observer":
        return str(_("%(who)s invites you to follow, as an observer:", **words))
    if member.association:
        return str(_("%(who)s invites you to draft, in the delegation of %(association)s:", **words))
    return str(_("%(who)s invites you to take part in drafting:", **words))


def _body(name: str, lines: list[str]) -> str:
    """A greeting, the lines, and where a doubt is cleared."""
    doubt = _("In doubt, ask your contact at %(site)s before you follow the link.", site=site_name())
    return "\n\n".join([str(_("Hello %(name)s,", name=name)), "\n".join(lines), str(doubt)]) + "\n"


def _link(member: Member) -> Words:
    lines = [
        str(_("This link signs you in once; it is good for %(life)s:", life=_link_life())),
        _new_address(member),
        str(_("If you did not ask for it, do nothing.")),
    ]
    return Words(str(_("Your sign-in link")), _body(member.name, lines))


def _links(people: list[Member]) -> Words:
    """To a mailbox of several people: each finds the link that signs in as themself."""
    lines = [
        str(
            _(
                "Several people share this address. Take the link beside your own name: it signs you in once, and is"
                " good for %(life)s.",
                life=_link_life(),
            )
        ),
        *(f"{each.label}: {_new_address(each)}" for each in people),
        str(_("If none of you asked for it, do nothing.")),
    ]
    return Words(str(_("Your sign-in links, one for each person")), _body(people[0].name, lines))


def _link_life() -> str:
    return str(ngettext("%(num)s minute", "%(num)s minutes", rules.whole_minutes(rules.LINK_LIFE)))
