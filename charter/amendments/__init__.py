"""Amendments: a proposed text beside the text, in rounds, with those who support it."""
