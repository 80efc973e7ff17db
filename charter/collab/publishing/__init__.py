"""Versions made from the live text: published by a moderator, or kept automatically."""
