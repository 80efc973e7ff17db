"""Suggestions in place: what somebody would change in a clause while it is drafted, kept beside its live text."""
