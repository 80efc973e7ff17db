"""Votes: an exact text, a rule fixed at opening, a frozen roll, ballots, and a result with its
arithmetic."""
