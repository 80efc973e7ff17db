"""The words of a paragraph of Markdown, line by line, with their marks."""

import re
from dataclasses import dataclass, field

from markdown_it.token import Token

from charter.content import marks, schema
from charter.content.blocks import Run

_MARKS = {"strong": "strong", "em": "em"}
_TAGS = {tag: name for name, mark in marks.declared().items() for tag in (mark.tag, *mark.aliases) if not mark.is_link}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)\s*/?>")


@dataclass
class Line:
    """A line: its runs, and what it lost, as kind and words."""

    runs: list[Run] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)

    @property
    def words(self) -> str:
        """Its text."""
        return "".join(run.words for run in self.runs)


def lines(tokens: list[Token]) -> list[Line]:
    """The lines of a paragraph, as the source has them."""
    reader = _Inline()
    for token in tokens:
        reader.take(token)
    return reader.lines


@dataclass
class _Inline:
    lines: list[Line] = field(default_factory=lambda: [Line()])
    marks: list[tuple[str, str]] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    """The words of each stroke that is open."""

    def take(self, token: Token) -> None:
        """Take the next token of the paragraph."""
        kind, _, end = token.type.rpartition("_")
        if token.type in ("text", "text_special"):
            self._say(token.content)
        elif token.type == "softbreak":
            self.lines.append(Line())
        elif token.type == "hardbreak":
            self._say("\n")
        elif kind in _MARKS:
            self._mark(end, (_MARKS[kind], ""))
        elif kind == "link":
            self._link(token, end)
        else:
            self._other(token, end)

    def _other(self, token: Token, end: str) -> None:
        if token.type == "image":
            described = f"{token.content} ({token.attrGet('src') or ''})"
            self._lose("image", " ".join([described, str(token.attrGet("title") or "")]).strip())
        elif token.type == "code_inline":
            self._lose("code", token.content)
            self._say(token.content)
        elif token.type == "s_open":
            self.struck.append("")
        elif token.type == "s_close" and self.struck:
            self._lose("struck", self.struck.pop())
        elif token.type == "html_inline":
            self._html(token.content)
        elif end not in ("open", "close"):
            self._say(token.content)

    def _say(self, words: str) -> None:
        if words:
            self.struck = [each + words for each in self.struck]
            self.lines[-1].runs.append(Run(words.replace("\t", " "), self._present()))

    def _present(self) -> tuple[tuple[str, str], ...]:
        present: dict[str, str] = {}
        for name, address in self.marks:
            for other in marks.declared()[name].instead_of:
                present.pop(other, None)
            present[name] = address
        return tuple(sorted(present.items(), key=lambda each: schema.rank(each[0])))

    def _mark(self, end: str, mark: tuple[str, str]) -> None:
        if end == "open":
            self.marks.append(mark)
        elif mark in self.marks:
            self.marks.reverse()
            self.marks.remove(mark)
            self.marks.reverse()

    def _link(self, token: Token, end: str) -> None:
        address = str(token.attrGet("href") or "")
        if end == "close":
            self.marks = [each for each in self.marks if each[0] != "link"]
        elif schema.is_link(address):
            self.marks.append(("link", address))
        else:
            self._lose("link", address)
        if token.attrGet("title"):
            self._lose("link_title", str(token.attrGet("title")))

    def _html(self, tag: str) -> None:
        found = _TAG.fullmatch(tag)
        name = found[2].lower() if found else ""
        if name == "br":
            self._say("\n")
        elif found and name in _TAGS:
            self._mark("close" if found[1] else "open", (_TAGS[name], ""))
        else:
            self._lose("html", tag)

    def _lose(self, kind: str, words: str) -> None:
        self.lines[-1].lost.append((kind, words))
