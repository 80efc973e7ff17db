"""The history of a charter: its versions and decisions, newest first."""
