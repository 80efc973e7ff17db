"""What plain text may contain."""

import re
from typing import Any

_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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


def for_xml(document: str) -> str:
    """A document without the characters that XML 1.0 cannot hold, escaped or not (section 2.2): one of them in
    somebody's words, and no reader takes any of it."""
    return _NOT_IN_XML.sub("", document)
