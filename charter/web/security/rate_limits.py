"""Rate limits of forms: per member for what stays in the journal or a vote and for what sends mail
to others; per network and mail address for signing in. Those of the live text are in
`collab/sync/token_buckets.py`."""

from collections.abc import Callable
from typing import Any

from flask import request

from charter.extensions import limiter, network
from charter.web.access import person

Route = Callable[..., Any]


def sign_in_links(address: Callable[[], str]) -> Callable[[Route], Route]:
    """Asking for a sign-in link; `address` gives the mail address in the form, as it is counted."""

    def limited(route: Route) -> Route:
        route = limiter.limit("300 per 10 minutes")(route)  # a whole hall may share one address
        # Per mail address so roomy that nobody can lock somebody else out.
        route = limiter.limit("30 per hour", key_func=address)(route)
        return limiter.limit("5 per 10 minutes", key_func=lambda: f"{network()} {address()}")(route)

    return limited


sign_ins = limiter.limit("300 per 10 minutes")
"""Using a sign-in link, per network."""


def _who() -> str:
    who = person()
    return f"member {who.id}" if who else network()


ballots = limiter.shared_limit("60 per minute", scope="ballots", key_func=_who)
"""Casting ballots. Whoever votes for ten others in many votes needs many."""
comments = limiter.shared_limit("30 per minute", scope="comments", key_func=_who)
"""Comments, and resolving threads."""
attendance_and_proxies = limiter.shared_limit("30 per hour", scope="attendance and proxies", key_func=_who)
"""Attendance and proxies; a proxy may be revoked as often as it is given."""


def _is_read() -> bool:
    return request.method != "POST"


drafts = limiter.shared_limit("120 per minute", scope="drafts", key_func=_who, exempt_when=_is_read)
"""Saving drafts of amendments: a page saves once a second while somebody types."""
submissions = limiter.shared_limit("20 per minute; 200 per hour", scope="submissions", key_func=_who)
"""Submitting and rectifying amendments."""
amendments = limiter.shared_limit("30 per minute; 300 per hour", scope="amendments", key_func=_who)
"""Co-signing amendments and taking that back, withdrawing and taking over. Some co-sign many in a row."""
suggestions = limiter.shared_limit("60 per minute; 600 per hour", scope="suggestions", key_func=_who)
"""Accepting and declining suggestions, withdrawing them and making amendments of them. Some settle many in a row."""
support_requests = limiter.shared_limit("20 per hour", scope="support requests", key_func=_who)
"""Asking others, by mail, to co-sign. How many of an association a day: `amendments.rules`."""
advice = limiter.shared_limit("120 per minute", scope="advice", key_func=_who)
"""Advising on amendments, one by one or many at once: moderators write hundreds in a day."""
rounds = limiter.shared_limit("30 per 10 minutes", scope="rounds", key_func=_who)
"""Opening and closing rounds of amendments, and their times: each is told to every delegate."""
