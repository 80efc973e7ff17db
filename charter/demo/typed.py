"""The text of a clause as the files of the demo type it, and back.

An empty line parts paragraphs; a dash begins an item of a list; `**bold**`, `[words](address)`.
"""

import re
from collections.abc import Iterator
from typing import Any

from charter.collab.ydoc import from_prosemirror
from charter.content.schema import Content

_MARKED = re.compile(r"\*\*(?P<bold>.+?)\*\*|\[(?P<words>[^\]]+)\]\((?P<address>[^)]+)\)")


def typed(content: Content) -> str:
    """A text of paragraphs and lists."""
    return "\n\n".join(_typed(node) for node in content["content"])


def _typed(node: Content) -> str:
    if node["type"] == "bullet_list":
        return "\n".join(f"- {_typed(item['content'][0])}" for item in node["content"])
    return "".join(_run(run) for run in node.get("content", []))


def _run(run: Content) -> str:
    words = str(run["text"])
    for mark in run.get("marks", []):
        words = f"**{words}**" if mark["type"] == "strong" else f"[{words}]({mark['attrs']['href']})"
    return words


def content(words: str) -> Content:
    """What was typed, as ProseMirror JSON."""
    return {"type": "doc", "content": [_marked(node) for node in from_prosemirror.paragraphs(words)["content"]]}


def _marked(node: Content) -> Content:
    """The node with its signs made marks."""
    inside: list[Content] = []
    for child in node.get("content", []):
        inside += _runs(child["text"]) if child["type"] == "text" else [_marked(child)]
    return node | {"content": inside}


def _runs(words: str) -> Iterator[Content]:
    at = 0
    for found in _MARKED.finditer(words):
        if at < found.start():
            yield _text(words[at : found.start()])
        if found["bold"]:
            yield _text(found["bold"], type="strong")
        else:
            yield _text(found["words"], type="link", attrs={"href": found["address"]})
        at = found.end()
    if at < len(words):
        yield _text(words[at:])


def _text(words: str, **mark: Any) -> Content:
    return {"type": "text", "text": words} | ({"marks": [mark]} if mark else {})


def edited(words: str, edits: list[list[str]]) -> str:
    """What was typed, with some words replaced by others. ValueError for words that are not there exactly once."""
    for before, after in edits:
        if words.count(before) != 1:
            raise ValueError(f"{words.count(before)} times: {before}")
        words = words.replace(before, after)
    return words
