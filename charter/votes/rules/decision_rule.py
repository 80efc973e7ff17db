"""A decision rule as a value. Integers and fractions only; plain values in, plain values out.

A rule is made of parts: thresholds that must all be reached, least numbers of electors, objections, vetoes, a quorum,
what a tie means, and whether each college must reach the thresholds. `named` has the rules that have a name.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

from charter.core.digest import digest

FOR, AGAINST, ABSTAIN, NO_PART = "for", "against", "abstain", "no_part"
CHOICES = (FOR, AGAINST, ABSTAIN, NO_PART)
EXPRESSED, VOTING, PRESENT, ENTITLED = BASES = ("expressed", "voting", "present", "entitled")
"""What a threshold is a part of: for and against; these and abstentions; who was there or voted; the whole roll."""
VOTES, ELECTORS = UNITS = ("votes", "electors")
"""What is added up: votes, of which an elector may hold several, or heads. Never both in one comparison."""
REJECT, CHAIR, SECOND_ROUND = TIES = ("reject", "chair", "second_round")
NO_QUORUM, QUORUM_PRESENT, QUORUM_SEATS, QUORUM_TAKING_PART = QUORUMS = ("none", "present", "seats", "taking_part")
MAX_NUMBER = 1_000_000
"""No number of a rule is larger."""
THREE_VERDICTS, FOUR_VERDICTS = VERSIONS = (1, 2)
"""How a rule names what a vote came to. Rules stored without a version are of the first: they knew no verdict for a
missing quorum, and votes opened under them are counted as their electors were told."""


@dataclass(frozen=True)
class Threshold:
    """Reached when the votes for are more than (or, not strict, at least) `numerator`/`denominator` of the base.

    `blockers`: missed only if at least so many electors took part without being for (a blocking minority; 0: no such
    condition).
    """

    numerator: int
    denominator: int
    strict: bool
    base: str = EXPRESSED
    unit: str = VOTES
    blockers: int = 0

    def sides(self, votes_for: int, base: int) -> tuple[int, int]:
        """Both sides of the comparison, cross-multiplied so that no fraction is ever rounded."""
        return votes_for * self.denominator, base * self.numerator

    def needed(self, base: int) -> int:
        """The least number of votes for that reaches it, for a given base."""
        whole, rest = divmod(base * self.numerator, self.denominator)
        return whole + 1 if self.strict or rest else whole

    def is_reached(self, votes_for: int, base: int) -> bool:
        """Whether these votes reach it."""
        left, right = self.sides(votes_for, base)
        return left > right if self.strict else left >= right

    def is_tied(self, votes_for: int, base: int) -> bool:
        """Whether one vote more would have been enough, and one less would not have changed anything."""
        left, right = self.sides(votes_for, base)
        return self.strict and left == right


@dataclass(frozen=True)
class Quorum:
    """How many must take part for the vote to count at all.

    `kind`: none; present (electors there themselves, proxies left out, of the roll; measured at the opening); seats
    (the same, of the legal number of `seats`, filled or not); taking_part (ballots for, against and abstaining, of the
    roll). `again_after`: days after which a second call, when the first lacked the quorum, needs none; 0: never.
    `waived`: this is such a second call.
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
    """When a vote is adopted. Except under silence, at least one vote for is always needed.

    `minimum_for` and `minimum_not_against` are numbers of electors. `objections`: "against" reads "I object", needs a
    reason, and one that is maintained rejects. `silence`: who says nothing consents, after `least_hours`. `vetoes`:
    names of the associations whose vote against rejects. `may_abstain`: whether abstaining is offered.
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
        """From what `as_json` gave; TypeError for anything else."""
        parts: dict[str, Any] = {
            "thresholds": tuple(Threshold(**each) for each in data["thresholds"]),
            "vetoes": tuple(data["vetoes"]),
            "quorum": Quorum(**data["quorum"]),
        }
        return cls(**({"version": THREE_VERDICTS} | data | parts))

    @property
    def digest(self) -> str:
        """SHA-256 of the whole rule in canonical JSON."""
        return digest(self.as_json())

    @property
    def choices(self) -> tuple[str, ...]:
        """What its ballot offers, in order."""
        return tuple(choice for choice in CHOICES if choice != ABSTAIN or self.may_abstain)

    @property
    def counts_electors(self) -> bool:
        """Whether it counts heads somewhere, so that nobody may split their votes."""
        heads = any(each.unit == ELECTORS or each.blockers for each in self.thresholds)
        return heads or bool(self.minimum_for or self.minimum_not_against)
