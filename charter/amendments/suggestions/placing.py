"""Where suggestions stand in the live text of a clause, and what is left of them there.

Their words are found again as those of comments: by the identity of characters, then by the quote in its context,
never elsewhere. What they ask is carried over what the live text became.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import Flask, current_app

from charter.amendments import texts
from charter.amendments.suggestions import rules
from charter.amendments.suggestions.models import Suggestion
from charter.collab.attribution import identified_text
from charter.collab.attribution.identified_text import IdentifiedText, units
from charter.collab.storage import update_log
from charter.collab.ydoc import to_prosemirror
from charter.collab.ydoc.document import LiveDocument
from charter.comments.anchors import places, selecting
from charter.comments.anchors.quotes import Quote, Whole
from charter.comments.anchors.resolving import GONE, Place, Resolver, Target
from charter.content import blocks
from charter.content.canonical import canonical
from charter.content.merge.atoms import Stream, flatten
from charter.content.merge.carrying import carried as carried_over
from charter.content.merge.comparing import compare
from charter.content.merge.differing import diff
from charter.content.merge.patch import Patch
from charter.content.merge.relations import Relation
from charter.content.merge.text import Text, normal
from charter.content.merge.union import applied
from charter.content.schema import Content
from charter.core import digest

HERE, MOVED, CHANGED, NOWHERE = "here", "moved", "changed", "gone"
FITS, SAID, COLLIDES = "fits", "said", "collides"
"""What becomes of a suggestion if it is accepted now: its change; nothing, since the text says so already; it cannot,
since the text was changed where it stands."""
MAX_STATES = 200
"""States of texts of which it is known where suggestions stand."""


@dataclass(frozen=True)
class Placed:
    """Where a suggestion stands, and whether it can be accepted. `place` is None where it touches no words."""

    place: Place | None
    fate: str

    @property
    def where(self) -> str:
        """`HERE`, `MOVED`, `CHANGED` or `NOWHERE`."""
        if self.place is None:
            return HERE
        if self.place.is_gone:
            return NOWHERE
        return CHANGED if self.place.is_changed else MOVED if self.place.is_moved else HERE


def base_at(clause_id: int, seq: int) -> Content:
    """The live text of a clause after an edit, in the one form in which equal texts are equal. Raises Unreadable."""
    document = LiveDocument(*update_log.load(clause_id, seq))
    return canonical(digest.normal(to_prosemirror.content(document.doc)))


def anchors(clause_id: int, seq: int, base: Content, proposed: Content) -> list[dict[str, Any]]:
    """The words of the live text after an edit that a proposed text touches, with their identity."""
    compared = texts.compared(lambda: compare(base, proposed), base, proposed)
    text, lines = places.live_text(clause_id, seq), [line.words for line in blocks.lines(base)]
    found: list[dict[str, Any]] = []
    for each in rules.touched(compared):
        span = _span(text, each, lines)
        if span and span.start < span.end:
            ranges, quote = selecting.target(clause_id, text, span)
            said = {"exact": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix}
            found.append({"ranges": [list(each) for each in ranges], **said})
    return found


def _span(text: IdentifiedText, touched: rules.Touched, lines: Sequence[str]) -> selecting.Span | None:
    """Where touched words stand in the text as browsers count it; all of the line where that is spelled otherwise."""
    if touched.line >= min(len(text.lines), len(lines)):
        return None
    whole, line = Whole(text.lines), units(lines[touched.line])
    start, end = (len(units(lines[touched.line][:at])) for at in (touched.start, touched.end))
    if text.lines[touched.line] != line:
        start, end = 0, len(text.lines[touched.line])
    return selecting.Span(whole.index(touched.line, start), whole.index(touched.line, end))


def carried(each: Suggestion, now: Text) -> Patch | Relation:
    """What a suggestion changes in the text as it is `now`; how it meets what was changed there, where only one of both
    can be. The heading is none of its affair."""
    return texts.compared(lambda: _carried(each.base, each.proposed, now), each.base, now.content)


def _carried(base: Content, proposed: Content, now: Text) -> Patch | Relation:
    stream, text = (flatten(normal(Text(now.heading, content))) for content in (base, now.content))
    asked = diff(stream, flatten(normal(Text(now.heading, proposed))))
    if stream.atoms == text.atoms:
        return asked
    left = carried_over(stream, diff(stream, text), asked)
    return left if isinstance(left, Relation) or left.base.atoms == text.atoms else _again(text, left)


def _again(text: Stream, left: Patch) -> Patch:
    return diff(text, flatten(applied(text, [left])))


def of(clause_id: int, found: Sequence[Suggestion], now: Text) -> dict[int, Placed]:
    """Where each of these suggestions stands in the live text of their clause, which is `now`, by id."""
    if not found:
        return {}
    known = _memory().of((clause_id, *update_log.state_of(clause_id)))
    missing = [each for each in found if each.id not in known]
    if missing:
        text = places.live_text(clause_id)
        resolver = Resolver(text, lambda: identified_text.origins(clause_id, text.runs))
        known |= {each.id: Placed(_place(resolver, each), _fate(carried(each, now))) for each in missing}
    return {each.id: known[each.id] for each in found}


def _place(resolver: Resolver, each: Suggestion) -> Place | None:
    found = [resolver.place(_target(anchor)) for anchor in each.anchors]
    here = [place for place in found if not place.is_gone]
    if not found:
        return None
    if not here:
        return GONE
    return Place(
        tuple(sorted(stretch for place in here for stretch in place.stretches)),
        tuple(part for place in here for part in place.ranges),
        "\n".join(place.words for place in here),
        is_changed=len(here) < len(found) or any(place.is_changed for place in here),
        is_moved=any(place.is_moved for place in here),
    )


def _target(anchor: dict[str, Any]) -> Target:
    ranges = [(client, clock, length) for client, clock, length in anchor["ranges"]]
    return Target(ranges, Quote(*(units(str(anchor[name])) for name in ("exact", "prefix", "suffix"))))


def _fate(left: Patch | Relation) -> str:
    if isinstance(left, Relation):
        return COLLIDES
    return SAID if left.is_empty else FITS


class Memory:
    """Where suggestions stand in the states of texts that were asked for last."""

    def __init__(self, app: Flask) -> None:
        self._states: OrderedDict[object, dict[int, Placed]] = OrderedDict()
        app.extensions["suggestion_places"] = self

    def of(self, state: object) -> dict[int, Placed]:
        """What is known of one state of a text, to be added to."""
        found = self._states.setdefault(state, {})
        self._states.move_to_end(state)
        while len(self._states) > MAX_STATES:
            self._states.popitem(last=False)
        return found


def install(app: Flask) -> None:
    """Let `app` remember."""
    Memory(app)


def _memory() -> Memory:
    return cast(Memory, current_app.extensions["suggestion_places"])
