"""The cover of a charter: a visitor understands in ten seconds what it is, whose, and how far."""

from datetime import timedelta

from lxml import html as parser

from charter.core import clock
from charter.votes.lifecycle import opening, preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.rules import named_rules
from tests.verifier.assembly import held

MAJORITY = Settings(rule=named_rules.SIMPLE_MAJORITY)


def test_a_visitor_sees_who_takes_part_and_each_clause_with_its_state(visitor, charter):
    held(MAJORITY, "against", "against", subject=Subject("clause", [5]))
    page = parser.fromstring(visitor.get(f"/charters/{charter.slug}").text)
    assert "15 associations" in page.find_class("cover-facts")[0].text_content()
    [squares] = page.find_class("squares")
    assert len(squares) == 17
    assert [square.get("class") for square in squares if square.get("class") != "is-drafting"] == [
        "is-adopted",
        "is-rejected",
        "is-frozen",
    ]
    for square in squares:  # each leads to its clause on the page
        assert page.get_element_by_id(square.get("href")[1:]) is not None


def test_the_cover_names_the_vote_that_closes_first_whatever_it_is_about(visitor, charter, someone):
    soon = Settings(closes_at=clock.now() + timedelta(hours=1))
    question = Subject("question", heading="Une question", question="Faut-il ?")
    vote = preparing.prepare(charter.id, question, soon, someone("moderation"))
    opening.open_vote(vote.id, someone("moderation"))
    facts = visitor.get(f"/charters/{charter.slug}").text.partition("cover-facts")[2].partition("</ul>")[0]
    assert f'href="/votes/{vote.id}"' in facts
