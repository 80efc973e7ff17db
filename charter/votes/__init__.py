"""Votes: an exact text, a rule fixed at opening, a frozen roll, ballots, a result with its arithmetic."""
