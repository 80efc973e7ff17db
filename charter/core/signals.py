"""How something low tells something high that it happened: always after the commit."""

from blinker import Namespace

_signals = Namespace()

link_requested = _signals.signal("link-requested")
"""A sign-in link was made. Sender: the member; `secret`: what stands in the address; `invited`: is it an invitation."""

changed = _signals.signal("changed")
"""Something that people may be looking at has changed. Sender: its topic, such as `clause:12`; `part`: which part."""

shut_out = _signals.signal("shut-out")
"""A member may no longer be here, at least not everywhere. Sender: their number."""

vote_opened = _signals.signal("vote-opened")
"""A vote may be cast in. Sender: its number."""

vote_closed = _signals.signal("vote-closed")
"""A vote was counted. Sender: its number."""

ballot_recorded = _signals.signal("ballot-recorded")
"""Ballots were cast or changed. Sender: the vote's number; `elector_ids`: whose; `by_id`: who handed them in."""

reminder_asked = _signals.signal("reminder-asked")
"""Who has not voted is to be reminded. Sender: the vote's number; `elector_ids`: who."""

proxy_changed = _signals.signal("proxy-changed")
"""A proxy was given, or revoked. Sender: its number; `given`: which of both."""
