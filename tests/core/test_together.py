"""Many who ask at once are answered by one piece of work; each gets their own answer, whatever others asked."""

from collections import Counter
from threading import Event, Thread

import pytest

from charter.core.together import Together


def all_at_once(together, count):
    """Ask 0, 1, 2… while a first piece of work is under way; what each got."""
    got = {}

    def ask(number):
        try:
            got[number] = together.ask(number)
        except Exception as problem:
            got[number] = problem

    threads = [Thread(target=ask, args=(number,)) for number in range(count)]
    return threads, got


def test_who_comes_while_others_are_served_shares_the_next_piece_of_work():
    started, may_end, batches = Event(), Event(), []

    def work(asked):
        batches.append(list(asked))
        if len(batches) == 1:
            started.set()
            assert may_end.wait(10)
        return [number * 2 for number in asked]

    together = Together(work)
    (first, *others), got = all_at_once(together, 20)
    first.start()
    assert started.wait(10)
    for thread in others:
        thread.start()
    while len(together._waiting) < 19:
        pass
    may_end.set()
    for thread in (first, *others):
        thread.join(10)
    assert got == {number: number * 2 for number in range(20)}
    assert [len(batch) for batch in batches] == [1, 19]


def test_what_is_refused_to_one_is_raised_for_them_alone():
    together = Together(lambda asked: [ValueError("odd") if number % 2 else number for number in asked])
    threads, got = all_at_once(together, 10)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert Counter(type(answer) for answer in got.values()) == {int: 5, ValueError: 5}
    assert {number for number, answer in got.items() if isinstance(answer, int)} == {0, 2, 4, 6, 8}


def test_what_the_work_raises_all_get_and_the_next_is_served():
    failing = [True]

    def work(asked):
        if failing.pop():
            raise OSError("the disk is full")
        return asked

    together = Together(work)
    with pytest.raises(OSError, match="disk"):
        together.ask(1)
    failing.append(False)
    assert together.ask(2) == 2


def test_who_works_for_all_and_is_stopped_leaves_nobody_waiting():
    def work(_asked):
        raise SystemExit

    together = Together(work)
    with pytest.raises(SystemExit):
        together.ask(1)
    together._work = list
    assert together.ask(2) == 2
