"""Many who ask at once are answered by one piece of work; each gets their own answer, whatever others asked."""

from collections import Counter
from threading import Event, Thread

import pytest

from charter.votes.casting.group_commit import GroupCommit


def all_at_once(commits, count):
    """Ask 0, 1, 2… while a first piece of work is under way; what each got."""
    got = {}

    def ask(number):
        try:
            got[number] = commits.submit(number)
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

    commits = GroupCommit(work)
    (first, *others), got = all_at_once(commits, 20)
    first.start()
    assert started.wait(10)
    for thread in others:
        thread.start()
    while len(commits._waiting) < 19:
        pass
    may_end.set()
    for thread in (first, *others):
        thread.join(10)
    assert got == {number: number * 2 for number in range(20)}
    assert [len(batch) for batch in batches] == [1, 19]


def test_what_is_refused_to_one_is_raised_for_them_alone():
    commits = GroupCommit(lambda asked: [ValueError("odd") if number % 2 else number for number in asked])
    threads, got = all_at_once(commits, 10)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert Counter(type(answer) for answer in got.values()) == {int: 5, ValueError: 5}
    assert {number for number, answer in got.items() if isinstance(answer, int)} == {0, 2, 4, 6, 8}


def waiting(commits, asked):
    """What each got who waited while the work was under way for somebody else."""
    got = {}

    def ask(what):
        try:
            got[what] = commits.submit(what)
        except BaseException as problem:
            got[what] = problem

    threads = [Thread(target=ask, args=(each,)) for each in asked]
    with commits._turn:
        for number, thread in enumerate(threads, start=1):
            thread.start()
            while len(commits._waiting) < number:
                pass
    for thread in threads:
        thread.join(10)
    return got


def test_who_asks_what_makes_the_work_fail_fails_alone():
    kept = []

    def work(asked):
        if 3 in asked:
            raise OverflowError("too large")
        kept.extend(asked)
        return asked

    got = waiting(GroupCommit(work), range(8))
    assert isinstance(got.pop(3), OverflowError)
    assert got == {number: number for number in (0, 1, 2, 4, 5, 6, 7)}
    assert sorted(kept) == sorted(got)


def test_what_was_done_before_one_failed_is_not_done_twice():
    kept = []

    def work(asked):
        if any(what == "poison" for _, what in asked):
            raise ValueError("poison")
        kept.extend(asked)
        return asked

    papers = [("one", "fine"), ("two", "poison"), ("two", "fine"), ("one", "poison"), ("one", "good")]
    got = waiting(GroupCommit(work, key=lambda paper: paper), papers)
    assert {paper for paper, answer in got.items() if isinstance(answer, ValueError)} == {papers[1], papers[3]}
    assert sorted(kept) == sorted(paper for paper in papers if paper[1] != "poison")


def test_of_one_key_the_first_asked_is_done_first_and_alone():
    batches = []

    def work(asked):
        batches.append(list(asked))
        return asked

    asked = [("a", 1, "x"), ("b", 1, "x"), ("a", 1, "y"), ("a", 2, "x")]
    waiting(GroupCommit(work, key=lambda each: each[:2]), asked)
    assert batches == [[asked[0], asked[3]], [asked[1]], [asked[2]]]


def test_an_outage_is_tried_once_more_and_not_for_each():
    tried = []

    def work(asked):
        tried.append(len(asked))
        raise OSError("the disk is full")

    got = waiting(GroupCommit(work, is_outage=lambda problem: isinstance(problem, OSError)), range(50))
    assert tried == [50, 1]
    assert {type(answer) for answer in got.values()} == {OSError}


def test_who_is_answered_too_few_answers_gets_no_other_ones():
    got = waiting(GroupCommit(lambda asked: asked[1:]), range(3))
    assert all(isinstance(answer, ValueError) or answer == number for number, answer in got.items())


def test_what_the_work_raises_for_one_is_theirs_and_the_next_is_served():
    failing = [True]

    def work(asked):
        if failing.pop():
            raise OSError("the disk is full")
        return asked

    commits = GroupCommit(work)
    with pytest.raises(OSError, match="disk"):
        commits.submit(1)
    failing.append(False)
    assert commits.submit(2) == 2


def test_who_works_for_all_and_is_stopped_leaves_the_work_to_the_next():
    stopped = []

    def work(asked):
        if not stopped:
            stopped.append(True)
            raise SystemExit
        return asked

    got = waiting(GroupCommit(work), range(6))
    assert sum(isinstance(answer, SystemExit) for answer in got.values()) == 1
    assert sum(answer == number for number, answer in got.items()) == 5
