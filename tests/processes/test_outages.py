"""What fails, and what that costs: nothing that was acknowledged."""

import os

import pytest
from sqlalchemy import text

from charter.database import db
from tests.processes.support import typists
from tests.processes.support.convergence import agree, every_process_has
from tests.support.socket_client import Polling, WebSocket
from tests.support.waiting import until

OUTAGE = float(os.environ.get("CHARTER_TEST_OUTAGE", "4"))
"""Seconds for which something is gone. What is promised is a minute, and `CHARTER_TEST_OUTAGE=60` tries just that."""

DROP = """SELECT pg_terminate_backend(pid, 9999) FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"""


@pytest.fixture
def six(delegate):
    """Two on each process, typing; the last by long-polling."""
    six = [delegate(number % 3, Polling if number == 5 else WebSocket) for number in range(6)]
    typists.start(six)
    typists.go_on(six, 5)
    return six


def test_without_redis_all_goes_on_and_ends_in_one_text(site, six, members, clause_id):
    site.redis.kill()
    try:
        typists.last(six, OUTAGE)
    finally:
        site.redis.start()
    typists.go_on(six, 5)
    words = agree(site, six)
    assert all(len(each.kept) == each.typed for each in six)
    every_process_has(site, words, clause_id, [next(members)[1] for _ in range(3)])


def test_without_redis_people_still_sign_in(site, browser):
    site.redis.kill()
    try:
        visitor = browser(1)
        assert visitor.send("/sign-in", "/sign-in", email="nobody@forum.example").status == 200
    finally:
        site.redis.start()


def test_a_killed_process_takes_nothing_along(site, six, members, clause_id):
    site.processes[0].kill()
    try:
        until(lambda: six[0].cuts and six[3].cuts and all(each.is_in for each in six), "its people are in elsewhere")
        typists.go_on(six, 5)
    finally:
        site.restart(0)
    typists.go_on(six, 5)
    words = agree(site, six)
    every_process_has(site, words, clause_id, [next(members)[1] for _ in range(3)])


def test_a_process_cut_off_for_a_while_catches_up(site, six, members, clause_id):
    elsewhere = [six[number] for number in (1, 2, 4, 5)]
    site.processes[0].pause()
    try:
        typists.last(elsewhere, OUTAGE)
    finally:
        site.processes[0].resume()
    typists.go_on(six, 5)
    words = agree(site, six)
    every_process_has(site, words, clause_id, [next(members)[1] for _ in range(3)])


def test_when_the_database_drops_every_connection_nothing_is_lost(site, six):
    dropped = site.asked(lambda: db.session.execute(text(DROP)).all())
    assert len(dropped) >= 3
    typists.go_on(six, 5)
    assert [process.is_healthy() for process in site.processes] == [True] * 3
    agree(site, six)


def test_when_all_processes_restart_one_after_the_other_nobody_loses_a_word(site, six):
    for number in range(3):
        site.processes[number].kill()
        site.restart(number)
    typists.go_on(six, 5)
    agree(site, six)
    assert all(len(each.kept) == each.typed for each in six)
