"""What a rule means for a given roll: how many votes are needed. Counted by the tally itself, from
ballots made up for the purpose, so that an example never says what a count would not."""

from collections.abc import Collection, Iterable, Sequence

from flask_babel import gettext

from charter.votes.rules import decision_rule, electorate, tally
from charter.votes.rules.decision_rule import ABSTAIN, AGAINST, ELECTORS, FOR, Rule
from charter.votes.rules.decision_settings import VoteModel
from charter.votes.rules.electorate import Delegate, Entry
from charter.votes.rules.tally import Check, Result, TallyRow

ABSTAINING_SHARE = 5
"""In the example with abstentions, one elector in five abstains."""


def _(message: str, **words: object) -> str:
    return str(gettext(message, **words))


def of_model(model: VoteModel, delegates: Iterable[Delegate]) -> str:
    """The example of a model, for those who would vote now."""
    entries = electorate.roll(delegates, model.holders, model.most_votes, model.proxies).entries
    return worked_example(model.rule, entries)


def worked_example(rule: Rule, entries: Sequence[Entry]) -> str:
    """Sentences such as “Of 75 votes, 38 for are needed.”"""
    if not entries:
        return _("Nobody would be on the roll now, so there is no example.")

    return " ".join(_sentences(rule, entries))


def _sentences(rule: Rule, entries: Sequence[Entry]) -> Iterable[str]:
    everybody = _outcome(rule, entries, against=True)
    thresholds = [check for check in everybody.checks if check.kind == "threshold"]
    yield from (_needed(rule, check) for check in thresholds)
    if rule.silence:
        yield _("If none of the %(number)s electors objects, it is adopted.", number=len(entries))
    elif rule.objections and not thresholds:
        yield _("Of %(number)s electors, one who consents is enough if nobody objects.", number=len(entries))

    can_adopt = _outcome(rule, entries).adopted
    if rule.may_abstain and can_adopt and len(thresholds) == 1 and not thresholds[0].college:
        yield from _with_abstentions(rule, entries, thresholds[0])

    yield from _besides(rule) if thresholds else ()
    yield from (_quorum(rule, check) for check in everybody.checks if check.kind == "quorum")
    if not can_adopt:
        yield _("Even if everybody votes for, it is not adopted by this roll.")


def _outcome(rule: Rule, entries: Sequence[Entry], against: bool = False, abstaining: Collection[int] = ()) -> Result:
    """The result if everybody is there and votes alike, but for those who abstain."""
    choice = AGAINST if against else FOR
    rows = [_row(entry, ABSTAIN if entry.delegate.member_id in abstaining else choice) for entry in entries]
    return tally.count(rows, rule)


def _row(entry: Entry, choice: str) -> TallyRow:
    delegate = entry.delegate
    cast = {choice: entry.votes}
    return TallyRow(entry.votes, cast, delegate.college, delegate.association, True, entry.is_chair, "online")


def _needed(rule: Rule, check: Check) -> str:
    parts = {"needed": check.needed, "base": check.base, "college": check.college}
    counts_electors = rule.thresholds[check.part].unit == ELECTORS
    if check.college and counts_electors:
        return _("%(college)s: of %(base)s electors, %(needed)s for are needed.", **parts)
    if check.college:
        return _("%(college)s: of %(base)s votes, %(needed)s for are needed.", **parts)
    if counts_electors:
        return _("Of %(base)s electors, %(needed)s for are needed.", **parts)
    return _("Of %(base)s votes, %(needed)s for are needed.", **parts)


def _with_abstentions(rule: Rule, entries: Sequence[Entry], without: Check) -> Iterable[str]:
    abstaining = [entry for entry in entries[: len(entries) // ABSTAINING_SHARE]]
    if not abstaining:
        return

    ids = {entry.delegate.member_id for entry in abstaining}
    found = next(
        each for each in _outcome(rule, entries, True, ids).checks if each.kind == "threshold" and not each.college
    )
    is_by_elector = rule.thresholds[found.part].unit == ELECTORS
    number = len(abstaining) if is_by_elector else sum(entry.votes for entry in abstaining)
    if not _outcome(rule, entries, abstaining=ids).adopted:
        yield _("If %(number)s of them abstain, it is not adopted.", number=number)
    elif found.needed == without.needed:
        yield _(
            "If %(number)s of them abstain, %(needed)s are needed all the same.", number=number, needed=found.needed
        )
    else:
        yield _("If %(number)s of them abstain, %(needed)s are enough.", number=number, needed=found.needed)


def _besides(rule: Rule) -> Iterable[str]:
    """What makes the number of votes for too low, or too high."""
    if rule.minimum_for:
        yield _("Besides, %(number)s electors at least must be for.", number=rule.minimum_for)
    if rule.minimum_not_against:
        yield _("Besides, %(number)s electors at least must be for or abstain.", number=rule.minimum_not_against)
    for blockers in sorted({each.blockers for each in rule.thresholds if each.blockers}):
        yield _("Fewer votes for are enough if fewer than %(number)s electors are not for.", number=blockers)


def _quorum(rule: Rule, check: Check) -> str:
    parts = {"needed": check.needed, "base": check.base, "college": check.college}
    takes_part = rule.quorum.kind == decision_rule.QUORUM_TAKING_PART
    if rule.quorum.waived:
        return _("This time no quorum is needed.")
    if check.college and takes_part:
        return _("Quorum in %(college)s: %(needed)s of %(base)s take part at least.", **parts)
    if check.college:
        return _("Quorum in %(college)s: %(needed)s of %(base)s are present at least.", **parts)
    if rule.quorum.kind == decision_rule.QUORUM_SEATS:
        return _("Quorum: %(needed)s present at least, of %(base)s legal seats.", **parts)
    if takes_part:
        return _("Quorum: %(needed)s of %(base)s electors take part at least.", **parts)
    return _("Quorum: %(needed)s of %(base)s electors are present at least.", **parts)
