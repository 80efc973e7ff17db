"""Who wrote these words, as pages that need no script: the public sees associations, members also see names."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from lxml import html as parser

from charter.clauses.models import Clause
from charter.collab.publishing import actions
from charter.collab.sync import batch_commit
from charter.collab.ydoc import from_prosemirror
from charter.database import db
from tests.collab.client import Writer, flush


@pytest.fixture
def address(charter):
    """The clause of the demo that three delegations completed."""
    clause = db.session.query(Clause).filter_by(heading="La participation des habitantes et des habitants").one()
    return f"/charters/{charter.slug}/clauses/{clause.id}"


def read(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200
    return parser.fromstring(answer.text)


def said(element):
    return " ".join(element.text_content().split())


def stretches(page):
    """The marked words, each with its number."""
    return [(int(each.get("data-contributor")), words(each)) for each in page.cssselect(".authored .by")]


def words(marked):
    return "".join(marked.xpath(".//text()[not(parent::a[@class='contributor-number'])]"))


def test_a_visitor_reads_which_association_wrote_which_words(visitor, address):
    page = read(visitor, f"{address}/versions/2/authors")
    assert stretches(page)[1] == (2, ", y compris par téléphone, par la radio ou sur la place publique")
    assert stretches(page)[3] == (3, ", dans un délai annoncé dès le départ")
    hands = [said(each) for each in page.cssselect(".contributors li")]
    assert re.fullmatch(r"2 Ville de Kindia 64 characters, \d+ \w+ \d{4} at \d\d:\d\d", hands[1])
    assert "Délégation" not in page.text_content()
    assert "Délégation" not in parser.tostring(page, encoding="unicode")


def test_a_member_also_reads_the_delegates_names(sign_in, address):
    page = read(sign_in("mediation"), f"{address}/versions/2/authors")
    assert [said(each.cssselect("p")[0]) for each in page.cssselect(".contributors li")][1:] == [
        f"Ville de {name}Délégation de {name}" for name in ("Kindia", "Québec", "Namur")
    ]
    title = page.cssselect(".authored .by")[1].get("title")
    assert title.startswith("Ville de Kindia · Délégation de Kindia · ")


def test_every_number_leads_to_a_contributor_and_ends_what_that_one_wrote(visitor, address):
    page = read(visitor, f"{address}/versions/2/authors")
    for stretch in page.cssselect(".authored .by"):
        (link,) = stretch.cssselect("a.contributor-number")
        assert link.text == stretch.get("data-contributor")
        assert link.get("aria-label").startswith(f"{link.text}, ")
        assert page.get_element_by_id(link.get("href")[1:]).get("data-contributor") == link.text


def test_the_shares_add_up_in_the_table_and_in_the_bar(visitor, address):
    page = read(visitor, f"{address}/versions/2/authors")
    counts = [int(row.cssselect("td")[0].text) for row in page.cssselect("tbody tr")]
    assert counts == sorted(counts, reverse=True)
    assert sum(counts) == sum(len(each) for _, each in stretches(page))
    widths = [float(each.get("width").rstrip("%")) for each in page.cssselect("svg.shares rect")]
    assert sum(widths) == pytest.approx(100, abs=0.01)
    assert widths[0] == pytest.approx(100 * counts[0] / sum(counts), abs=0.01)
    names = [said(row.cssselect("th")[0]) for row in page.cssselect("tbody tr")]
    assert all(name in page.cssselect("svg.shares")[0].get("aria-label") for name in names)


def test_the_text_stands_as_in_the_version_itself(visitor, clause_page, address):
    for page in (clause_page, address):
        marked, plain = read(visitor, f"{page}/versions/1/authors"), read(visitor, f"{page}/versions/1")
        for each in marked.cssselect("a.contributor-number"):
            each.drop_tree()
        assert said(marked.cssselect(".text")[0]) == said(plain.cssselect(".text")[0])
        tags = [each.tag for each in marked.cssselect(".text *") if each.tag != "span"]
        assert tags == [each.tag for each in plain.cssselect(".text *")]


def test_the_live_text_is_for_members_and_up_to_date(visitor, sign_in, socket, clause, clause_page):
    Writer(socket("namur"), clause.id).type(" Tout de suite.")
    flush()
    assert visitor.get(f"{clause_page}/authors").headers["Location"].startswith("/sign-in?next=")
    page = read(sign_in("mediation"), f"{clause_page}/authors")
    assert stretches(page)[1] == (2, " Tout de suite.")


def test_a_charter_in_preparation_shows_no_author_to_the_public(visitor, sign_in, charter, address):
    charter.stage = "preparing"
    db.session.commit()
    assert visitor.get(f"{address}/versions/2/authors").status_code == 404
    assert sign_in("namur").get(f"{address}/versions/2/authors").status_code == 200


def test_the_time_goes_from_the_first_words_of_a_contributor_to_the_last(
    sign_in, socket, clause, clause_page, monkeypatch
):
    monkeypatch.setattr(batch_commit, "SPAN_S", 0)
    namur = Writer(socket("namur"), clause.id)
    for hour in (9, 17):
        with time_machine.travel(datetime(2026, 11, 23, hour, tzinfo=UTC), tick=False):
            namur.type(f" À {hour} heures.")
            flush()
    page = read(sign_in("mediation"), f"{clause_page}/authors")
    assert stretches(page)[1] == (2, " À 9 heures. À 17 heures.")
    period = "23 Nov 2026 at 10:00 – 18:00"
    assert period in said(page.get_element_by_id("contributor-2"))
    assert page.cssselect(".authored .by")[1].get("title").endswith(period)


def test_what_is_not_there_is_not_found(visitor, sign_in, address):
    assert visitor.get(f"{address}/versions/9/authors").status_code == 404
    assert sign_in("namur").get(f"{address.rpartition('/')[0]}/999/authors").status_code == 404


def test_marks_and_links_stay_and_only_links_that_may_be_followed(visitor, charter):
    link = {"type": "link", "attrs": {"href": "https://un.example/?a=1&b=<"}}
    runs = [
        {"type": "text", "text": "Voir "},
        {"type": "text", "text": "l’étude", "marks": [link, {"type": "strong"}]},
        {"type": "hard_break"},
        {"type": "text", "text": "<b>", "marks": [{"type": "em"}]},
    ]
    content = {"type": "doc", "content": [{"type": "paragraph", "content": runs}]}
    clause = actions.create_clause(charter.id, 1, "Liens", None, content)
    page = read(visitor, f"/charters/{charter.slug}/clauses/{clause.id}/versions/1/authors")
    (text,) = page.cssselect(".authored")
    (followed,) = text.cssselect(".by a[rel]")
    assert (followed.get("href"), said(followed.cssselect("strong")[0])) == ("https://un.example/?a=1&b=<", "l’étude")
    assert said(text.cssselect("em")[0]) == "<b>"
    assert len(text.cssselect("a.contributor-number")) == 1
    assert said(page.cssselect(".contributors strong")[0]) == "Nobody signed these words"


def test_a_text_without_words_says_so(visitor, charter, someone):
    clause = actions.create_clause(charter.id, 1, "Vide", someone("moderation"), from_prosemirror.EMPTY)
    page = read(visitor, f"/charters/{charter.slug}/clauses/{clause.id}/versions/1/authors")
    assert "This text has no words yet." in page.text_content()
    assert page.cssselect("main svg") == []
    assert visitor.get(f"/charters/{charter.slug}/clauses/{clause.id}").status_code == 200


def test_the_clause_its_versions_and_their_comparison_lead_there(
    visitor, sign_in, socket, address, clause, clause_page
):
    link = f'href="{address}/versions/2/authors"'
    for page in (address, f"{address}/versions/2", f"{address}/comparison", f"{address}/comparison?view=sides"):
        assert link in visitor.get(page).text
    assert "Ville de Kindia" in said(read(visitor, address).cssselect(".clause-side")[0])
    live = f'href="{clause_page}/authors"'
    member = sign_in("namur")
    assert live not in member.get(clause_page).text
    Writer(socket("namur"), clause.id).type(" Tout de suite.")
    flush()
    assert live in member.get(clause_page).text
    assert live not in visitor.get(clause_page).text


def test_marks_and_the_numbers_of_lists_stay_as_they_are(visitor, clause, charter, someone):
    raised = {"type": "text", "text": "e", "marks": [{"type": "superscript"}]}
    item = {"type": "list_item", "content": [{"type": "paragraph", "content": [raised]}]}
    listed = {"type": "ordered_list", "attrs": {"start": 5, "type": "i"}, "content": [item]}
    made = actions.create_clause(charter.id, 1, "Titre", someone("moderation"), {"type": "doc", "content": [listed]})
    page = read(visitor, f"/charters/{charter.slug}/clauses/{made.id}/versions/1/authors")
    assert page.cssselect('.authored ol[start="5"][type="i"] sup')[0].text_content() == "e"
