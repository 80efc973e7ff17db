"""Amendments that are decided by votes of their own."""

from tests.collab.incorporation.conftest import flushed  # noqa: F401
from tests.votes.motions.conftest import *  # noqa: F403
