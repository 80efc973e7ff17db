"""A vote in words: how it is held, and its result with the arithmetic."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from charter.votes import counting, electorate, named, rules
from charter.votes.counting import Check, Result
from charter.votes.rule_words import RULE_NAMES, rule_sentence
from charter.votes.rules import Rule, Threshold
from charter.web.words import CHOICE_NAMES

OUTCOMES = {
    counting.ADOPTED: _l("Adopted"),
    counting.REJECTED: _l("Rejected"),
    counting.TIED: _l("A tie, to be voted again"),
    counting.DISSENT: _l("No consensus"),
    counting.TO_VOTE: _l("Objected to: an ordinary vote must decide"),
}


KIND_NAMES = {
    "clause": _l("one clause"),
    "block": _l("several clauses together"),
    "charter": _l("the whole charter"),
    "question": _l("a question"),
}
BALLOT_SENTENCES = {
    "named": _l("A named vote: once it is closed, everyone can read who voted what."),
    "sealed": _l("A sealed vote: nobody is told who voted what."),
}
HOLDER_SENTENCES = {
    "delegate": _l("Each delegate has one vote."),
    "association": _l("Each association has one vote, cast by the head of its delegation."),
    "weight": _l("Each association has the votes of its weight, cast by the head of its delegation."),
    "seats": _l("The delegates of an association share the votes of its seats; each may split theirs."),
}
SOURCE_SENTENCES = {
    "online": _l("Cast from a distance."),
    "proxy": _l("Cast by proxy."),
    "hands": _l("Voted by hands, in the room."),
    "paper": _l("Voted on paper, in the room."),
}
SOURCE_NAMES = {
    "online": _l("From a distance"),
    "proxy": _l("By proxy"),
    "hands": _l("By hands"),
    "paper": _l("On paper"),
}
LEFT_OUT_SENTENCES = {
    electorate.NOT_HEAD: _l("Not on the roll: the head of the delegation votes for the association."),
    electorate.NO_SEAT: _l("Not on the roll: the association has no seat left."),
}
STEP_SENTENCES = {
    "open": _l("The opening waits for a second moderator."),
    "close": _l("The closing waits for a second moderator."),
    "extend": _l("The extension waits for a second moderator."),
    "cancel": _l("The cancellation waits for a second moderator."),
}


def _(message: str, **words: object) -> str:
    return str(gettext(message, **words))


def _n(one: str, many: str, number: int, **words: object) -> str:
    return str(ngettext(one, many, number, **words))


def chosen(cast: Mapping[str, int], rule: Rule) -> str:
    """What somebody chose, as their ballot said it; with the numbers of votes if they split them."""
    if len(cast) == 1:
        return choice_name(next(iter(cast)), rule)
    return ", ".join(f"{choice_name(choice, rule)} ({number})" for choice, number in cast.items())


def verdict(result: Result) -> str:
    """What it came to."""
    return str(OUTCOMES[result.outcome])


@dataclass(frozen=True)
class Sum:
    """A part of the arithmetic in words; of a condition of the rule, whether it is met."""

    words: str
    met: bool | None = None


def arithmetic(result: Result, told: dict[str, Any]) -> str:
    """The verdict with the sums that make it, in one sentence; `told` is the rule, stored as JSON."""
    said = _("; ").join(part.words for part in sums(result, told))
    return _("%(verdict)s: %(parts)s.", verdict=verdict(result), parts=said)


def sums(result: Result, told: dict[str, Any]) -> list[Sum]:
    """The parts of that sentence: what was counted, each condition, what does not count, and who took part."""
    rule = Rule.from_json(told)
    checks = [Sum(_check(check, rule, result), check.met) for check in result.checks if check.kind != "quorum"]
    quorum = [Sum(_check(check, rule, result), check.met) for check in result.checks if check.kind == "quorum"]
    nobody_objects = result.votes.votes_against == 0 if rule.objections else None
    said = [
        Sum(_counts(result, rule), nobody_objects),
        *checks,
        Sum(_aside(result, rule)),
        *(quorum or [Sum(_voted(result))]),
    ]
    return [part for part in said if part.words]


def _voted(result: Result) -> str:
    electors = result.total.electors
    voted = sum(result.sources.values())
    return _n(
        "%(num)s vote on a roll of %(roll)s", "%(num)s votes on a roll of %(roll)s", voted, roll=electors.entitled
    )


def _counts(result: Result, rule: Rule) -> str:
    votes = result.votes
    if rule.objections:
        objecting = _n("%(num)s objection", "%(num)s objections", votes.votes_against)
        return _("%(for_)s for, %(objections)s", for_=votes.votes_for, objections=objecting)
    return _("%(for_)s for, %(against)s against", for_=votes.votes_for, against=votes.votes_against)


def _check(check: Check, rule: Rule, result: Result) -> str:
    words = {"number": check.number, "needed": check.needed, "base": check.base, "college": check.college}
    if check.kind == "threshold":
        return _with_college(check, _reached(check, rule.thresholds[check.part], result))
    if check.kind == "quorum":
        if rule.quorum.waived:
            return _("second call, without a quorum")
        return _with_college(check, _("quorum %(number)s of %(base)s, %(needed)s were needed", **words))
    if check.kind == "minimum_for":
        return _("%(number)s electors for, %(needed)s were needed", **words)
    if check.kind == "minimum_not_against":
        return _("%(number)s electors for or abstaining, %(needed)s were needed", **words)
    if check.kind == "vetoes" and not check.met:
        return _n("%(num)s veto", "%(num)s vetoes", check.number)
    return ""


def _with_college(check: Check, said: str) -> str:
    return _("%(college)s: %(said)s", college=check.college, said=said) if check.college else said


def _reached(check: Check, threshold: Threshold, result: Result) -> str:
    tally = result.colleges[check.college] if check.college else result.total
    counts = tally.of(threshold.unit)
    if threshold == named.SIMPLE_MAJORITY.thresholds[0]:
        sign = ">" if check.met else "<" if counts.votes_for < counts.votes_against else "="
        return f"{counts.votes_for} {sign} {counts.votes_against}"
    words = {"number": check.number, "needed": check.needed, "base": check.base}
    if threshold.unit == rules.ELECTORS:
        said = _("%(number)s electors for of %(base)s, %(needed)s were needed", **words)
    else:
        said = _("%(number)s votes for of %(base)s, %(needed)s were needed", **words)
    blocking = tally.electors.voting - tally.electors.votes_for
    if threshold.blockers and check.met and not threshold.is_reached(check.number, check.base):
        few = _n("%(num)s elector cannot prevent it", "%(num)s electors cannot prevent it", blocking)
        return f"{said} ({few})"
    return said


def _aside(result: Result, rule: Rule) -> str:
    abstentions = result.votes.abstentions
    if not abstentions:
        return ""
    if all(threshold.base == rules.EXPRESSED for threshold in rule.thresholds):
        return _n("%(num)s abstention does not count", "%(num)s abstentions do not count", abstentions)
    return _n("%(num)s abstention", "%(num)s abstentions", abstentions)


def choice_name(choice: str, rule: Rule) -> str:
    """A choice as a ballot under this rule offers it."""
    if rule.objections:
        return str({rules.FOR: _l("I consent"), rules.AGAINST: _l("I object")}.get(choice, CHOICE_NAMES[choice]))
    return str(CHOICE_NAMES[choice])


def install(app: Flask) -> None:
    """Give the templates of `app` these sentences."""
    app.jinja_env.globals.update(
        rule_sentence=rule_sentence,
        chosen=chosen,
        choice_name=choice_name,
        verdict=verdict,
        arithmetic=arithmetic,
        sums=sums,
        RULE_NAMES=RULE_NAMES,
        KIND_NAMES=KIND_NAMES,
        BALLOT_SENTENCES=BALLOT_SENTENCES,
        HOLDER_SENTENCES=HOLDER_SENTENCES,
        SOURCE_SENTENCES=SOURCE_SENTENCES,
        SOURCE_NAMES=SOURCE_NAMES,
        LEFT_OUT_SENTENCES=LEFT_OUT_SENTENCES,
        STEP_SENTENCES=STEP_SENTENCES,
    )
