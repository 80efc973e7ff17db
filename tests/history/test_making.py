"""The making of a clause, step by step, as a page: no script is needed to follow it."""

from datetime import timedelta

import pytest
import time_machine
from lxml import html as parser

from charter.collab.publishing import actions as collab
from charter.collab.storage import live_text as texts
from charter.collab.storage import update_log
from charter.core import clock
from charter.database import db
from charter.history import making_steps
from tests.collab.client import flush
from tests.history.test_comparison import said


@pytest.fixture
def made(writer):
    """Namur typed, then Québec, then Namur again an hour later."""
    namur, quebec = writer("namur"), writer("quebec")
    for minutes, who, words in ((10, namur, " Un."), (11, quebec, " Deux."), (70, namur, " Trois.")):
        with time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=True):
            who.catch_up()
            who.type(words)
            flush()


@pytest.fixture
def page(sign_in, clause_page):
    """The making as Namur, or somebody else, follows it, parsed."""
    namur = sign_in("namur")

    def read(query="", by=namur):
        answer = by.get(f"{clause_page}/making{query}")
        assert answer.status_code == 200
        return parser.fromstring(answer.text)

    return read


def step(found):
    return said(found.find_class("step-said")[0])


def test_members_follow_every_edit_with_who_and_when(made, page):
    told = [step(page(f"?at={n}")) for n in (1, 2, 3, 4)]
    assert [each[:11] for each in told] == [f"Step {n} of 4" for n in (1, 2, 3, 4)]
    assert ["Namur" in each for each in told] == [False, True, False, True]
    assert "Délégation de Québec (Ville de Québec)" in told[2]
    assert step(page()) == told[3]


def test_members_see_in_the_course_of_which_step_a_version_was_published(made, page, clause, someone, clause_page):
    with time_machine.travel(clock.now() + timedelta(minutes=30), tick=True):
        collab.publish(clause.id, "", someone("moderation"))
    found = {n: page(f"?at={n}").cssselect(".step-said a") for n in (1, 2, 3, 4)}
    assert {n: [said(each) for each in links] for n, links in found.items()} == {
        1: ["Published as version 1"],
        2: [],
        3: ["Published as version 2"],
        4: [],
    }
    assert found[3][0].get("href") == f"{clause_page}/versions/2"


def test_each_step_shows_what_it_changed_and_the_words_then(made, page):
    for n, words in ((2, "Un."), (3, "Deux."), (4, "Trois.")):
        found = page(f"?at={n}")
        assert [said(each) for each in found.cssselect("main ins")] == [f"added: {words}"]
        assert found.cssselect("main del") == []
    assert "Un." in said(page("?at=3"))
    assert "Deux." not in said(page("?at=2"))


def test_the_first_step_is_what_the_clause_started_with(made, page):
    found = page("?at=1")
    assert "What the clause started with." in said(found)
    assert found.cssselect("main ins, main del, main .line-note") == []
    assert "Nul n’est tenu de passer par un écran" in said(found)


def test_links_and_a_form_lead_from_step_to_step(made, page, clause_page):
    found = page("?at=3")
    links = {each.get("rel"): each.get("href") for each in found.cssselect(".step nav a")}
    there = f"{clause_page}/making?at="
    assert links == {"first": f"{there}1", "prev": f"{there}2", "next": f"{there}4", "last": f"{there}4"}
    [range_] = found.cssselect("form[method=get] input[type=range][name=at]")
    assert [range_.get(name) for name in ("min", "max", "value")] == ["1", "4", "3"]
    assert [each.get("rel") for each in page("?at=4").cssselect(".step nav a")] == ["first", "prev"]
    assert step(page("?at=99")) == step(page("?at=4"))


@pytest.mark.parametrize("at", ["0", "-1", "x", "1.5"])
def test_what_is_no_number_of_a_step_is_not_found(visitor, clause_page, at):
    assert visitor.get(f"{clause_page}/making?at={at}").status_code == 404


def test_the_public_follows_published_versions_only(made, page, visitor, sign_in, clause_page, clause, someone):
    found = page(by=visitor)
    assert found.cssselect("main form, .step nav") == []
    assert "Un." not in said(found)
    collab.publish(clause.id, "Après relecture", someone("moderation"))
    found = page(by=visitor)
    assert step(found).startswith("Version 2")
    assert "Après relecture" in step(found)
    assert [said(each) for each in found.cssselect("main ins")] == ["added: Un. Deux. Trois."]
    assert step(page("?at=1", by=visitor)).startswith("Version 1")
    assert "Délégation" not in said(found)


def test_a_step_alone_is_what_the_player_fetches(made, sign_in, clause_page):
    answer = sign_in("namur").get(f"{clause_page}/making?at=2", headers={"X-Part": "1"})
    assert answer.headers["X-Part"] == "1"
    assert "<html" not in answer.text
    [part] = parser.fromstring(f"<div>{answer.text}</div>").find_class("step")
    assert (part.get("data-at"), part.get("data-many")) == ("2", "4")


def test_a_step_is_read_from_the_nearest_snapshot(made, clause):
    whole = texts.committed_text(clause.id)
    update_log.snapshot(clause.id, update_log.load(clause.id)[0][-1][0], whole.state, b"")
    db.session.rollback()
    assert len(update_log.load(clause.id)[0]) == 1
    moments = making_steps.moments(clause.id, live=True)
    assert moments[-1].content() == whole.content
    assert moments[0].content() != whole.content


def test_the_clause_and_its_versions_lead_there(made, sign_in, visitor, clause_page):
    for by in (sign_in("namur"), visitor):
        assert f'href="{clause_page}/making?at=1"' in by.get(clause_page).text


def test_what_is_not_there_is_not_found(visitor, charter, clause):
    assert visitor.get(f"/charters/none/clauses/{clause.id}/making").status_code == 404
    assert visitor.get(f"/charters/{charter.slug}/clauses/999/making").status_code == 404


def test_the_making_in_french(made, page, visitor, sign_in):
    namur = sign_in("namur")
    namur.get("/language/fr")
    told = said(page("?at=3", by=namur))
    assert "Étape 3 sur 4" in told
    for word in ("Step", "Play", "Next", "added", "Show "):
        assert word not in told
