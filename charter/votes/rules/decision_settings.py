"""The decision settings of a charter: models of votes, and the one that is usual for each kind of
vote. Plain values in, plain values out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any

from flask_babel import lazy_gettext as _l

from charter.core.digest import digest
from charter.core.errors import Invalid
from charter.votes.rules import decision_rule, electorate, named_rules
from charter.votes.rules.decision_rule import MAX_NUMBER, Rule, Threshold
from charter.votes.rules.obstacles import Terms, contradictions

KINDS = ("clause", "preamble", "block", "charter", "question")
"""What a vote may be about; a preamble is a clause that often has a stricter rule."""
BALLOTS = ("named", "sealed")
SWITCHES = ("proxies", "needs_presence", "shows_turnout", "two_persons")
FORMAT = 1
"""Version of the stored value."""
MAX_MODELS = 30
MAX_NAME_LENGTH = 80
MAX_PURPOSE_LENGTH = 300
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MAX_KEY_LENGTH = 60


@dataclass(frozen=True)
class VoteModel:
    """How votes of one sort are held. A `name` or `purpose` of "" stands for that of the built-in
    model with this key. The person in the chair is named for each vote."""

    key: str
    name: str = ""
    purpose: str = ""
    rule: Rule = named_rules.SIMPLE_MAJORITY
    ballots: str = "named"
    holders: str = electorate.DELEGATE
    most_votes: int = 0
    proxies: bool = True
    needs_presence: bool = False
    shows_turnout: bool = True
    two_persons: bool = False

    def as_json(self) -> dict[str, Any]:
        """As it is stored and exported."""
        parts = {each.name: getattr(self, each.name) for each in fields(self)}
        return parts | {"rule": self.rule.as_json()}

    @property
    def digest(self) -> str:
        """SHA-256 of the model as canonical JSON."""
        return digest(self.as_json())


@dataclass(frozen=True)
class DecisionSettings:
    """The models of a charter, in order, and the key of the usual one for each of `KINDS`."""

    models: tuple[VoteModel, ...]
    usual: Mapping[str, str]

    def model(self, key: str) -> VoteModel | None:
        """A model by its key."""
        return next((each for each in self.models if each.key == key), None)

    def usual_for(self, kind: str) -> VoteModel:
        """The usual model for a kind of vote; KeyError for an unknown kind."""
        return next(each for each in self.models if each.key == self.usual[kind])

    def kinds_of(self, key: str) -> list[str]:
        """The kinds for which a model is the usual one."""
        return [kind for kind in KINDS if self.usual[kind] == key]

    def as_json(self) -> dict[str, Any]:
        """As it is stored and exported."""
        models = [each.as_json() for each in self.models]
        return {"format": FORMAT, "models": models, "usual": {kind: self.usual[kind] for kind in KINDS}}

    @property
    def digest(self) -> str:
        """SHA-256 of the settings as canonical JSON."""
        return digest(self.as_json())


ORDINARY, FINAL = "ordinary", "final"
"""The keys of the built-in models."""
DEFAULT = DecisionSettings(
    (
        VoteModel(ORDINARY, rule=named_rules.default("clause")),
        VoteModel(FINAL, rule=named_rules.default("charter")),
    ),
    MappingProxyType({kind: FINAL if kind in ("preamble", "charter") else ORDINARY for kind in KINDS}),
)
"""The settings of a charter that has none of its own."""


def from_json(data: object) -> DecisionSettings:
    """The inverse of `as_json`. Invalid for anything that `as_json` does not give."""
    try:
        found = _settings(data)
        is_exact = digest(found.as_json()) == digest(data)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        raise Invalid(_l("These are not decision settings that this site can read.")) from None

    if not is_exact:
        raise Invalid(_l("These are not decision settings that this site can read."))
    if reasons := obstacles(found):
        raise Invalid(*reasons)

    return found


def _settings(data: Any) -> DecisionSettings:
    if data["format"] != FORMAT or not 1 <= len(data["models"]) <= MAX_MODELS:
        raise ValueError("another format, or too many models")
    usual = dict(data["usual"])
    _check_types(usual, dict.fromkeys(usual, str))
    return DecisionSettings(tuple(_model(each) for each in data["models"]), usual)


def _model(data: Any) -> VoteModel:
    _check_types(data, {"key": str, "name": str, "purpose": str, "ballots": str, "holders": str, "most_votes": int})
    _check_types(data, dict.fromkeys(SWITCHES, bool))
    model = VoteModel(**(data | {"rule": rule_from_json(data["rule"])}))
    is_known = model.ballots in BALLOTS and model.holders in electorate.HOLDERS
    is_short = max(len(model.name), len(model.purpose)) <= MAX_PURPOSE_LENGTH and len(model.key) <= _MAX_KEY_LENGTH
    if not (is_known and is_short and _KEY.fullmatch(model.key) and 0 <= model.most_votes <= MAX_NUMBER):
        raise ValueError("a model that no form gives")
    return model


def _check_types(data: Any, types: Mapping[str, type]) -> None:
    """TypeError unless each part has exactly its type: for Python, True is a number too."""
    for name, kind in types.items():
        if type(data[name]) is not kind:
            raise TypeError(name)


def rule_from_json(data: Any) -> Rule:
    """A rule from outside. ValueError, TypeError or KeyError for one that no form gives."""
    rule = Rule.from_json(data)
    numbers = [rule.minimum_for, rule.minimum_not_against, rule.least_hours]
    numbers += [rule.quorum.numerator, rule.quorum.denominator, rule.quorum.seats, rule.quorum.again_after]
    flags = [rule.objections, rule.silence, rule.quorum_by_college, rule.by_college, rule.may_abstain]
    flags += [rule.quorum.strict, rule.quorum.waived]
    for threshold in rule.thresholds:
        numbers += [threshold.numerator, threshold.denominator, threshold.blockers]
        flags.append(threshold.strict)

    are_numbers = all(type(each) is int and 0 <= each <= MAX_NUMBER for each in numbers)
    are_flags = all(type(each) is bool for each in flags)
    if not (are_numbers and are_flags and _is_possible(rule)):
        raise ValueError("a rule that no form gives")

    return rule


def _is_possible(rule: Rule) -> bool:
    quorum = rule.quorum
    shares = [(each.numerator, each.denominator, each.strict) for each in rule.thresholds]
    shares.append((quorum.numerator, quorum.denominator, quorum.strict and quorum.kind != decision_rule.NO_QUORUM))
    are_shares = all(1 <= top <= bottom and not (strict and top == bottom) for top, bottom, strict in shares)
    are_known = rule.tie in decision_rule.TIES and quorum.kind in decision_rule.QUORUMS
    are_known &= all(_is_known(each) for each in rule.thresholds)
    are_names = all(type(each) is str and each.strip() for each in rule.vetoes)
    is_now = rule.version == decision_rule.FOUR_VERDICTS and not quorum.waived
    return are_shares and are_known and are_names and is_now and _is_named_or_custom(rule)


def _is_known(threshold: Threshold) -> bool:
    return threshold.base in decision_rule.BASES and threshold.unit in decision_rule.UNITS


def _is_named_or_custom(rule: Rule) -> bool:
    """A rule with a name decides as the rule of that name does."""
    if rule.name == named_rules.CUSTOM:
        is_made = rule.thresholds or rule.minimum_for or rule.objections
        return bool(is_made) and len(rule.thresholds) <= 2 and not rule.silence and not rule.least_hours

    named = named_rules.BY_NAME[rule.name]
    as_chosen = replace(named, quorum=rule.quorum, quorum_by_college=rule.quorum_by_college, tie=rule.tie)
    return rule == replace(as_chosen, vetoes=rule.vetoes, may_abstain=rule.may_abstain)


def obstacles(settings: DecisionSettings) -> list[object]:
    """Why these settings cannot be those of a charter, all at once."""
    found: list[object] = []
    keys = [each.key for each in settings.models]
    named = [each.name.casefold() for each in settings.models if each.name]
    if len(set(keys)) < len(keys) or len(set(named)) < len(named):
        found.append(_l("Two models have the same name."))
    if any(not each.name and each.key not in (ORDINARY, FINAL) for each in settings.models):
        found.append(_l("Give each model a name."))
    if set(settings.usual) != set(KINDS) or not set(settings.usual.values()) <= set(keys):
        found.append(_l("Say for each kind of vote which model is the usual one."))
    return found + [reason for each in settings.models for reason in contradictions(_terms(each))]


def _terms(model: VoteModel) -> Terms:
    return Terms(model.rule, model.ballots == "sealed", model.holders, model.needs_presence, closes_at=None)
