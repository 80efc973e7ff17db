"""The hash chain. Plain values in, plain values out."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from charter.core import digest as digests

START = "0" * 64
"""What stands for the digest before the first entry."""


class Link(NamedTuple):
    """An entry's content, the digest it claims and the digest it says came before."""

    content: dict[str, Any]
    previous: str
    digest: str


def digest(content: dict[str, Any], previous: str) -> str:
    """SHA-256 over the entry and the digest before it, as 64 hexadecimal digits."""
    return digests.digest({"entry": content, "previous": previous})


def breaks(links: Iterable[Link]) -> list[int]:
    """Positions (from 0) where the chain does not hold: changed content, or a wrong digest before."""
    found, before = [], START
    for position, link in enumerate(links):
        if link.previous != before or digest(link.content, link.previous) != link.digest:
            found.append(position)
        before = link.digest
    return found
