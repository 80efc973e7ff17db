"""From ballots to a verdict with its arithmetic. Plain values in, plain values out."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from charter.votes.rules import decision_rule
from charter.votes.rules.decision_rule import ELECTORS, VOTES, Quorum, Rule, Threshold

ADOPTED, REJECTED, WITHOUT_EFFECT, TIED = VERDICTS = ("adopted", "rejected", "without_effect", "tied")
"""Only the first adopts. Without effect: the quorum was missed, or nobody took part."""
TO_REPEAT, DISSENT, TO_VOTE = ("second_round", "dissent", "ordinary_vote")
"""Verdicts of the first version: a tie to be voted again, a consensus not found, silence broken."""
SOURCES = ("online", "proxy", "hands", "paper")


@dataclass(frozen=True)
class TallyRow:
    """An elector and their ballot: the number of votes for each choice; empty if they did not
    vote."""

    votes: int = 1
    cast: Mapping[str, int] = field(default_factory=dict)
    college: str = ""
    association: str = ""
    present: bool = False
    is_chair: bool = False
    source: str = ""


@dataclass(frozen=True)
class Counts:
    """One group in one unit. `entitled`: the roll; `present`: in person; `attending`: or voted."""

    votes_for: int = 0
    votes_against: int = 0
    abstentions: int = 0
    no_part: int = 0
    entitled: int = 0
    present: int = 0
    attending: int = 0

    @property
    def expressed(self) -> int:
        """For and against."""
        return self.votes_for + self.votes_against

    @property
    def voting(self) -> int:
        """For, against and abstaining."""
        return self.expressed + self.abstentions

    def base(self, name: str) -> int:
        """The number that a threshold with this base refers to."""
        of = {decision_rule.EXPRESSED: self.expressed, decision_rule.VOTING: self.voting}
        return (of | {decision_rule.PRESENT: self.attending, decision_rule.ENTITLED: self.entitled})[name]


@dataclass(frozen=True)
class Tally:
    """One group in both units."""

    votes: Counts
    electors: Counts

    def of(self, unit: str) -> Counts:
        """The counts in one unit."""
        return self.electors if unit == ELECTORS else self.votes


@dataclass(frozen=True)
class Check:
    """One comparison: `left` with `right` as compared; `number` of `base`, of which `needed`."""

    kind: str
    met: bool
    number: int
    needed: int
    base: int = 0
    college: str = ""
    part: int = 0
    """Index of the threshold in the rule."""


@dataclass(frozen=True)
class Result:
    """The outcome of a vote: verdict, counts and checks."""

    outcome: str
    total: Tally
    colleges: dict[str, Tally]
    checks: tuple[Check, ...]
    sources: dict[str, int]

    @property
    def adopted(self) -> bool:
        """Whether the text is adopted."""
        return self.outcome == ADOPTED

    @property
    def votes(self) -> Counts:
        """The counts of the whole roll, in votes."""
        return self.total.votes

    def as_json(self) -> dict[str, Any]:
        """As it is stored and exported."""
        return asdict(self) | {"checks": [asdict(check) for check in self.checks]}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Result":
        """The inverse of `as_json`."""
        return cls(
            data["outcome"],
            _tally_from(data["total"]),
            {name: _tally_from(each) for name, each in data["colleges"].items()},
            tuple(Check(**each) for each in data["checks"]),
            data["sources"],
        )


def _tally_from(data: dict[str, Any]) -> Tally:
    return Tally(Counts(**data["votes"]), Counts(**data["electors"]))


def count(rows: Iterable[TallyRow], rule: Rule, sealed: Mapping[str, int] | None = None) -> Result:
    """The result of a vote; an empty one never passes. ValueError for a malformed ballot.

    For a sealed vote the rows carry no choices, and `sealed` has the number of ballots for each
    choice.
    """
    roll = list(rows)
    total = _tally(roll) if sealed is None else _sealed(roll, sealed)
    colleges = {name: _tally([line for line in roll if line.college == name]) for name in _names(roll)}
    if sealed is not None:
        colleges = {}
        if rule.by_college or rule.quorum_by_college or rule.vetoes or rule.tie == decision_rule.CHAIR:
            raise ValueError("a rule that needs to know who voted what, in a sealed vote")
    checks = tuple(_checks(rule, total, colleges, roll))
    return Result(_outcome(rule, total, checks, roll), total, colleges, checks, _sources(roll))


def _names(roll: Sequence[TallyRow]) -> list[str]:
    return sorted({line.college for line in roll})


def _sources(roll: Sequence[TallyRow]) -> dict[str, int]:
    found = Counter(line.source for line in roll if line.source)
    return {source: found[source] for source in SOURCES}


def _tally(roll: Sequence[TallyRow]) -> Tally:
    votes: Counter[str] = Counter()
    heads: Counter[str] = Counter()
    for line in roll:
        _check_ballot(line)
        votes.update(line.cast)
        heads.update(choice for choice, number in line.cast.items() if number == line.votes)
    return Tally(_counts(votes, roll, VOTES), _counts(heads, roll, ELECTORS))


def _check_ballot(line: TallyRow) -> None:
    if unknown := set(line.cast) - set(decision_rule.CHOICES):
        raise ValueError(f"no such choice: {sorted(unknown)}")
    if line.votes < 1 or any(number < 1 for number in line.cast.values()):
        raise ValueError("a number of votes below one")
    if line.cast and sum(line.cast.values()) != line.votes:
        raise ValueError("a ballot with more or fewer votes than its elector has")


def _sealed(roll: Sequence[TallyRow], ballots: Mapping[str, int]) -> Tally:
    if unknown := set(ballots) - set(decision_rule.CHOICES):
        raise ValueError(f"no such choice: {sorted(unknown)}")
    if any(line.cast for line in roll):
        raise ValueError("a sealed vote with a named ballot")
    if sum(ballots.values()) != sum(row.votes for row in roll if row.source):
        raise ValueError("more or fewer ballots in the box than were put there")
    chosen = Counter(ballots)
    whole = all(row.votes == 1 for row in roll)
    return Tally(_counts(chosen, roll, VOTES), _counts(chosen if whole else Counter(), roll, ELECTORS))


def _counts(chosen: Mapping[str, int], roll: Sequence[TallyRow], unit: str) -> Counts:
    def worth(rows: Iterable[TallyRow]) -> int:
        return sum(row.votes if unit == VOTES else 1 for row in rows)

    return Counts(
        votes_for=chosen.get(decision_rule.FOR, 0),
        votes_against=chosen.get(decision_rule.AGAINST, 0),
        abstentions=chosen.get(decision_rule.ABSTAIN, 0),
        no_part=chosen.get(decision_rule.NO_PART, 0),
        entitled=worth(roll),
        present=worth(line for line in roll if line.present),
        attending=worth(line for line in roll if line.present or line.cast or line.source),
    )


def _checks(rule: Rule, total: Tally, colleges: Mapping[str, Tally], roll: Sequence[TallyRow]) -> Iterable[Check]:
    yield _some(rule, total)
    for part, threshold in enumerate(rule.thresholds):
        groups = colleges if rule.by_college else {"": total}
        yield from (_threshold(threshold, tally, part, name) for name, tally in groups.items())
    heads = total.electors
    if rule.minimum_for:
        yield _minimum_checks("minimum_for", heads.votes_for, rule.minimum_for)
    if rule.minimum_not_against:
        yield _minimum_checks("minimum_not_against", heads.votes_for + heads.abstentions, rule.minimum_not_against)
    if rule.objections:
        yield Check("objections", total.votes.votes_against == 0, total.votes.votes_against, 0)
    if rule.vetoes:
        against = sum(decision_rule.AGAINST in line.cast for line in roll if line.association in rule.vetoes)
        yield Check("vetoes", against == 0, against, 0)
    if rule.quorum.kind != decision_rule.NO_QUORUM:
        yield _quorum(rule.quorum, total.electors, "")
        if rule.quorum_by_college:
            yield from (_quorum(rule.quorum, tally.electors, name) for name, tally in colleges.items())


def _minimum_checks(kind: str, number: int, needed: int) -> Check:
    return Check(kind, number >= needed, number, needed)


def _some(rule: Rule, total: Tally) -> Check:
    votes = total.votes
    number = votes.entitled - votes.votes_against if rule.silence else votes.votes_for
    return _minimum_checks("some", number, 1)


def _threshold(threshold: Threshold, tally: Tally, part: int, college: str = "") -> Check:
    counts = tally.of(threshold.unit)
    base = counts.base(threshold.base)
    met = threshold.is_reached(counts.votes_for, base)
    if threshold.blockers:
        met = met or tally.electors.voting - tally.electors.votes_for < threshold.blockers
    return Check("threshold", met, counts.votes_for, threshold.needed(base), base, college, part)


def _quorum(quorum: Quorum, electors: Counts, college: str) -> Check:
    number = electors.voting if quorum.kind == decision_rule.QUORUM_TAKING_PART else electors.present
    base = quorum.seats if quorum.kind == decision_rule.QUORUM_SEATS and not college else electors.entitled
    share = Threshold(quorum.numerator, quorum.denominator, quorum.strict)
    met = quorum.waived or share.is_reached(number, base)
    return Check("quorum", met, number, share.needed(base), base, college)


def _outcome(rule: Rule, total: Tally, checks: Sequence[Check], roll: Sequence[TallyRow]) -> str:
    missed = [check for check in checks if not check.met]
    if rule.version == decision_rule.THREE_VERDICTS:
        return _first_outcome(rule, total, missed, roll)
    if any(check.kind == "quorum" for check in missed) or nobody_took_part(rule, total):
        return WITHOUT_EFFECT
    if not missed:
        return ADOPTED
    if not is_tied(rule, total, missed):
        return REJECTED
    if rule.tie == decision_rule.CHAIR:
        return ADOPTED if _chair_is_for(roll) else REJECTED
    return TIED


def nobody_took_part(rule: Rule, total: Tally) -> bool:
    """Whether there is no vote for, against or abstaining. Under silence, no answer consents."""
    return not rule.silence and total.votes.voting == 0


def is_tied(rule: Rule, total: Tally, missed: Sequence[Check]) -> bool:
    """Whether one more vote would have adopted, and as many were for as against."""
    if not _is_edge(rule, total, missed):
        return False
    counts = [total.of(rule.thresholds[check.part].unit) for check in missed]
    return all(each.votes_for == each.votes_against for each in counts)


def _is_edge(rule: Rule, total: Tally, missed: Sequence[Check]) -> bool:
    if any(check.kind != "threshold" or check.college for check in missed):
        return False
    thresholds = [rule.thresholds[check.part] for check in missed]
    counts = [total.of(each.unit) for each in thresholds]
    return all(
        each.is_tied(those.votes_for, those.base(each.base)) for each, those in zip(thresholds, counts, strict=True)
    )


def _first_outcome(rule: Rule, total: Tally, missed: Sequence[Check], roll: Sequence[TallyRow]) -> str:
    """The verdict under the first version of the rules, for recounts of earlier votes."""
    if not missed:
        return ADOPTED
    if [check.kind for check in missed] == ["objections"]:
        return TO_VOTE if rule.silence else DISSENT
    if not _is_edge(rule, total, missed):
        return REJECTED
    if rule.tie == decision_rule.SECOND_ROUND:
        return TO_REPEAT
    return ADOPTED if rule.tie == decision_rule.CHAIR and _chair_is_for(roll) else REJECTED


def _chair_is_for(roll: Sequence[TallyRow]) -> bool:
    return any(line.is_chair and line.cast.get(decision_rule.FOR) == line.votes for line in roll)
