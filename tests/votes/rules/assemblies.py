"""Assemblies in a line: so many for, against, abstaining, taking no part, and absent."""

from charter.votes.rules.decision_rule import CHOICES
from charter.votes.rules.tally import TallyRow


def lines(for_=0, against=0, abstain=0, no_part=0, absent=0, **of):
    """Electors with a vote each, unless `votes` says otherwise; `of` is the same for all of them."""
    votes = of.pop("votes", 1)
    numbers = zip(CHOICES, (for_, against, abstain, no_part), strict=True)
    cast = [choice for choice, number in numbers for _ in range(number)]
    voted = [TallyRow(votes, {choice: votes}, **of) for choice in cast]
    return voted + [TallyRow(votes, **of)] * absent
