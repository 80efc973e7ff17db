"""What plain text may hold."""

import re
from typing import Any

_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def storable(text: str) -> str:
    """The text without NUL, which PostgreSQL refuses, and halves of surrogate pairs, which have no UTF-8."""
    return _NOT_STORABLE.sub("", text)


def storable_value(value: Any) -> Any:
    """As `storable`, for what may be text or something else, which stays as it is."""
    return storable(value) if isinstance(value, str) else value


def cleaned(text: str) -> str:
    """The text with plain line ends, stripped, without control characters, which nobody types."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
