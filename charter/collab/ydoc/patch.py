"""Patch a document into the words of a version by one small update: what both share is not touched,
and keeps its authors."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Any

from pycrdt import Doc, XmlElement, XmlFragment

from charter.collab.ydoc import from_prosemirror, patch_line, to_prosemirror
from charter.content import diff
from charter.content.alignment import Pair
from charter.content.schema import ROOT, Content

Parent = XmlFragment | XmlElement
_LINES = ("paragraph", "heading")


def update(doc: Doc[Any], content: Content) -> bytes:
    """Patch a private copy into `content` (ProseMirror JSON in the schema); returns the update,
    empty if nothing changed. New items have the client id of the document."""
    updates: list[bytes] = []
    listening = doc.observe(lambda event: updates.append(event.update))
    old = to_prosemirror.content(doc)

    with doc.transaction():
        patch = _Patch(diff.compare(old, content))
        patch.blocks(doc.get(ROOT, type=XmlFragment), _Part(old), _Part(content))

    doc.unobserve(listening)
    return b"".join(updates)


class _Part:
    """A node of a text, with its first line, from 0, and its number of lines."""

    def __init__(self, node: Content, start: int = 0) -> None:
        self.node, self.start = node, start
        self.is_line = node["type"] in _LINES
        self.parts: list[_Part] = []
        self.end = start + self.is_line
        for child in [] if self.is_line else node.get("content", []):
            self.parts.append(_Part(child, self.end))
            self.end = self.parts[-1].end

    def is_like(self, other: "_Part") -> bool:
        """Whether it is a block of the same kind."""
        return all(self.node.get(name) == other.node.get(name) for name in ("type", "attrs"))


class _Patch:
    """The lines that both texts share, in order, and the steps from one text to the other."""

    def __init__(self, compared: diff.Comparison) -> None:
        kept = [row for row in compared.rows if row.state in (diff.SAME, diff.CHANGED)]
        self._rows = {row.old - 1: row for row in kept if row.old}
        self._kept = [(old, row.new - 1) for old, row in self._rows.items() if row.new]

    def blocks(self, parent: Parent, old: _Part, new: _Part) -> None:
        """Patch the content of an element, from the last block to the first, so that earlier
        positions stay valid."""
        held = [(place, child) for place, child in enumerate(parent.children) if isinstance(child, XmlElement)]
        pairs = [(-1, -1), *self._partners(old, new), (len(old.parts), len(new.parts))]

        for (i, j), (next_i, next_j) in reversed(list(pairwise(pairs))):
            for place, _ in reversed(held[i + 1 : next_i]):
                del parent.children[place]

            for number, part in enumerate(new.parts[j + 1 : next_j]):
                _insert(parent, number + (held[i][0] + 1 if i >= 0 else 0), part.node)

            if i >= 0 and not self._is_changed(held[i][1], old.parts[i], new.parts[j]):
                del parent.children[held[i][0]]
                _insert(parent, held[i][0], new.parts[j].node)

    def _is_changed(self, element: XmlElement, old: _Part, new: _Part) -> bool:
        """Whether a block can be patched rather than replaced."""
        if not old.is_line:
            self.blocks(element, old, new)
            return True
        row = self._rows[old.start]
        if row.was is None or row.now is None or patch_line.breaks(old.node) != patch_line.breaks(new.node):
            return False
        return patch_line.rewrite(element, row.was, row.now)

    def _partners(self, old: _Part, new: _Part) -> list[Pair]:
        """Pairs of blocks of the same kind that share lines: the chain of pairs that shares the
        most."""
        first, end = bisect_left(self._kept, (old.start, -1)), bisect_left(self._kept, (old.end, -1))
        inside = [pair for pair in self._kept[first:end] if new.start <= pair[1] < new.end]
        starts = [part.start for part in old.parts], [part.start for part in new.parts]
        places = ((_holder(starts[0], line), _holder(starts[1], counterpart)) for line, counterpart in inside)
        shared = [(pair, len(list(same))) for pair, same in groupby(places)]
        return _chain([each for each in shared if old.parts[each[0][0]].is_like(new.parts[each[0][1]])])


def _holder(starts: Sequence[int], line: int) -> int:
    """The part that holds a line. Of several that start there, the last: those before it are empty."""
    return bisect_left(starts, line + 1) - 1


def _chain(shared: Sequence[tuple[Pair, int]]) -> list[Pair]:
    """The heaviest subset of ordered pairs in which no two share a side."""
    best: list[tuple[int, Any]] = [(0, None)]
    olds, news = [pair[0] for pair, _ in shared], [pair[1] for pair, _ in shared]
    for pair, weight in shared:
        free = min(bisect_left(olds, pair[0]), bisect_left(news, pair[1]))
        longer = best[free][0] + weight, (pair, best[free][1])
        best.append(max(longer, best[-1], key=lambda chain: chain[0]))
    return list(_unwound(best[-1][1]))[::-1]


def _unwound(link: Any) -> Iterator[Pair]:
    while link:
        pair, link = link
        yield pair


def _insert(parent: Parent, place: int, node: Content) -> None:
    element = parent.children.insert(place, XmlElement(node["type"], node.get("attrs") or {}))
    from_prosemirror.fill(element, node.get("content", []))
