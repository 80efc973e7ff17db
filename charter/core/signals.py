"""Signals by which a lower package reports to a higher one, always after the commit."""

from blinker import Namespace

_signals = Namespace()

changed = _signals.signal("changed")
"""Something that pages show has changed. Sender: its topic, such as `clause:12`; `part`: which
part."""

session_revoked = _signals.signal("session-revoked")
"""A member's access was revoked: at least for one session, or to a charter. Sender: the member's id."""

language_chosen = _signals.signal("language-chosen")
"""A member chose another language. Sender: the member's id; `code`: the language."""
