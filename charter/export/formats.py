"""The formats of an export: one row for each."""

from collections.abc import Callable
from dataclasses import dataclass
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

    `media`: its media type; `name`: its name for people. `read` reads the database; `write` is
    given that value alone and queries nothing. `headers`: more headers of the answer that carries
    it.
    """

    media: str
    name: str
    read: Callable[[Charter], Value]
    write: Callable[[Value], bytes]
    headers: Callable[[], dict[str, str]] = no_headers


FORMATS: dict[str, Format[Any]] = {
    "html": Format("text/html; charset=utf-8", "HTML", document.read, html.write, html.headers),
    "pdf": Format("application/pdf", "PDF", document.read, pdf.write),
    "json": Format("application/json", "JSON", document.read, json.write),
    "zip": Format("application/zip", _l("archive to verify (ZIP)"), archive.read, archive.write),
}
