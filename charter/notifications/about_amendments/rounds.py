"""To delegates: a round has opened, or its time ends tomorrow."""

from flask_babel import gettext as _
from flask_babel import ngettext

from charter.accounts.models import Member
from charter.amendments import queries
from charter.amendments.models import Round
from charter.charters import queries as charters
from charter.core import clock
from charter.notifications.letters import Letter, letter, site_address, zone_of
from charter.web.rendering import moments


@letter("round.opened", about=Round)
def _opened(round_: Round, member: Member) -> Letter | None:
    if not _is_running(round_):
        return None
    until = _until(round_, member)
    return Letter(
        _subject(round_, member),
        (str(_("A round of amendments is open: associations propose other texts for the articles.")), until),
        brief=f"{_('Amendments')} – {until}",
        link=str(_("Read the text and propose amendments:")),
        address=_page(round_),
        closes_at=round_.closes_at,
        is_amendment=True,
    )


@letter("round.closing", about=Round)
def _closing(round_: Round, member: Member) -> Letter | None:
    if not _is_running(round_) or round_.closes_at is None:
        return None
    until = _until(round_, member)
    drafts = len([each for each in queries.drafts(round_.charter_id, member) if each.round_id == round_.id])
    unsent = ngettext(
        "Your association has %(num)s draft that is not submitted.",
        "Your association has %(num)s drafts that are not submitted.",
        drafts,
    )
    says = [until, *([str(unsent)] if drafts else [])]
    return Letter(
        _subject(round_, member),
        tuple(says),
        brief=f"{_('Amendments')} – {until}",
        link=str(_("The amendments:")),
        address=_page(round_),
        closes_at=round_.closes_at,
        is_amendment=True,
    )


def _is_running(round_: Round) -> bool:
    return round_.is_open and (round_.closes_at is None or round_.closes_at > clock.now())


def _subject(round_: Round, member: Member) -> str:
    if round_.closes_at is None:
        return str(_("amendments are open"))
    return str(_("amendments to submit, before %(when)s", when=moments.short(round_.closes_at, zone_of(member))))


def _until(round_: Round, member: Member) -> str:
    if round_.closes_at is None:
        return str(_("Amendments are taken until a moderator closes it."))
    when = moments.in_full(round_.closes_at, zone_of(member))
    return str(_("Amendments are taken until %(when)s.", when=when))


def _page(round_: Round) -> str:
    return site_address("amendments.all_amendments", slug=charters.get(round_.charter_id).slug)
