"""Puts what several people proposed into the live text of a clause, as one act, each under their name."""
