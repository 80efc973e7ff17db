"""What a form that was refused holds of a person's own words, so that the page that says so gives them back."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

WORDS = ("title", "summary", "heading", "body", "note", "reason", "name", "question", "objection")
"""Form fields that hold a person's own words, beside every multi-line field."""
_NUMBERED = re.compile(r"(heading|first|paragraph|after)-\d+(-\d+)?")
"""The same in a form of several texts."""


@dataclass(frozen=True)
class Typed:
    """A field of a form. `words`: what of it a person wrote, if anything; `is_text`: in the JSON of an editor, which is
    sent again as it is."""

    name: str
    value: str
    words: str = ""
    is_text: bool = False


def of(fields: Iterable[tuple[str, str]]) -> list[Typed]:
    """The fields of a form, by name and value, if it holds a person's words; else none."""
    found = [_typed(name, value) for name, value in fields if name != "csrf_token" and value]
    return found if any(each.words for each in found) else []


def _typed(name: str, value: str) -> Typed:
    text = _text(value)
    if text is not None:
        return Typed(name, value, text, is_text=True)
    is_words = name in WORDS or _NUMBERED.fullmatch(name) or "\n" in value
    return Typed(name, value, value if is_words else "")


def _text(value: str) -> str | None:
    """The words of what an editor sends, a line for each paragraph; None for anything else."""
    try:
        node = json.loads(value) if value.startswith("{") else None
        return "".join(_said(node)).strip() if isinstance(node, dict) and node.get("type") == "doc" else None
    except (ValueError, RecursionError):
        return None


def _said(node: object) -> Iterator[str]:
    if not isinstance(node, dict):
        return
    if isinstance(node.get("text"), str):
        yield node["text"]
        return
    inside = node.get("content")
    for each in inside if isinstance(inside, list) else ():
        yield from _said(each)
    if node.get("type") in ("paragraph", "heading", "hard_break"):
        yield "\n"
