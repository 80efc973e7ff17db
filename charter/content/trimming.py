"""A text without what typing leaves behind: spaces at the ends of lines, and lines that were emptied. Plain values in,
plain values out."""

from collections.abc import Iterator
from typing import Any

from charter.content import alignment, blocks
from charter.content.schema import TEXT, TOP, Content

_LINES = ("paragraph", "heading")


def trimmed(content: Content, base: Content | None = None) -> Content:
    """The text with spaces and breaks taken off the ends of its lines, and without empty lines and what holds nothing
    else. Lines of the `base` that nobody touched stay as they are, whatever they hold."""
    was, now = ([line.words for line in blocks.lines(text)] if text else [] for text in (base, content))
    kept, moved = alignment.links(was, now)
    former = {new: was[old] for old, new in [*kept, *moved]} | {
        new: now[new] for _old, new in alignment.common(was, now)
    }
    inside = list(_inside(content, iter([former.get(n) for n in range(len(now))])))
    return {"type": TOP} | ({"content": inside} if inside else {})


def _inside(node: Content, former: Iterator[str | None]) -> Iterator[Content]:
    for child in node.get("content", ()):
        if child["type"] in _LINES:
            yield from _line(child, next(former))
            continue

        inside = list(_inside(child, former))
        if inside or not child.get("content"):
            yield child | ({"content": inside} if inside else {})


def _line(node: Content, former: str | None) -> Iterator[Content]:
    """A paragraph or heading without white space at its ends, but for what it had there before; nothing if it is empty
    and was not."""
    inline: list[dict[str, Any]] = list(node.get("content", ()))
    words = "".join(map(_said, inline))
    if not words.strip() and former != words:
        return

    if former is None or _before(former) != _before(words):
        inline = _without(inline, len(_before(words)))
    if former is None or _behind(former) != _behind(words):
        inline = _without(inline[::-1], len(_behind(words)), is_turned=True)[::-1]
    yield node | {"content": inline} if inline else node


def _before(words: str) -> str:
    return words[: len(words) - len(words.lstrip())]


def _behind(words: str) -> str:
    return words[len(words.rstrip()) :]


def _without(inline: list[dict[str, Any]], many: int, is_turned: bool = False) -> list[dict[str, Any]]:
    """Inline nodes without their first characters; `is_turned`: without the last ones of nodes in reverse."""
    while many and len(_said(inline[0])) <= many:
        many -= len(_said(inline[0]))
        inline = inline[1:]
    if not many:
        return inline
    words = _said(inline[0])
    return [inline[0] | {"text": words[:-many] if is_turned else words[many:]}, *inline[1:]]


def _said(node: dict[str, Any]) -> str:
    return str(node["text"]) if node["type"] == TEXT else "\n"
