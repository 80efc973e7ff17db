"""Merkle trees as RFC 6962 section 2.1 defines them. Plain values in, plain values out."""

from collections.abc import Sequence
from hashlib import sha256


def leaf(entry: bytes) -> bytes:
    """The hash of a leaf."""
    return sha256(b"\0" + entry).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of a node from those of its two children."""
    return sha256(b"\1" + left + right).digest()


def root(entries: Sequence[bytes]) -> bytes:
    """The root over entries in their order."""
    return _root([leaf(entry) for entry in entries]) if entries else sha256(b"").digest()


def _root(hashes: Sequence[bytes]) -> bytes:
    if len(hashes) == 1:
        return hashes[0]
    left = 1 << (len(hashes) - 1).bit_length() - 1
    return node(_root(hashes[:left]), _root(hashes[left:]))
