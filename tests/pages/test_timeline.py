"""The history of a charter: what happened in it, newest first."""

import pytest
from lxml import html as parser

from charter.clauses.versions import published
from charter.collab.ydoc import from_prosemirror, to_prosemirror
from charter.core import paging
from charter.database import db
from charter.pages.timeline import queries
from charter.votes.models import Vote


@pytest.fixture
def history(visitor, charter):
    """The page, parsed, as somebody reads it."""

    def read(by=visitor, status=200, **asked):
        answer = by.get(f"/charters/{charter.slug}/history", query_string=asked)
        assert answer.status_code == status
        return parser.fromstring(answer.text)

    return read


def events(page):
    return [" ".join(each.text_content().split()) for each in page.cssselect(".events li")]


def publish(clause, someone, words, note=""):
    text = to_prosemirror.text(from_prosemirror.document(from_prosemirror.paragraphs(words)))
    published.cut(clause, "fr", text, "published", someone("moderation"), note)
    db.session.commit()


def test_versions_votes_and_the_charter_stand_in_order_of_time(history, clause, someone):
    publish(clause, someone, "Un", note="Plus court")
    said = events(history())
    assert said[0].startswith("Version 2 · ")
    assert "Plus court" in said[0]
    assert any(each.startswith("Adopted · ") and "11" in each for each in said)
    assert any(each.startswith("Vote opened · ") for each in said)
    assert said[-1].startswith("Charter started")
    assert events(history(kind="versions", clause=clause.id)) == said[:1]


def test_it_is_narrowed_by_kind_clause_and_day(history):
    votes = events(history(kind="votes"))
    assert len(votes) == 3
    assert all("ote opened" in each or "dopted" in each for each in votes)
    assert [each.split(" · ")[0] for each in events(history(kind="votes", clause=2))] == ["Adopted", "Vote opened"]
    assert events(history(to="2001-01-01")) == []
    for wrong in ({"from": "yesterday"}, {"clause": "x"}, {"kind": "secrets"}):
        assert events(history(status=422, **wrong))


def test_a_vote_that_never_opened_is_in_no_history(history, sign_in):
    prepared = db.session.query(Vote).filter(Vote.opened_at.is_(None)).all()
    ended = db.session.query(Vote).filter_by(stage="closed").first()
    for vote in prepared:
        vote.closed_at = ended.closed_at  # as if it was cancelled
    db.session.commit()
    for by in ({}, {"by": sign_in("moderation")}):
        links = [each.get("href") for each in history(kind="votes", **by).cssselect(".events a")]
        assert not {f"/votes/{vote.id}" for vote in prepared} & set(links)


def test_fifty_events_are_on_a_page_and_none_is_lost_between_them(history, clause, someone, charter):
    for number in range(paging.PAGE_SIZE):
        publish(clause, someone, f"Texte {number}")
    first = history(kind="versions", clause=clause.id)
    assert len(events(first)) == paging.PAGE_SIZE
    publish(clause, someone, "Encore")
    pages = [events(history(kind="versions", clause=clause.id, page=page)) for page in (1, 2)]
    assert [len(each) for each in pages] == [paging.PAGE_SIZE, 1]
    assert len({each.split(" · ")[0] for page in pages for each in page}) == paging.PAGE_SIZE + 1
    everything = queries.find(charter.id, queries.Filter(), page=1)
    assert everything.number == sum(
        queries.find(charter.id, queries.Filter(kind=kind), page=1).number for kind in queries.KINDS
    )
