"""Casting ballots: online, by show of hands, in the paper urn; and the objection that takes a
clause out of a block."""
