"""The charter as a PDF that conforms to PDF/UA-1 and PDF/A-2a, typeset by typst."""

import json
import re
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst
from flask import current_app
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from charter.content import marks
from charter.core.loop import run_in_thread
from charter.export import annex, cover
from charter.export.document import Document
from charter.web.rendering import font_coverage
from charter.web.rendering.labels import CLAUSE_STAGE_NAMES

BREAK = "\u200b"
_LONG_WORD = re.compile(r"[\x21-\x7e\u00a1-\u024f\u2010-\u2027]{30,}")
_LONG_LINE = re.compile(r"[^ \t\n]{80,}")
_PIECE = re.compile(".{1,4}")
STANDARDS: list[Any] = ["a-2a", "ua-1"]
CONTENTS = {
    "text": _l("The text alone"),
    "results": _l("With the results of the votes"),
    "rolls": _l("With results and who voted what"),
}
"""What a PDF with a cover may hold. Without a choice it holds everything and has no cover: whoever compares such a
file with one of before finds equal bytes."""
MAX_CACHED_FILES = 4
"""Finished files that are kept in memory: many people ask for the same one at the same time."""
_turn = Lock()


def write(document: Document, content: str = "") -> bytes:
    """The file, in the charter's language. Dated by its newest part, so that equal states
    give equal bytes. `content`: one of `CONTENTS`, or nothing for everything."""
    with force_locale(document.language):
        stages = {stage: str(name) for stage, name in CLAUSE_STAGE_NAMES.items()}
        inputs: dict[str, Any] = {
            "document": document.content,
            "annex": document.annex,
            "amended": document.amended,
            "labels": annex.labels(),
            "stages": stages,
        }
        if content:
            inputs |= {"content": content, "cover": cover.of(document)}
    return typeset("charter.typ", inputs, f"{document.newest:%Y-%m-%d}")


def typeset(template: str, inputs: dict[str, Any], date: str) -> bytes:
    """The file that a template of `templates/export` makes of plain values, dated by a day as `2026-12-31`."""
    as_json = json.dumps(_printable(inputs))
    templates, fonts = _templates(), font_coverage.folder()
    with _turn:
        return run_in_thread(lambda: _typeset(templates / template, fonts, as_json, date))


@lru_cache(maxsize=MAX_CACHED_FILES)
def _typeset(template: Path, fonts: Path, inputs: str, date: str) -> bytes:
    made = typst.compile(
        template,
        root=template.parent,
        font_paths=[fonts],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=STANDARDS,
        sys_inputs={"inputs": inputs, "date": date, "marks": json.dumps(_functions())},
    )
    return bytes(made)


def _functions() -> dict[str, str]:
    """The function of typst that prints each mark."""
    return {name: mark.typst for name, mark in marks.declared().items()}


def _printable(value: Any) -> Any:
    """The same value, with text that the fonts can draw and that fits on the page."""
    match value:
        case str():
            return font_coverage.printable(_breakable(value))
        case dict():
            return {key: _printable(item) for key, item in value.items()}
        case list():
            return [_printable(item) for item in value]
    return value


def _breakable(text: str) -> str:
    """The text with a zero-width space every few letters of long words, such as addresses; in long
    lines of no-break spaces, ordinary ones."""
    spaced = _LONG_LINE.sub(lambda line: line[0].replace("\u00a0", " "), text)
    return _LONG_WORD.sub(lambda word: BREAK.join(_PIECE.findall(word[0])), spaced)


def _templates() -> Path:
    return Path(current_app.root_path, current_app.template_folder or "") / "export"
