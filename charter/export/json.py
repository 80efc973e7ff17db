"""The charter as canonical JSON (RFC 8785), with its digests."""

from charter.core.digest import canonical
from charter.export.document import Document


def write(document: Document) -> bytes:
    """The file."""
    return canonical(document.content)
