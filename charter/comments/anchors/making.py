"""The anchor of a new comment, from what somebody selected."""

from typing import NamedTuple

from charter.clauses.versions import visibility
from charter.collab.attribution.identified_text import IdentifiedText
from charter.collab.storage import update_log
from charter.collab.ydoc.document import Unreadable
from charter.comments.anchors import places, selecting
from charter.comments.anchors.selecting import Selection
from charter.comments.models import Anchor
from charter.core.errors import Invalid


class _Read(NamedTuple):
    """A text, and which one it is."""

    text: IdentifiedText
    seq: int | None
    version_id: int | None


def anchor(clause_id: int, selection: Selection) -> Anchor:
    """An anchor on a selection of the live text or of a version, not stored. Raises Invalid."""
    text, seq, version_id = _read(clause_id, selection)
    found = _span(text, selection)
    target = selecting.target(clause_id, text, found)
    exact, prefix, suffix = target.quote
    ranges = [list(each) for each in target.ranges]
    where = {"seq": seq, "version_id": version_id, "ranges": ranges}
    return Anchor(number=1, change=0, exact=exact, prefix=prefix, suffix=suffix, **where)


def _span(text: IdentifiedText, selection: Selection) -> selecting.Span:
    if selection.ranges:
        return selecting.of_ranges(text, selection.ranges)
    return selecting.of_positions(text, selection.first, selection.last)


def _read(clause_id: int, selection: Selection) -> _Read:
    """The server's own copy of what was selected in."""
    if selection.version:
        version = visibility.numbered(visibility.visible(clause_id), selection.version)
        seq = getattr(version, "seq", None)
        return _Read(places.text_of(version), seq, version.id if seq is None else None)

    try:
        newest = update_log.state_of(clause_id)[1]
        seq = newest if selection.ranges or selection.seq < 0 else min(selection.seq, newest)
        return _Read(places.live_text(clause_id, seq), seq, None)
    except Unreadable as no:
        raise Invalid(*no.reasons) from no
