"""Amendments that are decided by votes of their own."""

from tests.votes.motions.conftest import *  # noqa: F403
