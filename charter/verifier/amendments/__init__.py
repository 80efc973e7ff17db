"""Rounds of amendments: what was proposed, agreed, voted and put into the text, by the journal."""
