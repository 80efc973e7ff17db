"""The charter as canonical JSON (RFC 8785) with its digests: what programs read and verify."""

from typing import Any

from charter.charters.models import Charter
from charter.core.digest import canonical


def write(_charter: Charter, document: dict[str, Any]) -> bytes:
    """The file."""
    return canonical(document)
