"""Stored ballots, as a batch or one by one, the turnout, and what a sealed vote must leave no trace of."""
