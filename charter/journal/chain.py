"""The hash chain. Plain values in, plain values out.

An entry of form 1 is hashed whole, with the digest before. One of form 2 is hashed in two steps:
its content, then its line, which holds its number in the journal, its charter, its number in the
charter, and the digest before. A line proves the place of an entry without its content, so no entry
of a charter can be held back; a random `nonce` in the content prevents guessing it. Facts about
people are commitments, which stay when the fact is withheld.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from charter.core import digest as digests

GENESIS_DIGEST = "0" * 64
"""The digest before the first entry."""


class Link(NamedTuple):
    """The content of an entry, its claimed digest, and the digest before; `line`: its place, in
    form 2."""

    content: dict[str, Any]
    previous: str
    digest: str
    line: tuple[int, int | None, int] | None = None


def digest(content: dict[str, Any], previous: str) -> str:
    """SHA-256 over an entry of form 1 and the digest before it, as 64 hexadecimal digits."""
    return digests.digest({"entry": content, "previous": previous})


def inner(content: dict[str, Any]) -> str:
    """SHA-256 over the content of an entry of form 2."""
    return digests.digest(content)


def line_digest(seq: int, charter: int | None, number: int | None, content: str, previous: str) -> str:
    """SHA-256 over the line of an entry of form 2: its places, the digest of its content, and the
    digest before."""
    return digests.digest({"seq": seq, "charter": charter, "number": number, "content": content, "previous": previous})


def commitment(name: str, value: str, salt: str) -> str:
    """SHA-256 of a personal fact with its salt; without the salt it does not reveal the fact."""
    return digests.digest({"name": name, "value": value, "salt": salt})


def broken_links(links: Iterable[Link]) -> list[int]:
    """Indices (from 0) at which the chain is broken: changed content, or a wrong digest before."""
    found, before = [], GENESIS_DIGEST
    for position, link in enumerate(links):
        if link.previous != before or _digest_of(link) != link.digest:
            found.append(position)
        before = link.digest
    return found


def _digest_of(link: Link) -> str:
    if link.line is None:
        return digest(link.content, link.previous)
    return line_digest(*link.line, inner(link.content), link.previous)
