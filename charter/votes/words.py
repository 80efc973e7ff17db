"""A vote in words: its rule in one sentence, its result with the arithmetic."""

from typing import Any

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from charter.votes import rules
from charter.votes.rules import Result

RULE_SENTENCES = {
    rules.SIMPLE_MAJORITY.name: _l(
        "Adopted if there are more votes for than against. Abstentions do not count; a tie rejects."
    ),
}


def rule_sentence(rule: dict[str, Any]) -> str:
    """The rule, stored as JSON, as printed on the ballot; KeyError for one that has no sentence."""
    return str(RULE_SENTENCES[rule["name"]])


def verdict(result: Result) -> str:
    """Adopted or rejected."""
    return str(_("Adopted") if result.adopted else _("Rejected"))


def arithmetic(result: Result) -> str:
    """The verdict with the sum that makes it, in one sentence."""
    for_, against = result.votes_for, result.votes_against
    sign = ">" if for_ > against else "<" if for_ < against else "="
    counts = _(
        "%(for_)s for, %(against)s against; %(for_)s %(sign)s %(against)s",
        for_=for_,
        against=against,
        sign=sign,
    )
    voted = ngettext(
        "%(num)s vote on a roll of %(roll)s", "%(num)s votes on a roll of %(roll)s", result.cast, roll=result.roll
    )
    parts = {"verdict": verdict(result), "counts": counts, "voted": voted}
    if not result.abstentions:
        return str(_("%(verdict)s: %(counts)s; %(voted)s.", **parts))
    aside = ngettext("%(num)s abstention does not count", "%(num)s abstentions do not count", result.abstentions)
    return str(_("%(verdict)s: %(counts)s; %(aside)s; %(voted)s.", aside=aside, **parts))


def install(app: Flask) -> None:
    """Give the templates of `app` these sentences."""
    app.jinja_env.globals.update(rule_sentence=rule_sentence, verdict=verdict, arithmetic=arithmetic)
