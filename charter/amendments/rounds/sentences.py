"""The terms of a round, in sentences."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from charter.amendments import rules
from charter.amendments.models import Round
from charter.core import clock
from charter.web.rendering import moments, template_filters


def terms(round_: Round) -> list[str]:
    """What holds in a round: until when, how many, who binds, who reads; each a sentence."""
    return [*_times(round_), *_limits(round_), _binding(round_), _readers(round_)]


def title(round_: Round) -> str:
    """What a round is called, with its days."""
    first, last = (template_filters.day(each) if each else "" for each in (round_.opened_at, round_.closed_at))
    if not last:
        return str(_("Round %(number)s, open since %(when)s", number=round_.number, when=first))
    if first == last:
        return str(_("Round %(number)s, on %(day)s", number=round_.number, day=first))
    return str(_("Round %(number)s, from %(first)s to %(last)s", number=round_.number, first=first, last=last))


def _times(round_: Round) -> list[str]:
    if round_.closed_at:
        said = [_("It was closed %(when)s.", when=moments.said(round_.closed_at))]
        if round_.cosign_until and round_.cosign_until > clock.now():
            said.append(_support(round_.cosign_until))
        return said
    if round_.closes_at is None:
        said = [_("Amendments are taken until a moderator closes it.")]
    else:
        said = [_("Amendments are taken until %(when)s.", when=moments.exact(round_.closes_at))]
    if round_.cosign_until and round_.cosign_until != round_.closes_at:
        said.append(_support(round_.cosign_until))
    return said


def _support(until: datetime) -> str:
    return str(_("They are co-signed and rectified until %(when)s.", when=moments.exact(until)))


def _limits(round_: Round) -> list[str]:
    said = []
    if least := round_.least_cosigners:
        said.append(
            ngettext(
                "An amendment needs the co-signature of %(num)s other association.",
                "An amendment needs the co-signatures of %(num)s other associations.",
                least,
            )
        )
        if round_.keeps_cosignatures:
            said.append(_("When it is rectified, they stay unless they are taken back."))
        else:
            said.append(_("When it is rectified, they are asked for again."))
    if most := round_.most_each:
        said.append(
            ngettext(
                "Each association submits at most %(num)s amendment.",
                "Each association submits at most %(num)s amendments.",
                most,
            )
        )
    if most_here := round_.most_each_clause:
        said.append(
            ngettext(
                "On one article, at most %(num)s amendment of an association.",
                "On one article, at most %(num)s amendments of an association.",
                most_here,
            )
        )
    return said


def _binding(round_: Round) -> str:
    if round_.binders == rules.HEAD:
        return str(_("The head of each delegation binds the association; other delegates write drafts."))
    return str(_("Any delegate binds their association."))


def _readers(round_: Round) -> str:
    return str(
        _("Everyone reads the amendments.") if round_.is_public else _("Only members of the assembly read them.")
    )
