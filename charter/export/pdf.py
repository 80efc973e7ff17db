"""The charter as a PDF that satisfies PDF/UA-1 and PDF/A-2a, set by typst."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import category

import typst
from flask import current_app
from flask_babel import force_locale
from fontTools.ttLib import TTFont

from charter.charters.models import Charter
from charter.clauses.versions import newest_of_charter
from charter.core.loop import off_the_loop
from charter.export import annex
from charter.votes import queries as votes
from charter.web.words import CLAUSE_STAGE_NAMES

SPACES = " \u00a0\u202f"
STANDARDS: list[Any] = ["a-2a", "ua-1"]


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
    inputs = {"told": json.dumps(_printable(told)), "date": f"{newest_moment(charter):%Y-%m-%d}"}
    templates, fonts = _templates(), _fonts()
    return off_the_loop(lambda: _typeset(templates, fonts, inputs))


def _typeset(templates: Path, fonts: Path, inputs: dict[str, str]) -> bytes:
    made = typst.compile(
        templates / "charter.typ",
        root=templates,
        font_paths=[fonts],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=STANDARDS,
        sys_inputs=inputs,
    )
    return bytes(made)


def newest_moment(charter: Charter) -> datetime:
    """When the newest thing in the document happened: a version, or a vote."""
    moments = [version.at for version in newest_of_charter(charter.id).values()]
    moments += [vote.closed_at or vote.opened_at or charter.created_at for vote in votes.of_charter(charter.id)]
    return max([charter.created_at, *moments]).astimezone(UTC)


def _printable(value: Any) -> Any:
    """The same value with each character that no font can draw written out as its number, such as [U+4E2D]."""
    match value:
        case str():
            return "".join(letter if _drawn(letter) else f"[U+{ord(letter):04X}]" for letter in value)
        case dict():
            return {key: _printable(item) for key, item in value.items()}
        case list():
            return [_printable(item) for item in value]
    return value


def _drawn(letter: str) -> bool:
    """Whether a font has the letter and PDF/A lets it stand: it forbids control, private and unassigned ones."""
    plain = category(letter) not in ("Cc", "Co", "Cn", "Cs")
    return letter == "\n" or (plain and (letter in SPACES or ord(letter) in _alphabet(_fonts())))


@cache
def _alphabet(folder: Path) -> frozenset[int]:
    return frozenset(code for file in folder.glob("*.ttf") for code in _letters(file))


def _letters(file: Path) -> list[int]:
    with TTFont(file, lazy=True) as font:
        return list(font.getBestCmap())


def _fonts() -> Path:
    return Path(current_app.config["FONTS"])


def _templates() -> Path:
    return Path(current_app.root_path, current_app.template_folder or "") / "export"
