"""Blocking work goes to a thread once it was long, and is tried in place again after a while."""

import pytest

from charter.core import loop
from charter.core.loop import MAX_IN_PLACE_S, RUNS_IN_THREAD, BlockingWork, run_in_thread


@pytest.fixture
def clock(monkeypatch):
    """A clock that moves only when work says so."""
    now = [0.0]
    monkeypatch.setattr(loop, "perf_counter", lambda: now[0])
    return now


@pytest.fixture
def threads(monkeypatch):
    """The runs that went to a thread."""
    found = []
    monkeypatch.setattr(loop, "run_in_thread", lambda work, pool: (found.append(pool), work())[1])
    return found


def taking(seconds, clock):
    def work():
        clock[0] += seconds
        return seconds

    return work


def test_short_work_runs_in_place(clock, threads):
    work = BlockingWork()
    assert [work.run(taking(MAX_IN_PLACE_S, clock)) for _ in range(3)] == [MAX_IN_PLACE_S] * 3
    assert threads == []


def test_after_a_long_run_a_thread_of_its_own_takes_over(clock, threads):
    work = BlockingWork()
    work.run(taking(1, clock))
    assert threads == []
    assert work.run(taking(0.001, clock)) == 0.001
    assert work.run(taking(0.001, clock)) == 0.001
    assert len(threads) == 2
    assert len(set(threads)) == 1


def test_it_is_tried_in_place_again_after_a_while_however_long_the_thread_took(clock, threads):
    work = BlockingWork()
    for _ in range(1 + RUNS_IN_THREAD):
        work.run(taking(1, clock))
    assert len(threads) == RUNS_IN_THREAD
    for _ in range(10):
        work.run(taking(0.001, clock))
    assert len(threads) == RUNS_IN_THREAD


def test_a_long_run_that_fails_counts_too(clock, threads):
    def fails():
        clock[0] += 1
        raise ValueError("no luck")

    work = BlockingWork()
    with pytest.raises(ValueError, match="no luck"):
        work.run(fails)
    work.run(taking(0.001, clock))
    assert len(threads) == 1


def test_an_error_in_a_thread_reaches_who_waits_for_it_and_not_the_log(monkeypatch, capfd):
    """In an outage, gevent would print a traceback for each batch."""
    monkeypatch.setattr(loop, "is_module_patched", lambda _: True)

    def fails():
        raise ValueError("no luck")

    with pytest.raises(ValueError, match="no luck"):
        run_in_thread(fails)
    assert run_in_thread(lambda: 1) == 1
    assert capfd.readouterr().err == ""
