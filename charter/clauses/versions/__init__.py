"""Versions of a clause: published, automatic, their visibility and their comparison."""
