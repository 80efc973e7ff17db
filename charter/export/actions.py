"""Write a charter in a format; what the page and the command line both call."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from charter.charters.models import Charter
from charter.core.errors import NotFound
from charter.export import archive, data, html, pdf
from charter.export.document import document


@dataclass(frozen=True)
class Format:
    """A kind of file: its media type, its name for people and its writer."""

    media: str
    name: str
    write: Callable[[Charter, dict[str, Any]], bytes]


FORMATS = {
    "html": Format("text/html; charset=utf-8", "HTML", html.write),
    "pdf": Format("application/pdf", "PDF", pdf.write),
    "json": Format("application/json", "JSON", data.write),
    "zip": Format("application/zip", _l("archive to verify (ZIP)"), archive.write),
}


def export(charter: Charter, format_name: str) -> bytes:
    """The bytes of the file; NotFound for a format there is none of."""
    if format_name not in FORMATS:
        raise NotFound(_l("There is no such format."))
    return FORMATS[format_name].write(charter, document(charter))
