"""A short notation for texts of clauses in tests.

` ⏎ ` parts lines. `# `: a heading. `> `: a quotation. `- ` and `1. `: items of lists, with two more spaces for each
level. `**strong**`, `*em*`, `[link](address)`, `x^superscript^`, `x~subscript~`. `\\n`: a line break in a line. `⍽`: a
no-break space. `∅`: nothing.
"""

import re
from itertools import groupby

from charter.content.merge.atoms import Stream, flatten
from charter.content.merge.text import Text, normal

_MARKED = re.compile(r"\[([^]]+)\]\(([^)]+)\)|(\*{1,3})(.+?)\3|([\^~])(.+?)\5|([^[*^~]+)")
_LISTS = {"- ": "bullet_list", "1. ": "ordered_list"}


def text(written: str, heading: str = "Title") -> Text:
    """The wording that is written so."""
    lines = [] if written in ("∅", "") else written.replace("⍽", "\u00a0").split(" ⏎ ")
    return Text(heading, _holding("doc", _blocks(lines)))


def stream(written: str, heading: str = "Title") -> Stream:
    """Its stream, in normal form."""
    return flatten(normal(text(written, heading)))


def _blocks(lines: list[str]) -> list[dict]:
    blocks = []
    for kind, group in groupby(lines, key=_list_of):
        run = list(group)
        blocks += [_list(kind, run)] if kind else [_block(line) for line in run]
    return blocks


def _list_of(line: str) -> str:
    # A deeper item is part of the list before it.
    return next((kind for sign, kind in _LISTS.items() if line.lstrip().startswith(sign)), "")


def _list(kind: str, lines: list[str]) -> dict:
    items: list[list[str]] = []
    for line in lines:
        if line.startswith("  ") and items:
            items[-1].append(line[2:])
        else:
            items.append([line])
    return _holding(
        kind, [_holding("list_item", [_line(own.split(" ", 1)[1]), *_blocks(under)]) for own, *under in items]
    )


def _block(line: str) -> dict:
    if line.startswith("# "):
        return _line(line[2:], "heading")
    return _holding("blockquote", [_line(line[2:])]) if line.startswith("> ") else _line(line)


def _line(written: str, kind: str = "paragraph") -> dict:
    return _holding(kind, [node for run in _MARKED.finditer(written) for node in _nodes(run)])


def _nodes(run: re.Match) -> list[dict]:
    words = run[1] or run[4] or run[6] or run[7]
    marks = [{"type": "link", "attrs": {"href": run[2]}}] if run[1] else []
    marks += [{"type": "em"}] if run[3] in ("*", "***") else []
    marks += [{"type": "strong"}] if run[3] in ("**", "***") else []
    marks += [{"type": "superscript" if run[5] == "^" else "subscript"}] if run[5] else []
    marked = {"marks": marks} if marks else {}
    parts = re.split(r"(\\n)", words)
    return [
        ({"type": "hard_break"} if part == "\\n" else {"type": "text", "text": part}) | marked for part in parts if part
    ]


def _holding(kind: str, content: list[dict]) -> dict:
    return {"type": kind} | ({"content": content} if content else {})
