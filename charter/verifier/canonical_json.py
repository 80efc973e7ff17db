"""Canonical JSON (RFC 8785, over strings in form NFC), digests, Merkle roots (RFC 6962)."""

import hashlib
import json
import re
import unicodedata

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)
_BEYOND_UTF_16_UNIT = re.compile("[\U00010000-\U0010ffff]")


def normal(value):
    """The same value with every string in Unicode form NFC, and with LF as line end."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, dict):
        return {normal(key): normal(item) for key, item in value.items()}
    if isinstance(value, list):
        return [normal(item) for item in value]
    return value


def canonical(value):
    """The canonical form of a JSON value without fractions, as UTF-8."""
    text = _ENCODER.encode(value)
    if "\\r" in text or _BEYOND_UTF_16_UNIT.search(text) or not unicodedata.is_normalized("NFC", text):
        # the encoder sorts keys by code point, RFC 8785 by UTF-16; and it does not normalise.
        text = _canonical(normal(value))
    return text.encode()


def _canonical(value):
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(_canonical(key) + ":" + _canonical(value[key]) for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_canonical, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def digest(value):
    """SHA-256 of the canonical form (64 hex digits)."""
    return hashlib.sha256(canonical(value)).hexdigest()


def merkle_root(entries):
    """The Merkle root over byte strings in this order (64 hex digits)."""
    level = [hashlib.sha256(b"\0" + entry).digest() for entry in entries]
    if not level:
        return hashlib.sha256(b"").hexdigest()
    while len(level) > 1:
        pairs = [level[place : place + 2] for place in range(0, len(level), 2)]
        level = [_parent(*pair) for pair in pairs]
    return level[0].hex()


def _parent(left, right=None):
    # A node without a sibling moves up unchanged. This gives the tree of RFC 6962.
    return left if right is None else hashlib.sha256(b"\1" + left + right).digest()


def same(one, other):
    """Whether two values have the same canonical form. In Python, `True == 1`; here it is not."""
    return canonical(one) == canonical(other)
