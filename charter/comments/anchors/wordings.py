"""Comments on words of a wording of an amendment: the text never changes, so they are a line and a stretch in it.

In another wording they are found by their quote in its context; else they were about the earlier one.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from charter.collab.attribution.identified_text import INLINE, IdentifiedText, characters, units
from charter.comments.anchors import selecting
from charter.comments.anchors.quotes import Quote, Stretch, Whole
from charter.comments.anchors.resolving import GONE, Place
from charter.comments.anchors.selecting import Selection
from charter.comments.models import Anchor
from charter.content import schema
from charter.content.schema import Content
from charter.core.errors import Invalid


class Wording(NamedTuple):
    """A wording, by its digest, with the proposed text of each of its changes that has one, by position."""

    digest: str
    texts: Mapping[int, Content]


class Spot(NamedTuple):
    """In which text of a wording words stand, and where."""

    change: int
    place: Place


def anchor(wording: Wording, selection: Selection) -> Anchor:
    """An anchor on words of a wording, not stored. Raises Invalid. `selection.version` is the position of the
    change."""
    change = int(selection.version) if selection.version.isascii() and selection.version.isdigit() else -1
    if change not in wording.texts:
        raise selecting.gone()

    lines = tuple(lines_of(wording.texts[change]))
    span = selecting.of_positions(IdentifiedText(lines, (), {}), selection.first, selection.last)
    whole = Whole(lines)
    exact, prefix, suffix = map(characters, whole.quote(*span))
    ranges = [list(each) for each in whole.stretches(*span)]
    said = {"exact": exact, "prefix": prefix, "suffix": suffix, "ranges": ranges}
    return Anchor(number=1, wording_digest=wording.digest, change=change, **said)


def spots(wording: Wording, anchors: Mapping[int, Anchor]) -> dict[int, Spot]:
    """Where the words of each thread stand in a wording, by thread."""
    wholes = {change: Whole(list(lines_of(content))) for change, content in wording.texts.items()}
    return {thread_id: _spot(wording, wholes, each) for thread_id, each in anchors.items()}


def _spot(wording: Wording, wholes: Mapping[int, Whole], anchor: Anchor) -> Spot:
    if anchor.wording_digest == wording.digest:
        stretches = tuple(Stretch(*each) for each in anchor.ranges)
        return Spot(anchor.change, Place(stretches, words=anchor.exact))

    quote = Quote(*map(units, (anchor.exact, anchor.prefix, anchor.suffix)))
    for change, whole in sorted(wholes.items(), key=lambda each: each[0] != anchor.change):
        at = whole.find(quote)
        if at is not None:
            return Spot(change, Place(whole.stretches(at, at + len(quote.exact)), words=anchor.exact))
    return Spot(anchor.change, GONE)


def lines_of(content: Content) -> Iterator[str]:
    """The lines of a text in UTF-16 units, empty ones included; a hard break is a line feed."""
    if schema.spec()["nodes"][content["type"]].get("content") == INLINE:
        parts = content.get("content", [])
        yield units("".join(each["text"] if each["type"] == "text" else "\n" for each in parts))
    else:
        for child in content.get("content", []):
            yield from lines_of(child)


def quoted(wording: Wording, selection: Selection) -> str:
    """The selected words; "" if there are none such."""
    try:
        return anchor(wording, selection).exact if selection else ""
    except Invalid:
        return ""
