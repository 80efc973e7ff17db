"""What somebody selected, as a browser tells it, in the server's own copy of the text. Raises Invalid.

A browser sends identities of characters, or positions in lines; never words.
"""

import json
from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from charter.collab.attribution import identified_text
from charter.collab.attribution.identified_text import IdentifiedText, characters
from charter.collab.ydoc.encoding import IdRange
from charter.comments.anchors.quotes import Quote, Whole
from charter.comments.anchors.resolving import Target, cut, joined
from charter.core.errors import Invalid

MAX_RANGES = 50
"""Ranges of characters in one selection: a browser sends the first and the last of a text by more hands."""
MAX_LENGTH = 2000
"""Characters of one selection."""
MAX_SENT_LENGTH = 5000
"""Characters of the JSON of ranges."""
MAX_NUMBER = 2**53


class Selection(NamedTuple):
    """What a form says of a selection: `ranges` as JSON, or positions from `first` to `last` in the text of a version,
    or in the live text as it was at an edit."""

    ranges: str = ""
    version: str = ""
    seq: int = -1
    first: str = ""
    last: str = ""

    def __bool__(self) -> bool:
        return bool(self.ranges or self.first)

    def fields(self) -> dict[str, object]:
        """As the fields of a form."""
        seq = self.seq if self.seq >= 0 else ""
        return {"ranges": self.ranges, "version": self.version, "seq": seq, "from": self.first, "to": self.last}


class Span(NamedTuple):
    """Where a selection begins and ends in the whole of a text."""

    start: int
    end: int


def of_ranges(text: IdentifiedText, sent: str) -> Span:
    """The selection from the first to the last of some ranges, which may have lost characters meanwhile."""
    ranges = _parsed(sent)
    if any(clock + length > text.clocks.get(client, 0) for client, clock, length in ranges):
        raise gone()

    whole, found = Whole(text.lines), []
    for run in text.runs:
        for client, clock, length in ranges:
            first, last = max(clock, run.clock), min(clock + length, run.clock + run.length)
            if client == run.client and first < last:
                at = whole.index(run.line, run.start - run.clock)
                found += [at + first, at + last]
    if not found:
        raise gone()
    return _trimmed(whole, min(found), max(found))


def of_positions(text: IdentifiedText, first: str, last: str) -> Span:
    """The selection from one position to another, each as `line.offset`, the line being counted from 0 among those
    with words; a line alone is all of it."""
    whole = Whole(text.lines)
    start, end = _point(text, first, 0), _point(text, last or first, -1)
    return _trimmed(whole, whole.index(*start), whole.index(*end))


def target(clause_id: int, text: IdentifiedText, span: Span) -> Target:
    """What a comment on a selection is about."""
    whole = Whole(text.lines)
    runs = identified_text.origins(clause_id, _runs(text, whole, span))
    ranges = joined((each.client, each.clock, each.length) for each in runs)
    return Target(ranges, Quote(*map(characters, whole.quote(*span))))


def _runs(text: IdentifiedText, whole: Whole, span: Span) -> list[identified_text.Run]:
    stretches = whole.stretches(*span)
    return [identified_text.Run(*each, 0, 0) for each in cut(text.runs, stretches)]


def _trimmed(whole: Whole, start: int, end: int) -> Span:
    """Without white space at either end, and with whole characters."""
    while start < end and whole.text[start].isspace():
        start += 1
    while start < end and whole.text[end - 1].isspace():
        end -= 1
    if start >= end:
        raise Invalid(_l("There are no words here. Select those that you want to comment on."))

    if _is_low(whole.text[start]):
        start -= 1
    if end < len(whole.text) and _is_low(whole.text[end]):
        end += 1
    if end - start > MAX_LENGTH:
        said = _l("Select %(most)s characters at most; you selected %(number)s.", most=MAX_LENGTH, number=end - start)
        raise Invalid(said)
    return Span(start, end)


def _is_low(unit: str) -> bool:
    return "\udc00" <= unit <= "\udfff"


def _parsed(sent: str) -> list[IdRange]:
    try:
        read = json.loads(sent) if len(sent) <= MAX_SENT_LENGTH else None
    except (ValueError, RecursionError):
        read = None
    match read:
        case [_, *_] if len(read) <= MAX_RANGES and all(map(_is_range, read)):
            return [(client, clock, length) for client, clock, length in read]
    raise gone()


def _is_range(each: object) -> bool:
    match each:
        case [int() as client, int() as clock, int() as length]:
            return 0 <= client < MAX_NUMBER and 0 <= clock < MAX_NUMBER and 0 < length < MAX_NUMBER
    return False


def _point(text: IdentifiedText, sent: str, otherwise: int) -> tuple[int, int]:
    number, _, offset = sent.partition(".")
    lines = [line for line, words in enumerate(text.lines) if words.strip()]
    if not _is_number(number) or (offset and not _is_number(offset)) or int(number) >= len(lines):
        raise gone()
    line = lines[int(number)]
    length = len(text.lines[line])
    at = int(offset) if offset else otherwise % (length + 1)
    if at > length:
        raise gone()
    return line, at


def _is_number(sent: str) -> bool:
    return sent.isascii() and sent.isdigit() and len(sent) <= 6


def gone() -> Invalid:
    """The refusal of what is not in the text."""
    said = _l("These words are no longer in the text. Select them anew, or send your comment on the whole clause.")
    return Invalid(said)
