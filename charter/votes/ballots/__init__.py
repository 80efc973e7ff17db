"""Stored ballots: writing them in batches, reading them at the count, turnout, and the traces of a
sealed vote."""
