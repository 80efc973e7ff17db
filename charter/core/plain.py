"""What plain text may contain."""

import re
from typing import Any

_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def storable(text: str) -> str:
    """The text without NUL, which PostgreSQL refuses, and without lone surrogates, which UTF-8
    cannot encode."""
    return _NOT_STORABLE.sub("", text)


def storable_value(value: Any) -> Any:
    """Like `storable` for text; any other value unchanged."""
    return storable(value) if isinstance(value, str) else value


def cleaned(text: str) -> str:
    """The text with LF line ends, stripped, without control characters."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
