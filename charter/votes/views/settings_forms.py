"""Parse how a vote is held from a form, and fill such a form. No rule is applied here."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from charter.core.errors import About, Invalid
from charter.votes.lifecycle.preparing import Settings
from charter.votes.models import Vote
from charter.votes.rules import decision_rule, electorate, named_rules
from charter.votes.rules.decision_rule import Quorum, Rule, Threshold
from charter.votes.rules.decision_settings import BALLOTS, SWITCHES, VoteModel
from charter.votes.views.forms import Form
from charter.web.input import parsing, text_input
from charter.web.input.moment_fields import ZONES, local, moment
from charter.web.input.parsing import number

MAX_VETOES_LENGTH = 5000
"""Maximum number of characters of the list of associations with a veto."""
_NO_SHARE = _l("A share is a fraction such as 1/2 or 2/3; nothing is more than the whole.")
_THRESHOLD_FIELDS = ("numerator", "denominator", "base", "unit", "strict", "blockers")
CUSTOM_FIELDS = (
    *(f"{which}-{part}" for which in ("first", "second") for part in _THRESHOLD_FIELDS),
    *("minimum_for", "minimum_not_against", "objections", "by_college"),
)
"""The fields of a rule that is made from parts."""
QUORUM_FIELDS = ("quorum", "quorum-numerator", "quorum-denominator", "quorum-strict", "quorum-seats", "quorum-again")
TICKS = (*SWITCHES, "objections", "by_college", "quorum_by_college", "may_not_abstain")
"""The fields that are sent only if they are ticked."""
FIELDS = (
    *("rule", "tie", "vetoes", "ballots", "holders", "most_votes"),
    *(*CUSTOM_FIELDS, *QUORUM_FIELDS),
    *(*SWITCHES, "quorum_by_college", "may_not_abstain"),
)
"""Every field that a model of vote fills."""

UNFILLED = {
    f"{which}-{part}": value
    for which in ("first", "second")
    for part, value in (("strict", "more"), ("unit", decision_rule.VOTES), ("base", decision_rule.EXPRESSED))
}
"""What a browser sends of lists in which nothing is chosen."""


def settings(form: Form) -> Settings:
    """How a vote will be held. Invalid for impossible values."""
    model = voted_as(form)
    parts = {name: getattr(model, name) for name in ("rule", "ballots", "holders", "most_votes", *SWITCHES)}
    return Settings(
        **parts,
        chair_id=parsing.row(form, "chair"),
        opens_at=moment(form, "opens_at"),
        closes_at=moment(form, "closes_at"),
    )


def voted_as(form: Form, key: str = "", name: str = "", purpose: str = "") -> VoteModel:
    """How votes are held, as a model. Invalid for impossible values."""
    return VoteModel(
        key,
        name,
        purpose,
        rule=rule(form),
        ballots=parsing.choice(form, "ballots", BALLOTS, "named"),
        holders=parsing.choice(form, "holders", electorate.HOLDERS, electorate.DELEGATE),
        most_votes=number(form, "most_votes"),
        **{name: name in form for name in SWITCHES},
    )


def rule(form: Form) -> Rule:
    """The named rule that was chosen, with its quorum and ties, or a custom one made from its
    parts."""
    name = form.get("rule", named_rules.SIMPLE_MAJORITY.name)
    if name != named_rules.CUSTOM and name not in named_rules.BY_NAME:
        raise Invalid(About("rule", _l("Choose a decision rule.")))

    found = _custom(form) if name == named_rules.CUSTOM else named_rules.BY_NAME[name]
    return replace(
        found,
        quorum=_quorum(form),
        quorum_by_college="quorum_by_college" in form,
        tie=parsing.choice(form, "tie", decision_rule.TIES, decision_rule.REJECT),
        vetoes=_vetoes(form),
        may_abstain="may_not_abstain" not in form,
    )


def _custom(form: Form) -> Rule:
    thresholds = [_threshold(form, which) for which in ("first", "second") if form.get(f"{which}-numerator")]
    made = Rule(
        named_rules.CUSTOM,
        tuple(thresholds),
        minimum_for=number(form, "minimum_for"),
        minimum_not_against=number(form, "minimum_not_against"),
        objections="objections" in form,
        by_college="by_college" in form,
    )

    if not thresholds and not made.minimum_for and not made.objections:
        raise Invalid(About("first-numerator", _l("Say at least one condition of the rule.")))

    return made


def _threshold(form: Form, which: str) -> Threshold:
    numerator, denominator = number(form, f"{which}-numerator"), number(form, f"{which}-denominator")
    base = parsing.choice(form, f"{which}-base", decision_rule.BASES, decision_rule.EXPRESSED)
    unit = parsing.choice(form, f"{which}-unit", decision_rule.UNITS, decision_rule.VOTES)
    strict = form.get(f"{which}-strict") == "more"
    if not 1 <= numerator <= denominator or (strict and numerator == denominator):
        raise Invalid(About(f"{which}-numerator", _NO_SHARE))
    return Threshold(numerator, denominator, strict, base, unit, number(form, f"{which}-blockers"))


def _quorum(form: Form) -> Quorum:
    kind = parsing.choice(form, "quorum", decision_rule.QUORUMS, decision_rule.NO_QUORUM)
    numerator, denominator = number(form, "quorum-numerator", 1), number(form, "quorum-denominator", 2)
    if kind == decision_rule.NO_QUORUM:
        return Quorum()
    if not 1 <= numerator <= denominator:
        raise Invalid(About("quorum-numerator", _NO_SHARE))
    strict = form.get("quorum-strict") == "more" and numerator < denominator
    return Quorum(kind, numerator, denominator, strict, number(form, "quorum-seats"), number(form, "quorum-again"))


def _vetoes(form: Form) -> tuple[str, ...]:
    names = text_input.text(form.get("vetoes", ""), MAX_VETOES_LENGTH).splitlines()
    return tuple(sorted({name.strip() for name in names if name.strip()}))


def values_of_vote(vote: Vote) -> dict[str, str]:
    """The settings of a prepared vote as the values of its form."""
    moments = {name: getattr(vote, name) for name in ("opens_at", "closes_at")}
    zone = _zone_of([when for when in moments.values() if when])
    values = {"chair": str(vote.chair_id or ""), "zone": zone}
    values |= {name: local(when, zone) for name, when in moments.items()}

    return values | _filled_terms(vote) | _filled_rule(vote.decision_rule)


def values_of_model(model: VoteModel) -> dict[str, str]:
    """A model of votes as the values of a form."""
    return _filled_terms(model) | _filled_rule(model.rule)


def _filled_terms(terms: Vote | VoteModel) -> dict[str, str]:
    values = {name: "on" for name in SWITCHES if getattr(terms, name)}
    return values | {
        "ballots": terms.ballots,
        "holders": terms.holders,
        "most_votes": str(terms.most_votes or ""),
    }


def _filled_rule(chosen: Rule) -> dict[str, str]:
    quorum = chosen.quorum
    values = {"rule": chosen.name, "tie": chosen.tie, "vetoes": "\n".join(chosen.vetoes), "quorum": quorum.kind}
    values |= {"quorum-numerator": str(quorum.numerator), "quorum-denominator": str(quorum.denominator)}
    values |= {"quorum-strict": "more" if quorum.strict else "least", "quorum-seats": str(quorum.seats or "")}
    values |= {"quorum-again": str(quorum.again_after or "")}
    values |= {
        "minimum_for": str(chosen.minimum_for or ""),
        "minimum_not_against": str(chosen.minimum_not_against or ""),
    }
    switches = {
        "objections": chosen.objections,
        "by_college": chosen.by_college,
        "quorum_by_college": chosen.quorum_by_college,
        "may_not_abstain": not chosen.may_abstain,
    }

    values |= {name: "on" for name, is_on in switches.items() if is_on}

    for which, threshold in zip(("first", "second"), chosen.thresholds, strict=False):
        parts = {"numerator": threshold.numerator, "denominator": threshold.denominator, "base": threshold.base}
        parts |= {"unit": threshold.unit, "strict": "more" if threshold.strict else "least"}
        parts |= {"blockers": threshold.blockers or ""}
        values |= {f"{which}-{name}": str(value) for name, value in parts.items()}

    return values


def _zone_of(moments: list[datetime]) -> str:
    """The usual zone, or UTC if its clocks show one of the moments twice."""
    shown = [when.astimezone(ZoneInfo(ZONES[0])) for when in moments]
    is_clear = all(when.utcoffset() == when.replace(fold=1 - when.fold).utcoffset() for when in shown)
    return ZONES[0] if is_clear else "UTC"


def otherwise(form: Form, shown: Form, chosen: Form) -> dict[str, str]:
    """The values of `chosen`, except where the form differs from what it was filled with (`shown`):
    there, what was typed. Invalid for parts of a rule that the rule would not use."""
    changed = _changed(form, shown)
    values = {name: value for name, value in chosen.items() if name not in changed}
    values |= {name: form[name] for name in changed if name in form}
    if changed.intersection(CUSTOM_FIELDS) and values.get("rule") != named_rules.CUSTOM:
        raise Invalid(
            About("rule", _l("Parts of a rule are filled in: choose “A rule of its own”, or take them back."))
        )
    return values


def differs(form: Form, shown: Form) -> bool:
    """Whether a form says anything else than what it was filled with."""
    return bool(_changed(form, shown))


def _changed(form: Form, shown: Form) -> set[str]:
    filled = UNFILLED | dict(shown)
    return {name for name in FIELDS if _typed(form, name, filled) != _lines(filled.get(name, ""))}


def _typed(form: Form, name: str, shown: Form) -> str:
    """What the form says; a field that it does not hold at all is as it was shown."""
    return _lines(form.get(name, "" if name in TICKS else shown.get(name, "")))


def _lines(typed: str) -> str:
    return "\n".join(typed.split("\r\n")).strip()
