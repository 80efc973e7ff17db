"""Logs that cannot be read: which edits are at fault, and setting them aside."""
