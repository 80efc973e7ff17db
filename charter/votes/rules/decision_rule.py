"""A decision rule as a value. Integers and fractions only; plain values in, plain values out.

A rule consists of thresholds that must all be reached, minimum numbers of electors, objections,
vetoes, a quorum, what a tie means, and whether each college must reach the thresholds. `named_rules`
has those that have a name.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

from charter.core.digest import digest

FOR, AGAINST, ABSTAIN, NO_PART = "for", "against", "abstain", "no_part"
CHOICES = (FOR, AGAINST, ABSTAIN, NO_PART)
EXPRESSED, VOTING, PRESENT, ENTITLED = BASES = ("expressed", "voting", "present", "entitled")
"""The base of a threshold: for and against; these and abstentions; present or voted; the whole
roll."""
VOTES, ELECTORS = UNITS = ("votes", "electors")
"""The unit: votes, of which an elector may hold several, or electors. One comparison has one unit.
"""
REJECT, CHAIR, SECOND_ROUND = TIES = ("reject", "chair", "second_round")
NO_QUORUM, QUORUM_PRESENT, QUORUM_SEATS, QUORUM_TAKING_PART = QUORUMS = ("none", "present", "seats", "taking_part")
MAX_NUMBER = 1_000_000
"""The largest number in a rule."""
THREE_VERDICTS, FOUR_VERDICTS = VERSIONS = (1, 2)
"""Version of the verdicts. A rule stored without a version has the first: it knew no verdict for a
missed quorum, and its votes are recounted as their electors were told."""


@dataclass(frozen=True)
class Threshold:
    """Reached when the votes for are more than (or, not strict, at least) `numerator`/`denominator`
    of the base.

    `blockers`: size of a blocking minority: missed only if at least this many electors took part
    without being for; 0 for no such condition.
    """

    numerator: int
    denominator: int
    strict: bool
    base: str = EXPRESSED
    unit: str = VOTES
    blockers: int = 0

    def sides(self, votes_for: int, base: int) -> tuple[int, int]:
        """Both sides of the comparison, cross-multiplied: no fraction is ever rounded."""
        return votes_for * self.denominator, base * self.numerator

    def needed(self, base: int) -> int:
        """The minimum number of votes for, given a base."""
        whole, rest = divmod(base * self.numerator, self.denominator)
        return whole + 1 if self.strict or rest else whole

    def is_reached(self, votes_for: int, base: int) -> bool:
        """Whether these votes reach the threshold."""
        left, right = self.sides(votes_for, base)
        return left > right if self.strict else left >= right

    def is_tied(self, votes_for: int, base: int) -> bool:
        """Whether one more vote would have reached it and these are exactly the limit."""
        left, right = self.sides(votes_for, base)
        return self.strict and left == right


@dataclass(frozen=True)
class Quorum:
    """How many must take part for a result to have effect.

    `kind`: none; present (electors present in person at the opening, of the roll); seats (the same,
    of the legal number of `seats`, filled or not); taking_part (ballots for, against and
    abstaining, of the roll). `again_after`: days after which a second call needs no quorum, 0 for
    never. `waived`: this vote is such a second call.
    """

    kind: str = NO_QUORUM
    numerator: int = 1
    denominator: int = 2
    strict: bool = True
    seats: int = 0
    again_after: int = 0
    waived: bool = False


@dataclass(frozen=True)
class Rule:
    """When a vote adopts. Except under silence, at least one vote for is required.

    `minimum_for` and `minimum_not_against` are numbers of electors. `objections`: "against" reads
    "I object", needs a reason, and one maintained objection rejects. `silence`: no answer within
    `least_hours` consents. `vetoes`: names of associations whose vote against rejects.
    `may_abstain`: whether abstaining is offered.
    """

    name: str
    thresholds: tuple[Threshold, ...] = ()
    minimum_for: int = 0
    minimum_not_against: int = 0
    objections: bool = False
    silence: bool = False
    least_hours: int = 0
    vetoes: tuple[str, ...] = ()
    quorum: Quorum = field(default_factory=Quorum)
    quorum_by_college: bool = False
    by_college: bool = False
    tie: str = REJECT
    may_abstain: bool = True
    version: int = FOUR_VERDICTS

    def as_json(self) -> dict[str, Any]:
        """As it is stored and hashed."""
        data = asdict(self)
        if self.version == THREE_VERDICTS:
            del data["version"]
        return data | {"thresholds": list(data["thresholds"]), "vetoes": list(self.vetoes)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Rule":
        """The inverse of `as_json`; TypeError for anything else."""
        parts: dict[str, Any] = {
            "thresholds": tuple(Threshold(**each) for each in data["thresholds"]),
            "vetoes": tuple(data["vetoes"]),
            "quorum": Quorum(**data["quorum"]),
        }
        return cls(**({"version": THREE_VERDICTS} | data | parts))

    @property
    def digest(self) -> str:
        """SHA-256 of the rule as canonical JSON."""
        return digest(self.as_json())

    @property
    def choices(self) -> tuple[str, ...]:
        """The choices on its ballot, in order."""
        return tuple(choice for choice in CHOICES if choice != ABSTAIN or self.may_abstain)

    @property
    def counts_electors(self) -> bool:
        """Whether any part counts electors; then nobody may split their votes."""
        heads = any(each.unit == ELECTORS or each.blockers for each in self.thresholds)
        return heads or bool(self.minimum_for or self.minimum_not_against)
