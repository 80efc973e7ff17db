"""Parse the forms of a round into values. No rule is applied here."""

from collections.abc import Mapping
from datetime import datetime

from charter.amendments import rules
from charter.amendments.models import Round
from charter.amendments.rounds.actions import RoundSettings
from charter.web.input import parsing
from charter.web.input.moment_fields import ZONES, local, moment

PUBLIC, MEMBERS = READERS = ("public", "members")
"""Who reads the amendments of a round."""
USUAL = {"least_cosigners": "1", "most_each": "", "most_each_clause": "", "binders": rules.ANY_DELEGATE}
USUAL |= {"readers": PUBLIC, "keeps": "1"}
"""The values of an empty form."""


def settings(form: Mapping[str, str]) -> RoundSettings:
    """The settings of a new round; Invalid for what cannot be read."""
    closes_at, cosign_until = times(form)
    return RoundSettings(
        closes_at=closes_at,
        cosign_until=cosign_until,
        least_cosigners=parsing.number(form, "least_cosigners", most=rules.MAX_SUPPORT),
        most_each=_limit(form, "most_each"),
        most_each_clause=_limit(form, "most_each_clause"),
        binders=parsing.choice(form, "binders", rules.BINDERS, rules.ANY_DELEGATE),
        is_public=parsing.choice(form, "readers", READERS, PUBLIC) == PUBLIC,
        keeps_cosignatures=form.get("keeps", "") == "1",
    )


def times(form: Mapping[str, str]) -> tuple[datetime | None, datetime | None]:
    """Until when amendments are taken, and co-signatures."""
    return moment(form, "closes_at"), moment(form, "cosign_until")


def _limit(form: Mapping[str, str], name: str) -> int | None:
    return parsing.number(form, name, most=rules.MAX_LIMIT) or None


def terms(round_: Round) -> dict[str, str]:
    """The limits of a round, as the values of the form of the next one."""
    numbers = {name: getattr(round_, name) for name in ("least_cosigners", "most_each", "most_each_clause")}
    shown = {name: "" if number is None else str(number) for name, number in numbers.items()}
    shown |= {"binders": round_.binders, "readers": PUBLIC if round_.is_public else MEMBERS}
    return shown | {"keeps": "1" if round_.keeps_cosignatures else ""}


def values(round_: Round, zone: str | None) -> dict[str, str]:
    """The times of a round as the values of a form."""
    shown = zone or ZONES[0]
    times_here = {"closes_at": round_.closes_at, "cosign_until": round_.cosign_until}
    return {"zone": shown} | {name: local(when, shown) for name, when in times_here.items()}
