"""A decision rule in a sentence or two, as printed on the ballot."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from charter.votes.rules import decision_rule, named_rules
from charter.votes.rules.decision_rule import Quorum, Rule, Threshold

RULE_NAMES = {name: _l(label) for name, label in named_rules.LABELS.items()} | {
    named_rules.CUSTOM: _l("A rule of its own"),
}
BASES = {
    decision_rule.EXPRESSED: _l("the votes for and against"),
    decision_rule.VOTING: _l("the votes for, against and abstaining"),
    decision_rule.PRESENT: _l("the votes of those present"),
    decision_rule.ENTITLED: _l("the votes of the whole roll"),
}
HEADS = {
    decision_rule.EXPRESSED: _l("the electors for and against"),
    decision_rule.VOTING: _l("the electors for, against and abstaining"),
    decision_rule.PRESENT: _l("the electors present"),
    decision_rule.ENTITLED: _l("the electors of the whole roll"),
}
TIES = {
    decision_rule.REJECT: _l("A tie adopts nothing."),
    decision_rule.CHAIR: _l("In a tie, the vote of the person in the chair decides."),
    decision_rule.SECOND_ROUND: _l("After a tie, the vote is held again."),
}


def _(message: str, **words: object) -> str:
    return str(gettext(message, **words))


def _n(one: str, many: str, number: int) -> str:
    return str(ngettext(one, many, number))


def rule_sentence(rule_json: dict[str, Any]) -> str:
    """The sentences for a rule that is stored as JSON."""
    rule = Rule.from_json(rule_json)
    return " ".join(str(sentence) for sentence in _sentences(rule))


def _sentences(rule: Rule) -> Iterable[str]:
    yield _adopted_if(rule)
    if rule.by_college:
        yield _("This must be so in each college.")

    if not rule.objections:
        yield _abstentions(rule)

    if any(threshold.strict for threshold in rule.thresholds):
        yield str(TIES[rule.tie])

    if rule.vetoes:
        yield _("A vote against by one of these rejects: %(names)s.", names=", ".join(rule.vetoes))

    if rule.quorum.kind != decision_rule.NO_QUORUM:
        yield _quorum(rule.quorum)
        if rule.quorum_by_college:
            yield _("The quorum must be met in each college.")


def _adopted_if(rule: Rule) -> str:
    if rule.silence:
        return _(
            "Adopted if nobody objects before the end of the vote, which stays open %(hours)s hours at least: who says"
            " nothing consents.",
            hours=rule.least_hours,
        )

    conditions = [_threshold(threshold) for threshold in rule.thresholds]
    if rule.minimum_for:
        conditions.append(_("if %(number)s electors at least are for", number=rule.minimum_for))

    if rule.minimum_not_against:
        conditions.append(_("if %(number)s electors at least are for or abstain", number=rule.minimum_not_against))

    if rule.objections:
        conditions.append(_("if nobody maintains an objection, for which a reason is given"))

    return _("Adopted %(conditions)s.", conditions=_(", and ").join(conditions or [_("if one vote at least is for")]))


def _threshold(threshold: Threshold) -> str:
    if threshold == named_rules.SIMPLE_MAJORITY.thresholds[0]:
        return _("if there are more votes for than against")

    whole = str((HEADS if threshold.unit == decision_rule.ELECTORS else BASES)[threshold.base])
    if threshold.numerator == threshold.denominator:
        said = _("if all of %(whole)s are for", whole=whole)
    else:
        share = fraction(threshold.numerator, threshold.denominator)
        parts = {"share": share, "whole": whole}
        said = (
            _("if more than %(share)s of %(whole)s are for", **parts)
            if threshold.strict
            else _("if at least %(share)s of %(whole)s are for", **parts)
        )

    if threshold.blockers:
        said += _(" (fewer than %(number)s electors cannot prevent it)", number=threshold.blockers)

    return said


def fraction(numerator: int, denominator: int) -> str:
    """A fraction in words."""
    usual = {(1, 2): _("half"), (1, 3): _("a third"), (2, 3): _("two thirds"), (3, 4): _("three quarters")}
    if denominator == 100:
        return _("%(number)s%%", number=numerator)
    return usual.get((numerator, denominator), f"{numerator}/{denominator}")


def _abstentions(rule: Rule) -> str:
    if not rule.may_abstain:
        return _("Abstaining is not offered.")
    if all(threshold.base == decision_rule.EXPRESSED for threshold in rule.thresholds):
        return _("Abstentions do not count.")
    if all(threshold.base == decision_rule.ENTITLED for threshold in rule.thresholds):
        return _("Abstaining, or not voting, counts as being against.")
    return _("Abstentions count as being against.")


def _quorum(quorum: Quorum) -> str:
    if quorum.waived:
        return _("This is a second call: no quorum is needed.")

    share = fraction(quorum.numerator, quorum.denominator)
    if quorum.kind == decision_rule.QUORUM_TAKING_PART:
        said = (
            _("The vote counts if more than %(share)s of the roll take part; abstaining is taking part.", share=share)
            if quorum.strict
            else _(
                "The vote counts if at least %(share)s of the roll take part; abstaining is taking part.", share=share
            )
        )
    elif quorum.kind == decision_rule.QUORUM_SEATS:
        parts = {"share": share, "seats": quorum.seats}
        said = (
            _("More than %(share)s of the %(seats)s legal seats must be present at the opening.", **parts)
            if quorum.strict
            else _("At least %(share)s of the %(seats)s legal seats must be present at the opening.", **parts)
        )
    elif quorum.strict:
        said = _("More than %(share)s of the roll must be present at the opening, proxies left out.", share=share)
    else:
        said = _("At least %(share)s of the roll must be present at the opening, proxies left out.", share=share)

    if quorum.again_after:
        again = _n(
            "Without the quorum, a second vote %(num)s day later needs none.",
            "Without the quorum, a second vote %(num)s days later needs none.",
            quorum.again_after,
        )

        said = f"{said} {again}"

    return said
