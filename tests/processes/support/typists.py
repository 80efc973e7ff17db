"""Delegates at work, for tests that do something to them meanwhile."""

from time import monotonic

from tests.processes.support.delegate import Delegate
from tests.support.waiting import TIMEOUT_S, until


def start(delegates: list[Delegate]) -> None:
    """Everyone types, once all are in."""
    until(lambda: all(each.is_in for each in delegates), "everyone is in")
    for each in delegates:
        each.typing.set()


def go_on(delegates: list[Delegate], words: int, patience: float = TIMEOUT_S) -> None:
    """Until each has typed and seen kept so many more words."""
    goals = {each: len(each.kept) + words for each in delegates}
    until(lambda: all(len(each.kept) >= goals[each] for each in delegates), f"{words} more words are kept", patience)


def last(delegates: list[Delegate], seconds: float) -> None:
    """So many seconds of typing, in which each sees words kept until the end: they type twenty a second."""
    end = monotonic() + seconds
    while monotonic() < end:
        go_on(delegates, 5)
