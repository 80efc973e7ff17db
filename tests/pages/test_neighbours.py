"""From every page of a clause one goes on to the same page of the clauses beside it."""

import pytest
from lxml import html as parser

from charter.clauses import actions, arranging, queries
from charter.votes import queries as votes


def steps(browser, address):
    """Where the previous and the next clause are, as somebody finds them on a page."""
    answer = browser.get(address)
    assert answer.status_code == 200, address
    page = parser.fromstring(answer.text)
    found = {each.get("rel"): each.get("href") for each in page.cssselect("nav.neighbours a")}
    for beside in found.values():
        assert browser.get(beside).status_code == 200, beside
    return found


@pytest.mark.parametrize(
    ("who", "page"),
    [
        ("visitor", ""),
        ("visitor", "/comparison?view=sides"),
        ("visitor", "/making?at=1"),
        ("visitor", "/versions/1"),
        ("visitor", "/versions/1/authors"),
        ("namur", "/authors"),
    ],
)
def test_each_page_of_a_clause_leads_to_the_same_page_of_those_beside_it(app, visitor, sign_in, charter, who, page):
    browser = visitor if who == "visitor" else sign_in(who)
    at = f"/charters/{charter.slug}/clauses/{{}}{page}"
    found = steps(browser, at.format(8))
    assert found == {"prev": at.format(7), "next": at.format(9)}
    assert "prev" not in steps(browser, at.format(1))
    assert "next" not in steps(browser, at.format(17))


def test_a_vote_leads_to_the_clauses_beside_its_own_and_to_their_votes(visitor, charter):
    at = f"/charters/{charter.slug}/clauses/{{}}#votes"
    assert steps(visitor, "/votes/1") == {"prev": at.format(1), "next": at.format(3)}
    assert votes.newest_opened([1, 2, 3]) == {2: 1}


def test_what_stands_around_a_clause_is_what_the_outline_says(app, charter, someone):
    actions.add_section(charter.id, "Vide", by=someone("moderation"))
    arranging.move_clause(6, -1, by=someone("moderation"))
    actions.drop_clause(9, "Doublon", by=someone("moderation"))
    order = queries.outline(charter.id).clauses
    for place, each in enumerate(order):
        around = queries.around(charter.id, each.clause.id)
        assert around.number == each.number
        beside = [found and found.id for found in (around.before, around.after)]
        assert beside == [
            order[place - 1].clause.id if place else None,
            order[place + 1].clause.id if place + 1 < len(order) else None,
        ]
    assert queries.around(charter.id, 9) == queries.Around()
