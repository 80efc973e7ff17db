"""Where a proxy opens websockets and lets nothing through them, people go on by long-polling."""

from tests.lines import busy
from tests.lines.proxy import BROWSER, SERVER
from tests.processes.waiting import until

PINGS = 5
MOST_POLLS_A_SECOND = 6
"""One for each ping and each thing heard, and those that are ended for the websocket that does not come."""


def test_who_polls_goes_on_polling_and_no_faster(proxy, hold):
    offices = [proxy(SERVER), proxy(BROWSER), proxy(SERVER, BROWSER)]
    lines = [hold(office.url, transports=["polling", "websocket"]) for office in offices]
    until(lambda: all(line.count("watching") for line in lines), "the lines are open", 5)
    until(lambda: all(line.count("ping") >= PINGS or line.cuts() for line in lines), "pings come", 15)
    assert [line.cuts() for line in lines] == [[], [], []]
    assert [line.count("upgrade") for line in lines] == [0, 0, 0]
    assert max(office.polls for office in offices) < PINGS * busy.INTERVAL_S * MOST_POLLS_A_SECOND
