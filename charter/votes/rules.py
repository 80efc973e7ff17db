"""When a vote passes. Integers and fractions only; plain values in, plain values out."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

FOR, AGAINST, ABSTAIN = "for", "against", "abstain"
CHOICES = (FOR, AGAINST, ABSTAIN)


@dataclass(frozen=True)
class Rule:
    """A decision rule as a value: adopted when the votes for are more than (or, not strict, at least)
    `numerator`/`denominator` of the base, and at least one."""

    name: str
    numerator: int
    denominator: int
    strict: bool
    base: str

    def as_json(self) -> dict[str, Any]:
        """As it is stored and hashed."""
        return asdict(self)


SIMPLE_MAJORITY = Rule("simple_majority_expressed", 1, 2, strict=True, base="expressed")
"""More votes for than against; abstentions do not count; a tie rejects (CGCT art. L2121-20; UN GA rule 86)."""


@dataclass(frozen=True)
class Result:
    """The counts of a vote and what they mean. `roll` is how many could vote."""

    votes_for: int
    votes_against: int
    abstentions: int
    roll: int
    adopted: bool

    @property
    def expressed(self) -> int:
        """Votes for and against."""
        return self.votes_for + self.votes_against

    @property
    def cast(self) -> int:
        """All ballots."""
        return self.expressed + self.abstentions

    def as_json(self) -> dict[str, Any]:
        """As it is stored and exported."""
        return asdict(self)


def tally(choices: Iterable[str], roll: int, rule: Rule = SIMPLE_MAJORITY) -> Result:
    """Count the ballots and apply the rule. An empty vote never passes. KeyError for a choice there is none of."""
    counted = Counter(choices)
    if unknown := set(counted) - set(CHOICES):
        raise KeyError(f"no such choice: {sorted(unknown)}")
    for_, against = counted[FOR], counted[AGAINST]
    adopted = for_ >= 1 and _reaches(for_, for_ + against, rule)
    return Result(for_, against, counted[ABSTAIN], roll, adopted)


def _reaches(for_: int, base: int, rule: Rule) -> bool:
    """Cross-multiplied, so that no fraction is ever rounded."""
    left, right = for_ * rule.denominator, base * rule.numerator
    return left > right if rule.strict else left >= right
