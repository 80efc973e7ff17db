"""Changes a Yjs document to given content by one small update: used to restore a version.

What the document and the content have in common is left alone, so that its items stay, and with
them their authors.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import Any

from pycrdt import Doc, XmlElement, XmlFragment

from charter.collab.ydoc import from_prosemirror, patch_line, to_prosemirror
from charter.content import diff
from charter.content.alignment import Pair
from charter.content.schema import ROOT, Content

Parent = XmlFragment | XmlElement
LINES = ("paragraph", "heading")


def update(doc: Doc[Any], content: Content) -> bytes:
    """Change a private copy of a document so that it holds `content` (ProseMirror JSON in the
    schema).

    Returns the update, empty when nothing had to change. What is new is inserted under the
    document's client id.
    """
    old = to_prosemirror.content(doc)
    compared = diff.compare(old, content).rows
    rows = {row.old - 1: row for row in compared if row.old and row.state in (diff.SAME, diff.CHANGED)}
    removed = [row.before for row in compared if row.state == diff.REMOVED]
    pairs = [(place, row.new - 1) for place, row in rows.items() if row.new]

    def change(element: XmlElement, was: Node, now: Node) -> bool:
        return _rewrite(element, was, now, rows[was.start], removed)

    return made(doc, lambda: BlockPatch(pairs, change, _insert).apply(doc, old, content))


def made(doc: Doc[Any], change: Callable[[], object]) -> bytes:
    """Change a document in one transaction; returns the update, empty when nothing changed."""
    updates: list[bytes] = []
    subscription = doc.observe(lambda event: updates.append(event.update))
    with doc.transaction():
        change()
    doc.unobserve(subscription)
    return b"".join(updates)


class Node:
    """A node of a text, with the number of its first line, from 0, and that after its last one."""

    def __init__(self, json: Content, start: int = 0) -> None:
        self.json, self.start = json, start
        self.is_line = json["type"] in LINES
        self.children: list[Node] = []
        self.end = start + self.is_line
        for child in [] if self.is_line else json.get("content", []):
            self.children.append(Node(child, self.end))
            self.end = self.children[-1].end

    def is_like(self, other: "Node") -> bool:
        """Whether it has the same type and attributes."""
        return all(self.json.get(name) == other.json.get(name) for name in ("type", "attrs"))


class BlockPatch:
    """How to change the blocks of one text into those of another: lines that both have are changed in place, and so is
    what holds them."""

    def __init__(
        self,
        pairs: Sequence[Pair],
        change: Callable[[XmlElement, Node, Node], bool],
        insert: Callable[[Parent, int, Node], None],
    ) -> None:
        """`pairs`: the lines that both texts have, in order. `change` changes one in place, or tells that it cannot;
        `insert` inserts a block among the children of another."""
        self._kept, self._change_line, self._insert = pairs, change, insert

    def apply(self, doc: Doc[Any], old: Content, new: Content) -> None:
        """Change a document of the old text into one of the new text."""
        self._apply(doc.get(ROOT, type=XmlFragment), Node(old), Node(new))

    def _apply(self, parent: Parent, old: Node, new: Node) -> None:
        children = enumerate(parent.children)
        elements = [(place, child) for place, child in children if isinstance(child, XmlElement)]
        pairs = [(-1, -1), *self._partners(old, new), (len(old.children), len(new.children))]

        # From the last pair to the first, so that the places of the elements before it still hold.
        for (i, j), (next_i, next_j) in reversed(list(pairwise(pairs))):
            for place, _ in reversed(elements[i + 1 : next_i]):
                del parent.children[place]
            after = elements[i][0] + 1 if i >= 0 else 0
            for offset, node in enumerate(new.children[j + 1 : next_j]):
                self._insert(parent, after + offset, node)

            if i >= 0 and not self._change(elements[i][1], old.children[i], new.children[j]):
                del parent.children[elements[i][0]]
                self._insert(parent, elements[i][0], new.children[j])

    def _change(self, element: XmlElement, old: Node, new: Node) -> bool:
        """Change an element in place; returns whether that was possible."""
        if old.is_line:
            return self._change_line(element, old, new)
        self._apply(element, old, new)
        return True

    def _partners(self, old: Node, new: Node) -> list[Pair]:
        """Children of the same type that hold lines which both texts have: the pairs that share the
        most."""
        first = bisect_left(self._kept, (old.start, -1))
        end = bisect_left(self._kept, (old.end, -1))
        lines = [pair for pair in self._kept[first:end] if new.start <= pair[1] < new.end]

        before, after = old.children, new.children
        starts = [node.start for node in before], [node.start for node in after]
        holders = ((_holder(starts[0], line), _holder(starts[1], other)) for line, other in lines)
        shared = [(pair, len(list(same))) for pair, same in groupby(holders)]
        alike = [((i, j), count) for (i, j), count in shared if before[i].is_like(after[j])]
        return _heaviest_chain(alike)


def _rewrite(element: XmlElement, old: Node, new: Node, row: diff.Row, removed: Sequence[str]) -> bool:
    """Change a line in place; returns whether that was possible."""
    if row.was is None or row.now is None:
        return False
    if patch_line.line_feeds(old.json) != patch_line.line_feeds(new.json):
        return False
    return patch_line.rewrite(element, row.was, row.now, removed)


def _holder(starts: Sequence[int], line: int) -> int:
    """Which node holds a line: of several that start there, the last, since those before it are
    empty."""
    return bisect_left(starts, line + 1) - 1


def _heaviest_chain(shared: Sequence[tuple[Pair, int]]) -> list[Pair]:
    """Of weighted pairs in order, those of the heaviest selection in which no node stands twice."""
    best: list[tuple[int, Any]] = [(0, None)]
    """For the first so many pairs: the weight of their best selection, and its pairs, linked from
    last to first."""
    olds, news = [pair[0] for pair, _ in shared], [pair[1] for pair, _ in shared]
    for pair, weight in shared:
        compatible = min(bisect_left(olds, pair[0]), bisect_left(news, pair[1]))
        longer = best[compatible][0] + weight, (pair, best[compatible][1])
        best.append(max(longer, best[-1], key=lambda chain: chain[0]))
    return list(_unlinked(best[-1][1]))[::-1]


def _unlinked(link: Any) -> Iterator[Pair]:
    while link:
        pair, link = link
        yield pair


def _insert(parent: Parent, place: int, node: Node) -> None:
    element = parent.children.insert(place, XmlElement(node.json["type"], node.json.get("attrs") or {}))
    from_prosemirror.fill(element, node.json.get("content", []))
