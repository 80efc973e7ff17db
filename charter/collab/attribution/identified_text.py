"""The lines of a text with the identity of each character, by which words are found again in a text that has changed.

Lines are strings of UTF-16 units, as Yjs and browsers count: a character beyond the first plane is two surrogates. A
hard break is one line feed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from charter.collab.attribution.log_replay import log_replays
from charter.collab.ydoc import update_decoder
from charter.collab.ydoc.struct_store import Item, StructStore, TextSpan
from charter.content import schema

INLINE = "inline*"
"""What the schema says of a node that is a line."""


class Run(NamedTuple):
    """Consecutive items of one client that stand in a row in a line, from `start` on."""

    client: int
    clock: int
    length: int
    line: int
    start: int


@dataclass(frozen=True)
class IdentifiedText:
    """The lines of a text, empty ones included, and the runs that they consist of, in reading order.

    `clocks`: up to which clock it has the items of each client, those that were deleted included.
    """

    lines: tuple[str, ...]
    runs: tuple[Run, ...]
    clocks: Mapping[int, int]


def read(state: bytes) -> IdentifiedText:
    """The text of an encoded document."""
    update = update_decoder.decode(state)
    store = StructStore()
    store.integrate(update)
    clocks: dict[int, int] = {}
    for struct in update.structs:
        clocks[struct.client] = max(clocks.get(struct.client, 0), struct.end)

    lines: list[str] = []
    runs: list[Run] = []
    for spans in _lines(store, store.visible_items()):
        words = ""
        for client, clock, text in spans:
            added = units(text)
            runs.append(Run(client, clock, len(added), len(lines), len(words)))
            words += added
        lines.append(words)
    return IdentifiedText(tuple(lines), tuple(runs), clocks)


def _lines(store: StructStore, items: Iterator[Item]) -> Iterator[Iterator[TextSpan]]:
    for item in items:
        inside = (item.client, item.clock)
        if item.name in _line_names():
            yield store.visible_text(inside)
        elif item.kind == update_decoder.CONTENT_TYPE:
            yield from _lines(store, store.visible_items(inside))


@cache
def _line_names() -> frozenset[str]:
    return frozenset(name for name, node in schema.spec()["nodes"].items() if node.get("content") == INLINE)


def units(text: str) -> str:
    """A text of which each character is one UTF-16 unit."""
    if text.isascii() or max(text) <= "\uffff":
        return text
    encoded = text.encode("utf-16-le", "surrogatepass")
    return "".join(chr(encoded[at] | encoded[at + 1] << 8) for at in range(0, len(encoded), 2))


def characters(text: str) -> str:
    """The text that some UTF-16 units are; half a character at either end is left out."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


def origins(clause_id: int, runs: Iterable[Run]) -> list[Run]:
    """Runs of a text of this clause under the identity with which their characters were first written, however often
    they were moved since."""
    provenance, found = log_replays.of(clause_id), []
    for run in runs:
        at = run.start
        for client, clock, length in provenance.sources(run.client, run.clock, run.length):
            found.append(Run(client, clock, length, run.line, at))
            at += length
    return found
