"""Who is here and what changed, told across processes."""

from queue import SimpleQueue

import pytest

from tests.processes.support import typists
from tests.support.socket_client import ANSWER, CONNECTED, Polling, WebSocket
from tests.support.waiting import TIMEOUT_S, until


def watch(site, process, kind, topic):
    """A visitor's page that watches a topic; what it hears."""
    heard = SimpleQueue()
    line = kind(site.front.plain, site.line_to(process), heard)
    assert heard.get(timeout=TIMEOUT_S) == (CONNECTED,)
    number = line.emit("watch", topic)
    assert heard.get(timeout=TIMEOUT_S) == (ANSWER, number, {"watching": True})
    return line, heard


@pytest.mark.parametrize("kind", [WebSocket, Polling])
def test_a_page_elsewhere_hears_of_a_comment(site, browser, clause_id, clause_page, kind):
    lines = [watch(site, process, kind, f"clause:{clause_id}") for process in range(3)]
    said = browser(0, "namur").send(f"{clause_page}/threads", clause_page, body="Un mot de Namur.")
    assert said.status == 303, said.text
    for line, heard in lines:
        assert heard.get(timeout=TIMEOUT_S) == ("changed", f"clause:{clause_id}", "comments")
        line.close()


def names(delegate):
    return sorted(delegate.people.values())


def test_people_of_other_processes_are_listed_and_leave(site, delegate):
    three = [delegate(process) for process in range(3)]
    until(lambda: all(len(each.people) == 3 for each in three), "each sees three people")
    assert names(three[0]) == names(three[1]) == names(three[2])
    three[2].leave()
    until(lambda: all(len(each.people) == 2 for each in three[:2]), "the two others see who left")
    late = delegate(1)
    until(lambda: len(late.people) == 3 and len(three[0].people) == 3, "who comes later sees all, and is seen")


def test_people_of_a_killed_process_are_forgotten(site, delegate):
    two = [delegate(process) for process in range(1, 3)]
    lost = delegate(0)
    until(lambda: all(len(each.people) == 3 for each in two), "each sees three people")
    site.processes[0].pause()  # so that it does not hear them leave
    lost.leave()
    site.processes[0].kill()
    try:
        until(lambda: all(len(each.people) == 2 for each in two), "the lost one is gone", 60)
        typists.start(two)
        typists.go_on(two, 5)
    finally:
        site.restart(0)
