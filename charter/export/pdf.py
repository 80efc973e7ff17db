"""The charter as a PDF that satisfies PDF/UA-1 and PDF/A-2a, set by typst."""

import json
import re
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst
from flask import current_app
from flask_babel import force_locale

from charter.charters.models import Charter
from charter.clauses.versions.published import newest_of_charter
from charter.core.loop import off_the_loop
from charter.database import db
from charter.export import annex
from charter.votes import queries as votes
from charter.web.rendering import font_coverage
from charter.web.rendering.labels import CLAUSE_STAGE_NAMES

BREAK = "\u200b"
_LONG_WORD = re.compile(r"[\x21-\x7e\u00a1-\u024f\u2010-\u2027]{30,}")
_LONG_LINE = re.compile(r"[^ \t\n]{80,}")
_FEW = re.compile(".{1,4}")
STANDARDS: list[Any] = ["a-2a", "ua-1"]
KEPT = 4
"""Files that are not set again while nothing in them is another: anybody may ask for one, and many at once do."""
_turn = Lock()


def write(charter: Charter, document: dict[str, Any]) -> bytes:
    """The file, in the charter's own language; dated by the newest thing in it: equal states give equal bytes."""
    with force_locale(charter.language):
        stages = {stage: str(name) for stage, name in CLAUSE_STAGE_NAMES.items()}
        told = {
            "document": document,
            "annex": annex.annex(charter),
            "labels": annex.labels(),
            "stages": stages,
        }
    inputs = json.dumps(_printable(told)), f"{newest_moment(charter):%Y-%m-%d}"
    templates, fonts = _templates(), font_coverage.folder()
    db.session.rollback()  # who waits for their turn keeps no connection from the others
    with _turn:
        return off_the_loop(lambda: _typeset(templates, fonts, *inputs))


@lru_cache(maxsize=KEPT)
def _typeset(templates: Path, fonts: Path, told: str, date: str) -> bytes:
    made = typst.compile(
        templates / "charter.typ",
        root=templates,
        font_paths=[fonts],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=STANDARDS,
        sys_inputs={"told": told, "date": date},
    )
    return bytes(made)


def newest_moment(charter: Charter) -> datetime:
    """When the newest thing in the document happened: a version, or a vote."""
    moments = [version.at for version in newest_of_charter(charter.id).values()]
    moments += [vote.closed_at or vote.opened_at or charter.created_at for vote in votes.of_charter(charter.id)]
    return max([charter.created_at, *moments]).astimezone(UTC)


def _printable(value: Any) -> Any:
    """The same value with text that fits on the page and that some font can draw."""
    match value:
        case str():
            return font_coverage.printable(_breakable(value))
        case dict():
            return {key: _printable(item) for key, item in value.items()}
        case list():
            return [_printable(item) for item in value]
    return value


def _breakable(text: str) -> str:
    """Where nothing lets a line end, such as in an address, places to break it; a line all of spaces that do not break
    has ordinary ones."""
    spaced = _LONG_LINE.sub(lambda line: line[0].replace("\u00a0", " "), text)
    return _LONG_WORD.sub(lambda word: BREAK.join(_FEW.findall(word[0])), spaced)


def _templates() -> Path:
    return Path(current_app.root_path, current_app.template_folder or "") / "export"
