"""Moments, as an archive writes them."""

from datetime import datetime, timedelta

NONE = timedelta(0)
SLACK = timedelta(minutes=1)
"""The longest time between a moment that an entry states and the entry itself: the moment is taken
before the work of its transaction."""


def parse(text):
    """A moment, from its text in UTC."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ")
