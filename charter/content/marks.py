"""The marks of a clause. `schema.json` declares each once; whatever else knows a mark reads it here
or, in the browser, in `static/js/content/schema.js`.

A new mark is added after the others and never taken away: stored texts hold marks by name, in this
order.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import IO, Any

from charter.content import schema

LABELS = ("label", "said")
"""What people read, in English; the catalogue has the French."""


INITIAL: tuple[Mapping[str, Any], ...] = ({"x": 8, "y": 13},)
"""The sign of a mark that declares none: the first letter of its label."""


@dataclass(frozen=True)
class Mark:
    """A mark as it is declared.

    `tag`: its HTML element. `typst`: the function of typst that prints it. `label`: the name of its
    button. `said`: what a comparison calls it. `attrs`: `("href",)` for a link, else none.
    `toolbar`: its place among the buttons of marks, from 1; 0 for none. `sign`: what its button
    shows, as texts and paths of an SVG of 16 by 16. `is_sign_only`: without its label on a wide
    screen too. `plain`: how plain text tells it, by letters that look so, else by a sign.

    The rest is for the browser. `aliases`: other elements that pasted HTML may use for it. `css`: a
    property and its values (a regular expression) that say the same there. `is_pasted`: whether it
    may come by pasting. `is_heading_look`: whether a pasted heading looks so anyway. `key`: as
    ProseMirror writes keys. `instead_of`: the marks whose place it takes.
    """

    tag: str
    label: str
    said: str
    typst: str
    attrs: tuple[str, ...] = ()
    inclusive: bool = True
    toolbar: int = 0
    sign: tuple[Mapping[str, Any], ...] = INITIAL
    is_sign_only: bool = False
    plain: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    css: Mapping[str, str] = field(default_factory=dict)
    is_pasted: bool = True
    is_heading_look: bool = False
    key: str = ""
    instead_of: tuple[str, ...] = ()

    @property
    def is_link(self) -> bool:
        """Whether it leads somewhere."""
        return "href" in self.attrs


@cache
def declared() -> dict[str, Mark]:
    """Every mark by its name, in the order in which they stand around words. TypeError for what a
    mark cannot say, or must and does not."""
    return {name: Mark(**_frozen(each)) for name, each in schema.spec()["marks"].items()}


def _frozen(each: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in each.items()}


def in_toolbar() -> list[tuple[str, Mark]]:
    """The marks that have a button, with their names, in the order of the buttons."""
    shown = [(name, mark) for name, mark in declared().items() if mark.toolbar]
    return sorted(shown, key=lambda each: each[1].toolbar)


def levelled(words: str, names: set[str]) -> str:
    """Words as plain text tells them under some marks: 10⁶, CO₂, x^(K)."""
    for name, mark in declared().items():
        if name in names and mark.plain:
            letters = dict(zip(mark.plain["letters"], mark.plain["as"], strict=True))
            has_all = all(letter in letters or letter.isspace() for letter in words)
            return "".join(letters.get(each, each) for each in words) if has_all else f"{mark.plain['sign']}({words})"
    return words


def extract(
    file: IO[bytes], _keywords: object, _comments: object, options: object
) -> Iterator[tuple[int, None, str, list[str]]]:
    """The labels in `schema.json`, as Babel collects them (`charter/translations/babel.cfg`)."""
    text = file.read().decode()
    for mark in json.loads(text)["marks"].values():
        for name in LABELS:
            yield text[: text.index(f'"{mark[name]}"')].count("\n") + 1, None, mark[name], []
