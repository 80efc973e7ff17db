"""How something low tells something high that it happened: always after the commit."""

from blinker import Namespace

_signals = Namespace()

changed = _signals.signal("changed")
"""Something that people may be looking at has changed. Sender: its topic, such as `clause:12`; `part`: which part."""

shut_out = _signals.signal("shut-out")
"""A member may no longer be here, at least not everywhere. Sender: their number."""

language_chosen = _signals.signal("language-chosen")
"""Somebody reads in another language from now on. Sender: the member's number; `code`: which."""
