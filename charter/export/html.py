"""The charter as one self-contained HTML file that prints well."""

from base64 import b64encode
from hashlib import sha256

from flask import render_template
from flask_babel import force_locale

from charter.export import annex
from charter.export.document import Document


def write(document: Document) -> bytes:
    """The file, in the charter's own language."""
    with force_locale(document.language):
        page = render_template(
            "export/charter.html",
            document=document.content,
            markup=document.markup,
            annex=document.annex,
            amended=document.amended,
            labels=annex.labels(),
            style=style(),
        )
    return page.encode()


def style() -> str:
    """The style sheet that stands inside the file."""
    return render_template("export/charter.css")


def headers() -> dict[str, str]:
    """The content security policy of the file: its one style sheet, by its hash, nothing else."""
    hashed = b64encode(sha256(style().encode()).digest()).decode()
    nothing_else = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    return {"Content-Security-Policy": f"{nothing_else}; style-src 'sha256-{hashed}'"}
