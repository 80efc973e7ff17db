"""All clauses of a charter at a glance."""

import pytest
from lxml import html as parser
from sqlalchemy import event

from charter.collab.attribution import share_counts
from charter.collab.publishing import actions as publishing
from charter.collab.storage import update_log
from charter.collab.ydoc import from_prosemirror
from charter.comments.models import Thread
from charter.core import alphabet
from charter.database import db

WRITTEN = "Mot en cours"


@pytest.fixture
def table(visitor, charter):
    """The page, parsed, as somebody reads it."""

    def read(by=visitor, **asked):
        answer = by.get(f"/charters/{charter.slug}/clauses", query_string=asked)
        assert answer.status_code == 200
        return parser.fromstring(answer.text)

    return read


@pytest.fixture
def write(clause):
    """Somebody writes in the clause, without publishing."""

    def edit(words=WRITTEN):
        db.session.rollback()
        blob = from_prosemirror.document(from_prosemirror.paragraphs(words)).get_update()
        update_log.append([update_log.NewEdit(clause.id, 4, blob)], {})

    return edit


def rows(page):
    return page.cssselect("tbody tr")


def numbers(page):
    return [row.cssselect("td")[0].text_content() for row in rows(page)]


def row_of(page, clause):
    return page.get_element_by_id(f"clause-{clause.id}").xpath("ancestor::tr")[0]


def said(element):
    return " ".join(element.text_content().split())


def test_everybody_finds_all_clauses_with_state_authors_and_votes(table):
    page = table()
    assert numbers(page) == ["–", *map(str, range(1, 17))]
    assert "Adopted 11\u2060–\u20601" in said(rows(page)[1])
    assert "Les Interconnectés 100%" in said(rows(page)[1])
    assert "Open threads" not in said(page)


def test_the_clauses_can_be_narrowed_and_put_in_order(table):
    adopted = table(state="adopted")
    assert {said(row.cssselect("td")[1]) for row in rows(adopted)} == {"Adopted"}
    assert len(rows(table(section="2"))) == 4
    assert numbers(table(down="1"))[:2] == ["16", "15"]
    headings = [said(each) for each in table(order="heading").cssselect("tbody th > :first-child")]
    assert headings == sorted(headings, key=alphabet.key)
    assert not rows(table(section="no section"))
    assert len(rows(table(state="nonsense", order="nonsense"))) == 17


def test_where_the_draft_differs_is_told_to_those_who_may_read_it(table, write, sign_in, clause, visitor, charter):
    namur, reading = sign_in("namur"), f"/charters/{charter.slug}"
    assert not table(by=namur).cssselect(".differs")
    write()
    [mark] = row_of(table(by=namur, differs="1"), clause).cssselect(".differs")
    assert len(rows(table(by=namur, differs="1"))) == 1
    compared = f"/charters/{charter.slug}/{mark.get('href')}"
    assert WRITTEN in namur.get(compared).text
    [mark] = parser.fromstring(namur.get(reading).text).cssselect(".differs")
    assert f"/charters/{mark.get('href')}" == compared
    assert not table().cssselect(".differs")
    assert "Draft differs" not in visitor.get(reading).text
    assert visitor.get(compared).status_code == 404
    sign_in("moderation").post(f"{reading}/clauses/{clause.id}/versions")
    assert not table(by=namur).cssselect(".differs")
    assert (
        "one version so far" in namur.get(f"{reading}/clauses/2/comparison?from=1&to=draft").text
    )  # adopted meanwhile


def test_a_clause_has_something_for_me_when_i_am_awaited_or_answered(table, sign_in, clause, charter, visitor):
    quebec, namur = sign_in("quebec"), sign_in("namur")
    waiting = table(by=quebec, mine="1")
    assert {"1 ballot awaited from you"} == {said(each) for each in waiting.cssselect(".for-me")}
    before = said(row_of(table(by=namur), clause)).count("answer to you")
    talk = f"/charters/{charter.slug}/clauses/{clause.id}/threads"
    quebec.post(talk, data={"body": "Pourquoi ?"})
    assert not row_of(table(by=quebec), clause).cssselect(".for-me")
    thread = db.session.query(Thread).filter_by(clause_id=clause.id).order_by(Thread.id.desc()).first()
    namur.post(f"{talk}/{thread.id}/comments", data={"body": "Parce que."})
    assert said(row_of(table(by=quebec, mine="1"), clause).cssselect(".for-me")[0]) == "1 answer to you"
    assert said(row_of(table(by=namur), clause)).count("answer to you") == before
    quebec.post("/readings", data={"thread": thread.id})  # put away in My work
    assert not row_of(table(by=quebec), clause).cssselect(".for-me")


def test_no_clause_of_a_charter_in_preparation_is_said_to_be_drafted(table, sign_in, charter):
    charter.stage = "preparing"
    db.session.commit()
    moderator = sign_in("moderation")
    for view in ("table", "states"):
        page = said(table(by=moderator, view=view).cssselect("main")[0])
        assert "In preparation" in page
        assert "Drafting" not in page
    reading = parser.fromstring(moderator.get(f"/charters/{charter.slug}").text)
    pictures = reading.cssselect(".squares a, .legend-line")
    assert len(pictures) > 2
    assert not [each for each in pictures if "rafting" in f"{each.get('aria-label')} {each.text_content()}"]
    assert "in drafting" not in moderator.get("/").text
    marks = [each.get("title") for each in reading.cssselect(".contents-entry.drafting")]
    assert set(marks) == {"In preparation"}
    assert not [each for each in reading.cssselect(".clause-foot") if "Drafting" in each.text_content()]


def test_the_table_takes_as_many_statements_for_many_clauses_as_for_few(table, sign_in, charter, someone, app):
    namur = sign_in("namur")
    share_counts.store_missing()
    few = statements(lambda: table(by=namur))
    publishing.create_clauses(charter.id, 1, "\n".join(f"Article {n}" for n in range(40)), by=someone("moderation"))
    share_counts.store_missing()
    for view in ("table", "states"):
        assert statements(lambda view=view: table(by=namur, view=view)) <= few


def statements(work):
    """How many statements the database is sent meanwhile."""
    sent = []

    def note(*args):
        sent.append(args[2])

    event.listen(db.engine, "before_cursor_execute", note)
    work()
    event.remove(db.engine, "before_cursor_execute", note)
    return len(sent)


def test_who_voted_what_is_not_dressed_as_the_views_of_the_text(visitor, charter):
    assert 'class="views"' in visitor.get(f"/charters/{charter.slug}").text
    assert 'class="views"' not in visitor.get("/votes/1").text
