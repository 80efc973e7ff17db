"""The charter as one self-contained HTML file that prints well."""

from base64 import b64encode
from hashlib import sha256
from typing import Any

from flask import render_template
from flask_babel import force_locale

from charter.charters.models import Charter
from charter.clauses import queries as clauses
from charter.clauses.versions import published
from charter.export import annex


def write(charter: Charter, document: dict[str, Any]) -> bytes:
    """The file, in the charter's own language."""
    with force_locale(charter.language):
        page = render_template(
            "export/charter.html",
            charter=charter,
            document=document,
            outline=clauses.outline(charter.id),
            versions=published.newest_of_charter(charter.id),
            annex=annex.annex(charter),
            labels=annex.labels(),
            style=style(),
        )
    return page.encode()


def style() -> str:
    """The style sheet that stands inside the file."""
    return render_template("export/charter.css")


def policy() -> str:
    """A content policy under which the file may be shown: its one style, by its hash, and nothing else."""
    hashed = b64encode(sha256(style().encode()).digest()).decode()
    nothing_else = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    return f"{nothing_else}; style-src 'sha256-{hashed}'"
