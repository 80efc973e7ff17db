"""The formats of an export: one row for each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, TypeVar

from flask_babel import lazy_gettext as _l

from charter.charters.models import Charter
from charter.export import archive, document, html, json, pdf

Value = TypeVar("Value")


def no_headers() -> dict[str, str]:
    """None."""
    return {}


@dataclass(frozen=True)
class Format(Generic[Value]):
    """A kind of file.

    `media`: its media type; `name`: its name for people; `use`: what it is for. `read` reads the database; `write` is
    given that value alone and queries nothing. `headers`: more headers of the answer that carries
    it. `contents`: what one may choose that it holds, each with its name and its writer; without a
    choice it holds everything.
    """

    media: str
    name: str
    use: object
    read: Callable[[Charter], Value]
    write: Callable[[Value], bytes]
    headers: Callable[[], dict[str, str]] = no_headers
    contents: Mapping[str, tuple[object, Callable[[Value], bytes]]] = field(default_factory=dict)


_CONTENTS_OF_PDF = {each: (name, partial(pdf.write, content=each)) for each, name in pdf.CONTENTS.items()}
FORMATS: dict[str, Format[Any]] = {
    "html": Format(
        "text/html; charset=utf-8",
        "HTML",
        _l("To read without a line, or to print: one page that holds everything."),
        document.read,
        html.write,
        html.headers,
    ),
    "pdf": Format(
        "application/pdf",
        "PDF",
        _l("To print, to sign, to file: the text, and how each vote was decided."),
        document.read,
        pdf.write,
        contents=_CONTENTS_OF_PDF,
    ),
    "json": Format(
        "application/json", "JSON", _l("For programs: the same content as data."), document.read, json.write
    ),
    "zip": Format(
        "application/zip",
        _l("Archive to verify (ZIP)"),
        _l("For proof: every text, roll, ballot and decision, with a program that checks them on any computer."),
        archive.read,
        archive.write,
    ),
}
