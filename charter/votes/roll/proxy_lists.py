"""The lists on the page of proxies: to whom one may give one's own, and all that were given."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from charter.core import paging
from charter.core.alphabet import has_words, key
from charter.votes.models import Proxy
from charter.votes.rules.electorate import Delegate

MAX_OFFERED = 50
"""Delegates to choose from; in a larger assembly one looks for a name."""


@dataclass(frozen=True)
class Offered:
    """The delegates to choose from, by association; `number`: how many have the words looked for."""

    delegates: Sequence[Delegate]
    number: int
    find: str
    is_searched: bool


def offered(delegates: Iterable[Delegate], giver_id: int, association_id: int | None, find: str) -> Offered:
    """The other delegates: all of a small assembly; of a large one those looked for, or one's colleagues."""
    others = [each for each in delegates if each.member_id != giver_id]
    is_large = len(others) > MAX_OFFERED
    found = [each for each in others if has_words(f"{each.name} {each.association}", find)]
    if is_large and not find:
        found = [each for each in others if each.association_id == association_id]

    found.sort(key=lambda each: (key(each.association), each.association_id, key(each.name), each.member_id))
    return Offered(found[:MAX_OFFERED], len(found), find, is_large or bool(find))


def page(every: Iterable[Proxy], names: Mapping[int, str], find: str, wanted: int) -> dict[str, Any]:
    """A page of the proxies in which somebody of this name gives or holds."""
    lines = [(names[each.giver_id], names[each.holder_id]) for each in every]
    found = [line for line in lines if has_words(" ".join(line), find)]
    shown, number, pages = paging.cut(sorted(found, key=lambda line: [key(name) for name in line]), wanted)
    return {
        "lines": shown,
        "number": len(found),
        "number_of_all": len(lines),
        "named": find,
        "page": number,
        "pages": pages,
    }
