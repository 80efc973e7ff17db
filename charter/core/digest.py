"""Canonical JSON and its SHA-256, for texts, ballot papers and journal entries."""

from hashlib import sha256
from typing import Any
from unicodedata import normalize

import rfc8785


def normal(value: Any) -> Any:
    """The same value with every string, keys included, in Unicode form NFC and with LF line
    ends."""
    match value:
        case str():
            return normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
        case dict():
            return {normal(key): normal(item) for key, item in value.items()}
        case list() | tuple():
            return [normal(item) for item in value]

    return value


def canonical(value: Any) -> bytes:
    """JSON in the canonical form of RFC 8785, over NFC strings. ValueError if the value is not
    JSON."""
    return rfc8785.dumps(normal(value))


def digest(value: Any) -> str:
    """SHA-256 of the canonical form, as 64 hexadecimal digits."""
    return sha256(canonical(value)).hexdigest()


def fingerprint(hexadecimal: str) -> str:
    """The first 16 digits in groups of four, for people to compare aloud."""
    return " ".join(hexadecimal[start : start + 4] for start in range(0, 16, 4))
