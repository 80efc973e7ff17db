"""Where a proxy opens websockets and lets nothing through them, people go on by long-polling."""

from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.connection import busy_server
from tests.connection.conftest import command
from tests.connection.proxy import BROWSER, SERVER
from tests.support.waiting import until

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
    assert max(office.polls for office in offices) < PINGS * busy_server.INTERVAL_S * MOST_POLLS_A_SECOND


def test_a_page_whose_websocket_carries_nothing_types_within_seconds(chromium, filled, proxy):
    for office in (proxy(SERVER), proxy(BROWSER)):
        page = chromium.new_page(base_url=office.url, locale="fr-FR")
        page.goto(urlsplit(command(filled, "signin-link", "namur@forum.example")).path)
        page.get_by_role("button", name="Me connecter ici").click()
        page.wait_for_url(lambda url: "/sign-in/" not in url)
        page.goto("/charters/charte-pour-une-societe-numerique-desirable/clauses/5")
        expect(page.locator(".save-state")).to_have_attribute("data-state", "saved", timeout=12_000)
        polls = office.polls
        page.wait_for_timeout(2000)
        assert office.polls - polls <= 2 * MOST_POLLS_A_SECOND
        page.close()
