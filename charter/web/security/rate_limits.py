"""Rate limits per member for what stays in the journal or a vote, and for what sends mail to
others."""

from charter.extensions import limiter, network
from charter.web.access import person


def _who() -> str:
    who = person()
    return f"member {who.id}" if who else network()


ballots = limiter.shared_limit("60 per minute", scope="ballots", key_func=_who)
"""Casting ballots. Whoever votes for ten others in many votes needs many."""
words = limiter.shared_limit("30 per minute", scope="words", key_func=_who)
"""Comments, and resolving threads."""
turns = limiter.shared_limit("30 per hour", scope="turns", key_func=_who)
"""Attendance and proxies; a proxy may be revoked as often as it is given."""
