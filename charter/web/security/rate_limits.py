"""How often one member may do what stays for good, in the journal or a vote, or what others are mailed about."""

from charter.extensions import limiter, network
from charter.web.access import person


def _who() -> str:
    who = person()
    return f"member {who.id}" if who else network()


ballots = limiter.shared_limit("60 per minute", scope="ballots", key_func=_who)
"""Who votes for ten others in many votes takes longer over it."""
words = limiter.shared_limit("30 per minute", scope="words", key_func=_who)
"""Comments, and settling them."""
turns = limiter.shared_limit("30 per hour", scope="turns", key_func=_who)
"""To come or go, to give a proxy; it may be taken back as often as it is given."""
