"""The verdict as a stored result has it, for any version of the rules: read here, decided in
`tally`. Plain values only."""

from charter.votes.rules import decision_rule, tally
from charter.votes.rules.decision_rule import Rule
from charter.votes.rules.tally import ADOPTED, REJECTED, TIED, TO_REPEAT, WITHOUT_EFFECT, Result


def verdict_of(result: Result, rule: Rule) -> str:
    """One of `tally.VERDICTS`; under the current version, the stored outcome."""
    if result.outcome == ADOPTED:
        return ADOPTED
    if lacked_quorum(result) or tally.nobody_took_part(rule, result.total):
        return WITHOUT_EFFECT
    if result.outcome == TO_REPEAT or (rule.tie != decision_rule.CHAIR and has_tie(result, rule)):
        return TIED
    return REJECTED


def lacked_quorum(result: Result) -> bool:
    """Whether a quorum, of the whole roll or of a college, was missed."""
    return any(check.kind == "quorum" and not check.met for check in result.checks)


def has_tie(result: Result, rule: Rule) -> bool:
    """Whether as many were for as against and nothing else was missed, so that the rule for ties
    applies."""
    missed = [check for check in result.checks if not check.met]
    return bool(missed) and tally.is_tied(rule, result.total, missed)
