"""The result of a vote in words: its verdict, its arithmetic, and what happens next."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from charter.votes.models import Vote
from charter.votes.rules import decision_rule, named_rules, verdicts
from charter.votes.rules import tally as counting
from charter.votes.rules.decision_rule import Rule, Threshold
from charter.votes.rules.tally import Check, Result

VERDICTS = {
    counting.ADOPTED: _l("Adopted"),
    counting.REJECTED: _l("Rejected"),
    counting.WITHOUT_EFFECT: _l("Without effect: nobody took part"),
    counting.TIED: _l("Tie"),
}
NO_QUORUM = _l("Without effect: quorum not reached")
ADOPTS = {
    "clause": _l("The clause is adopted as it was voted; it does not change any more."),
    "block": _l("These clauses are adopted as they were voted; they do not change any more."),
    "charter": _l("The charter is adopted as it was voted."),
    "question": _l("The proposal is adopted."),
    "amendment": _l("The amendment is adopted, with what was printed; the moderators put it into the text."),
    "amendments": _l("These amendments are adopted, with what was printed; the moderators put them into the text."),
}
GOES_ON = {
    "clause": _l("The clause goes back to drafting; it may be put to a new vote, linked to this one."),
    "block": _l("The clauses go back to drafting; they may be put to a new vote, linked to this one."),
    "charter": _l("Each clause is as it was before; the charter may be put to a new vote, linked to this one."),
    "question": _l("The question may be put to a new vote, linked to this one."),
    "amendment": _l("The text stays as it is, and other amendments go on."),
    "amendments": _l("The texts stay as they are, and other amendments go on."),
}
AFTER_TIE = {
    decision_rule.REJECT: _l("Under the rule of this vote, a tie adopts nothing."),
    decision_rule.SECOND_ROUND: _l("Under the rule of this vote, it is held again after a tie."),
}


def _(message: str, **words: object) -> str:
    return str(gettext(message, **words))


def _n(one: str, many: str, number: int, **words: object) -> str:
    return str(ngettext(one, many, number, **words))


def verdict(result: Result, rule_json: dict[str, Any]) -> str:
    """The verdict in words; `rule_json` is the stored rule."""
    found = verdicts.verdict_of(result, Rule.from_json(rule_json))
    if found == counting.WITHOUT_EFFECT and verdicts.lacked_quorum(result):
        return str(NO_QUORUM)
    return str(VERDICTS[found])


def verdict_kind(result: Result, rule_json: dict[str, Any]) -> str:
    """One of the four verdicts."""
    return verdicts.verdict_of(result, Rule.from_json(rule_json))


def next_step(vote: Vote, result: Result) -> str:
    """What happens after this result, in a sentence or two."""
    rule = vote.decision_rule
    found = verdicts.verdict_of(result, rule)
    if found == counting.ADOPTED:
        return str(ADOPTS[vote.kind])
    return " ".join([*_because(found, rule, result), str(GOES_ON[vote.kind])])


def _because(found: str, rule: Rule, result: Result) -> list[str]:
    if found == counting.WITHOUT_EFFECT:
        return [_("Nothing was decided."), *_second_call(rule, result)]
    if found == counting.TIED:
        return [str(AFTER_TIE[rule.tie])]
    if rule.silence and result.votes.votes_against:
        return [_("There is an objection: silence adopts nothing, and an ordinary vote must decide.")]
    return []


def _second_call(rule: Rule, result: Result) -> list[str]:
    if not (rule.quorum.again_after and verdicts.lacked_quorum(result)):
        return []

    days = rule.quorum.again_after
    return [
        _n(
            "From %(num)s day later on, a second vote needs no quorum.",
            "From %(num)s days later on, a second vote needs no quorum.",
            days,
        )
    ]


@dataclass(frozen=True)
class Part:
    """One part of the arithmetic in words; for a condition of the rule, whether it is met."""

    words: str
    met: bool | None = None


def arithmetic(result: Result, rule_json: dict[str, Any]) -> str:
    """The verdict with its arithmetic, in one sentence; `rule_json` is the stored rule."""
    sentence = arithmetic_sentence(result, rule_json)
    if verdict_kind(result, rule_json) == counting.WITHOUT_EFFECT:
        return _("%(verdict)s (%(parts)s).", verdict=verdict(result, rule_json), parts=sentence)
    return _("%(verdict)s: %(parts)s.", verdict=verdict(result, rule_json), parts=sentence)


def arithmetic_sentence(result: Result, rule_json: dict[str, Any]) -> str:
    """The arithmetic alone, in one sentence."""
    return _("; ").join(part.words for part in arithmetic_parts(result, rule_json))


def arithmetic_parts(result: Result, rule_json: dict[str, Any]) -> list[Part]:
    """The parts of the arithmetic: counts, conditions, what does not count, and who took part.

    A missed quorum comes first and excludes comparisons of majorities: the votes decided nothing.
    """
    rule = Rule.from_json(rule_json)
    quorum = [Part(_check(check, rule, result), check.met) for check in result.checks if check.kind == "quorum"]
    counts = Part(_counts(result, rule))
    if verdicts.verdict_of(result, rule) == counting.WITHOUT_EFFECT:
        found = [
            *quorum,
            counts,
            Part(_aside(result, rule)),
            *([] if quorum else [Part(_voted(result))]),
        ]
    else:
        checks = [Part(_check(check, rule, result), check.met) for check in result.checks if check.kind != "quorum"]
        nobody_objects = result.votes.votes_against == 0 if rule.objections else None
        found = [
            Part(counts.words, nobody_objects),
            *checks,
            *_casting(result, rule),
            Part(_aside(result, rule)),
        ]

        found += quorum or [Part(_voted(result))]

    return [part for part in found if part.words]


def _casting(result: Result, rule: Rule) -> list[Part]:
    """How the chair decided a tie."""
    if rule.tie != decision_rule.CHAIR or not verdicts.has_tie(result, rule):
        return []
    if result.adopted:
        return [Part(_("the person in the chair is for, which decides the tie"), True)]
    return [Part(_("the person in the chair is not for, which decides the tie"), False)]


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


def _with_college(check: Check, sentence: str) -> str:
    return _("%(college)s: %(said)s", college=check.college, said=sentence) if check.college else sentence


def _reached(check: Check, threshold: Threshold, result: Result) -> str:
    tally = result.colleges[check.college] if check.college else result.total
    counts = tally.of(threshold.unit)
    if threshold == named_rules.SIMPLE_MAJORITY.thresholds[0]:
        if not counts.expressed:
            return _("nobody is for or against")

        sign = ">" if check.met else "<" if counts.votes_for < counts.votes_against else "="
        return f"{counts.votes_for} {sign} {counts.votes_against}"

    words = {"number": check.number, "needed": check.needed, "base": check.base}
    if threshold.unit == decision_rule.ELECTORS:
        sentence = _("%(number)s electors for of %(base)s, %(needed)s were needed", **words)
    else:
        sentence = _("%(number)s votes for of %(base)s, %(needed)s were needed", **words)

    blocking = tally.electors.voting - tally.electors.votes_for
    if threshold.blockers and check.met and not threshold.is_reached(check.number, check.base):
        few = _n("%(num)s elector cannot prevent it", "%(num)s electors cannot prevent it", blocking)
        return f"{sentence} ({few})"

    return sentence


def _aside(result: Result, rule: Rule) -> str:
    abstentions = result.votes.abstentions
    if not abstentions:
        return ""
    if all(threshold.base == decision_rule.EXPRESSED for threshold in rule.thresholds):
        return _n("%(num)s abstention does not count", "%(num)s abstentions do not count", abstentions)
    return _n("%(num)s abstention", "%(num)s abstentions", abstentions)
