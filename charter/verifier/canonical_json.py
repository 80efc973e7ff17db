"""Canonical JSON (RFC 8785, over strings in form NFC), digests, Merkle roots (RFC 6962)."""

import hashlib
import json
import unicodedata


def normal(value):
    """The same value with every string in form NFC and with plain line ends."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, dict):
        return {normal(key): normal(item) for key, item in value.items()}
    if isinstance(value, list):
        return [normal(item) for item in value]
    return value


def canonical(value):
    """The one form of a JSON value without fractions, as bytes."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    if "\\r" in text or max(text) > "\uffff" or not unicodedata.is_normalized("NFC", text):
        text = _written(normal(value))  # where the quick way could differ
    return text.encode()


def _written(value):
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(_written(key) + ":" + _written(value[key]) for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_written, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def digest(value):
    """SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def merkle_root(entries):
    """The root over byte strings in their order, in hexadecimal."""
    level = [hashlib.sha256(b"\0" + entry).digest() for entry in entries]
    if not level:
        return hashlib.sha256(b"").hexdigest()
    while len(level) > 1:  # an odd one out goes up a level as it is, which gives the tree of the standard
        pairs = [level[place : place + 2] for place in range(0, len(level), 2)]
        level = [hashlib.sha256(b"\1" + b"".join(pair)).digest() if len(pair) == 2 else pair[0] for pair in pairs]
    return level[0].hex()


def same(one, other):
    """Whether two values are written alike: in Python, true is 1 and no more than that."""
    return canonical(one) == canonical(other)
