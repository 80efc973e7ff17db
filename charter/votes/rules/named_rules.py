"""The named decision rules, each with an institution that uses it."""

from dataclasses import replace

from charter.votes.rules.decision_rule import (
    ELECTORS,
    ENTITLED,
    EXPRESSED,
    PRESENT,
    QUORUM_TAKING_PART,
    VOTING,
    Quorum,
    Rule,
    Threshold,
)

_HALF_EXPRESSED = Threshold(1, 2, strict=True, base=EXPRESSED)
_TWO_THIRDS_EXPRESSED = Threshold(2, 3, strict=False, base=EXPRESSED)

N_ = str
"""Marks a label for Babel to collect; it is translated where it is shown."""
BY_NAME: dict[str, Rule] = {}
"""Every named rule, in the order in which forms offer them."""
LABELS: dict[str, str] = {}
"""How each is called, in English."""


def _named(label: str, rule: Rule) -> Rule:
    BY_NAME[rule.name], LABELS[rule.name] = rule, label
    return rule


SIMPLE_MAJORITY = _named(
    N_("Simple majority of the votes expressed"), Rule("simple_majority_expressed", (_HALF_EXPRESSED,))
)
"""More votes for than against; a tie rejects (CGCT art. L2121-20; UN General Assembly rule 86)."""
MAJORITY_OF_VOTING = _named(
    N_("Absolute majority of those who vote"),
    Rule("absolute_majority_voting", (Threshold(1, 2, strict=True, base=VOTING),)),
)
MAJORITY_OF_PRESENT = _named(
    N_("Absolute majority of those present"),
    Rule("absolute_majority_present", (Threshold(1, 2, strict=True, base=PRESENT),)),
)
"""Of those who are there (committees in Vaud until 2018)."""
MAJORITY_OF_ENTITLED = _named(
    N_("Absolute majority of the roll"),
    Rule("absolute_majority_entitled", (Threshold(1, 2, strict=True, base=ENTITLED),)),
)
TWO_THIRDS = _named(N_("Two thirds of the votes expressed"), Rule("two_thirds_expressed", (_TWO_THIRDS_EXPRESSED,)))
"""Important questions (Quebec C-37.3 art. 39.1)."""
THREE_QUARTERS = _named(
    N_("Three quarters of the votes expressed"),
    Rule("three_quarters_expressed", (Threshold(3, 4, strict=False, base=EXPRESSED),)),
)
"""As the bureau of the European Committee of the Regions decides some things."""
TWO_THIRDS_OF_ENTITLED = _named(
    N_("Two thirds of the roll"), Rule("two_thirds_entitled", (Threshold(2, 3, strict=False, base=ENTITLED),))
)
"""Changes of statutes and of rules of procedure (GDPR art. 72)."""
MAJORITY_WITH_MINIMUM = _named(
    N_("Majority with a least number of votes"), Rule("majority_with_minimum", (_HALF_EXPRESSED,), minimum_for=5)
)
"""More for than against, and enough in favour (LiquidFeedback's policies)."""
UNANIMITY_OF_EXPRESSED = _named(
    N_("Unanimity of the votes expressed"),
    Rule("unanimity_expressed", (Threshold(1, 1, strict=False, base=EXPRESSED),)),
)
UNANIMITY_OF_VOTING = _named(
    N_("Unanimity of those who vote"), Rule("unanimity_voting", (Threshold(1, 1, strict=False, base=VOTING),))
)
UNANIMITY_OF_ENTITLED = _named(
    N_("Unanimity of the roll"), Rule("unanimity_entitled", (Threshold(1, 1, strict=False, base=ENTITLED),))
)
CONSENSUS = _named(
    N_("Consensus without objection"),
    Rule("consensus_without_objection", (Threshold(1, 2, strict=False, base=PRESENT),), objections=True),
)
"""Substantial support and no formal objection (W3C process)."""
CONSENT = _named(N_("Consent"), Rule("consent", objections=True))
"""No reasoned objection is maintained (sociocracy)."""
SILENCE = _named(N_("Silence procedure"), Rule("silence_procedure", objections=True, silence=True, least_hours=72))
"""Nobody objects before the deadline (the lazy consensus of Apache projects)."""
MINIMUM_WITHOUT_VETO = _named(
    N_("Three in favour and no veto"),
    Rule("minimum_without_veto", (Threshold(1, 1, strict=False, base=EXPRESSED),), minimum_for=3),
)
"""At least three for, and nobody against (the consensus approval of Apache projects)."""
DOUBLE_MAJORITY = _named(
    N_("Double majority of members and votes"),
    Rule(
        "double_majority",
        (
            Threshold(55, 100, strict=False, base=VOTING, unit=ELECTORS),
            Threshold(65, 100, strict=False, base=VOTING, blockers=4),
        ),
    ),
)
"""55 % of the members who take part, holding 65 % of the votes; fewer than four cannot block (EU
Council)."""
WEIGHTED_TWO_THIRDS = _named(
    N_("Weighted two thirds with at least five members"),
    Rule("weighted_two_thirds_minimum", (_TWO_THIRDS_EXPRESSED,), minimum_for=5),
)
"""Two thirds of the votes expressed, and five members for (Quebec C-37.3 art. 39.1)."""
BY_COLLEGES = _named(N_("Majority in each college"), replace(SIMPLE_MAJORITY, name="by_colleges", by_college=True))
"""A majority in each college (statutes of many associations)."""

ALL = tuple(BY_NAME.values())
CUSTOM = "custom"
"""The name of a rule made from the same parts for one vote."""
DEFAULT_QUORUM = Quorum(QUORUM_TAKING_PART, 1, 3, strict=False)


def default(kind: str, is_preamble: bool = False) -> Rule:
    """The proposed rule: two thirds for a preamble and for the whole charter, else a simple
    majority; the quorum is a third taking part."""
    rule = TWO_THIRDS if kind == "charter" or is_preamble else SIMPLE_MAJORITY
    return replace(rule, quorum=DEFAULT_QUORUM)
