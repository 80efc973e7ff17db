"""What a page costs: bytes and requests of a cold visit, EcoIndex, a weak line."""

import shutil

import pytest

from charter.accounts.models import Association, Member
from charter.database import db
from charter.votes.lifecycle import closing
from charter.votes.lifecycle.preparing import Settings
from tests.conftest import make_app
from tests.journeys.conftest import CHARTER, People, Server, saved
from tests.verifier.assembly import cast, held, member

KB = 1000
DOM = (0, 47, 75, 159, 233, 298, 358, 417, 476, 537, 603, 674, 753, 843, 949, 1076, 1237, 1459, 1801, 2479, 594601)
REQUESTS = (0, 2, 15, 25, 34, 42, 49, 56, 63, 70, 78, 86, 95, 105, 117, 130, 147, 170, 205, 281, 3920)
SIZES = (
    *(0, 1.37, 144.7, 319.53, 479.46, 631.97, 783.38, 937.91, 1098.62, 1265.47, 1448.32, 1648.27, 1876.08, 2142.06),
    *(2465.37, 2866.31, 3401.59, 4155.73, 5400.08, 8037.54, 223212.26),
)
WEAK_LINE = {"offline": False, "latency": 300, "downloadThroughput": 512_000 / 8, "uploadThroughput": 512_000 / 8}


def rank(value: float, table: tuple[float, ...]) -> float:
    """Rank in a table of quantiles, interpolated (cnumr/ecoindex, 2025-04-25)."""
    for place in range(1, len(table)):
        if value < table[place]:
            return place - 1 + (value - table[place - 1]) / (table[place] - table[place - 1])
    return len(table) - 1


def ecoindex(dom: int, requests: int, kilobytes: float) -> int:
    """The score from 0 to 100 (cnumr/ecoindex, 2025-04-25); above 80 is grade A."""
    return round(100 - 5 * (3 * rank(dom, DOM) + 2 * rank(requests, REQUESTS) + rank(kilobytes, SIZES)) / 6)


@pytest.mark.parametrize(
    "dom, requests, kilobytes, score",
    [(100, 100, 100, 72), (100, 100, 10000, 58), (2355, 267, 2493, 10), (240, 20, 331, 83), (150, 6, 60, 89)],
)
def test_the_ecoindex_is_computed_as_its_authors_do(dom, requests, kilobytes, score):
    assert ecoindex(dom, requests, kilobytes) == score


def cold_visit(page, address: str, ready=lambda page: None) -> dict[str, float]:
    """Visit with an empty cache, scroll to the end, and weigh everything that came, compressed."""
    weights, hosts = [], set()
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    line.on("Network.requestWillBeSent", lambda event: hosts.add(event["request"]["url"].split("/")[2]))
    page.goto(address)
    ready(page)
    page.keyboard.press("End")
    page.wait_for_timeout(1000)
    nodes = page.evaluate("document.querySelectorAll('*').length - document.querySelectorAll('svg *').length")
    return {"kB": sum(weights) / KB, "requests": len(weights), "hosts": len(hosts), "dom": nodes}


def test_the_reading_page_is_light(people):
    cost = grade_a(people.page(viewport={"width": 1920, "height": 1080}), CHARTER)
    assert cost["kB"] <= 60
    assert cost["requests"] <= 8
    assert cost["hosts"] == 1


@pytest.mark.parametrize("address", ["/", f"{CHARTER}/clauses"])
def test_the_home_page_and_the_table_of_clauses_are_grade_a(people, address):
    grade_a(people.page(viewport={"width": 1920, "height": 1080}), address)


def test_editing_is_light_too_and_adds_little_and_only_where_one_edits(people):
    reading = cold_visit(people.page("namur"), CHARTER)
    editing = grade_a(people.page("quebec", viewport={"width": 1920, "height": 1080}), f"{CHARTER}/clauses/5", saved)
    assert editing["kB"] - reading["kB"] <= 130


def test_the_table_of_clauses_is_grade_a(people):
    grade_a(people.page("namur", viewport={"width": 1920, "height": 1080}), f"{CHARTER}/clauses")


def test_the_voting_page_is_grade_a(people):
    grade_a(people.page("namur", viewport={"width": 1920, "height": 1080}), "/votes/2")


def grade_a(page, address: str, ready=lambda page: None) -> dict[str, float]:
    cost = cold_visit(page, address, ready)
    assert ecoindex(cost["dom"], cost["requests"], cost["kB"]) > 80, cost
    return cost


@pytest.mark.parametrize("view", ["", "?by=association", "?page=2"])
def test_the_result_of_a_large_vote_is_grade_a(chromium, large_vote, view):
    server, address = large_vote
    people = People(chromium, server)
    grade_a(people.page("moderation", viewport={"width": 1920, "height": 1080}), address + view)
    people.close()


@pytest.fixture(scope="module")
def large_vote(template, tmp_path_factory, preloaded):
    """A server with a closed vote of 100 associations more, and the address of it."""
    folder = tmp_path_factory.mktemp("large")
    shutil.copy(template / "demo.db", folder / "charter.db")
    app = make_app(folder)
    with app.app_context():
        cities = [Association(name=f"Ville {n}", country="FR", college_id=1) for n in range(100)]
        db.session.add_all(cities)
        db.session.flush()
        mailboxes = [f"ville{number}" for number in range(100)]
        db.session.add_all(
            Member(email=f"{mailbox}@forum.example", name=mailbox, role="delegate", association_id=city.id)
            for mailbox, city in zip(mailboxes, cities, strict=True)
        )
        db.session.commit()
        vote_id = held(Settings(), ends=None)
        for mailbox in mailboxes:
            cast(vote_id, mailbox, "for")
        closing.close(vote_id, member("moderation"))
        db.session.remove()
        db.engine.dispose()
    server = Server(folder, preloaded)
    yield server, f"/votes/{vote_id}"
    server.kill()


def test_a_weak_line_opens_reads_and_votes(people):
    """At 512 kbit/s and 300 ms: each page is there within 5 seconds, with a cold cache."""
    page = people.page("namur")
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", WEAK_LINE)
    page.set_default_timeout(5000)
    page.goto(CHARTER)
    page.goto("/votes/2")
    page.get_by_label("Pour", exact=True).check()
    page.get_by_role("button", name="Enregistrer mon bulletin").click()
    page.locator(".receipt").wait_for()
