"""What people find, on both databases alike."""

import html as parser
import re
import sqlite3

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import OperationalError

from charter.accounts import actions as accounts
from charter.accounts import queries as directory
from charter.charters.models import Charter
from charter.clauses import actions as clauses
from charter.clauses.models import Clause
from charter.comments import actions as comments
from charter.comments.models import Comment
from charter.database import db
from charter.demo.actions import DOMAIN
from charter.search import full_text, indexing, sources
from charter.search.models import IndexedText
from charter.search.rules import kinds, words
from charter.search.rules.asked import read
from charter.votes.lifecycle import preparing
from charter.votes.models import Item
from charter.web import failure_log

CHAIR = f"moderation@{DOMAIN}"
HUMAN = "Le droit à un accueil humain"


def search(browser, typed: str, **more) -> str:
    answer = browser.get("/search", query_string={"q": typed} | more)
    assert answer.status_code == 200
    return answer.text


def counts(page: str) -> dict[str, int]:
    return {name: int(number) for name, number in re.findall(r">([^<>]+) \((\d+)\)</a>", page)}


@pytest.mark.parametrize(
    "typed", ["accueil humain", "ACCUEILS humains", "accueils hum", '"accueil humain"', "l’accueil « à un accueil »"]
)
def test_an_article_is_found_in_any_form(enter, typed):
    page = search(enter(""), typed)
    assert counts(page)["Published articles"] >= 1
    assert "<mark>accueil" in page
    assert "Article" in page


def test_a_phrase_is_found_in_this_order_only(enter):
    assert "Nothing you may read" in search(enter(""), '"humain accueil"')


@pytest.mark.parametrize("typed", ["🙂", '"', "«»", "***", "\0", "\ud83d", "   ", "' OR 1=1 --", "(", "a" * 10_000])
def test_an_odd_question_has_a_plain_answer(enter, typed):
    page = enter("").get("/search", query_string={"q": typed.encode("utf-8", "surrogatepass")})
    assert page.status_code == 200
    assert "There is no word" in page.text or "Nothing you may read" in page.text or "Accents, plurals" in page.text


def test_what_is_written_is_found_at_once_and_what_is_taken_back_is_not(enter, site):
    clause = db.session.scalar(select(Clause).where(Clause.heading == HUMAN))
    namur = directory.get_by_email(f"namur@{DOMAIN}")
    thread = comments.start_thread(clause.id, "Les guichets zinzolins ferment", namur)
    browser = enter("namur")
    assert counts(search(browser, "zinzolin"))["Comments"] == 1
    comment = db.session.query(Comment).filter_by(thread_id=thread.id).one()
    comments.edit(clause.id, comment.id, "Les guichets mordorés ferment", namur)
    assert "Nothing you may read" in search(browser, "zinzolin")
    assert "<mark>mordorés</mark>" in search(browser, "mordore")
    comments.remove(clause.id, comment.id, namur)
    assert "Nothing you may read" in search(browser, "mordorés")


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)  # PostgreSQL vacuums the index as its other tables
def test_words_that_are_taken_back_leave_the_file(site):
    clause = db.session.scalar(select(Clause).where(Clause.heading == HUMAN))
    namur = directory.get_by_email(f"namur@{DOMAIN}")
    in_file = text("SELECT count(*) FROM search_index_data WHERE instr(block, CAST('nzolinesq' AS BLOB))")
    thread = comments.start_thread(clause.id, "Des guichets zinzolinesques", namur)
    [comment] = db.session.query(Comment).filter_by(thread_id=thread.id)
    indexing.index_all()
    assert db.session.scalar(in_file)
    comments.edit(clause.id, comment.id, "Des guichets", namur)
    indexing.index_all()
    assert not db.session.scalar(in_file)


def test_a_name_is_found_as_it_is_now_with_its_association_and_never_an_address(enter, site):
    secretary = directory.get_by_email(f"secretariat@{DOMAIN}")
    namur = directory.association_named("Ville de Namur")
    accounts.save_association(
        namur.id, secretary, name="Cité de Namur", country="", college=namur.college.name, seats=1, weight=1
    )
    page = search(enter("quebec"), "cité namur")
    assert counts(page)["People"] == 1
    assert counts(page)["Associations"] == 1
    assert "Nothing you may read" in search(enter("secretariat"), "namur@forum.example")
    public = search(enter(""), "cité namur")
    assert "People" not in counts(public)
    assert counts(public)["Associations"] == 1
    assert "/people?q=Cit%C3%A9" in public


def test_an_article_is_found_by_its_number(enter):
    page = search(enter(""), "article 5")
    assert "By its number" in page
    assert page.index("found-number") < page.index("Article 5 ·")
    assert "By its number" not in search(enter(""), "article 5 eau")
    assert "Nothing you may read" in search(enter(""), "9999")


LOOKED_FOR = ["donnees", "num", "le droit", '"service public"', "élus vote", "ville accu", "charte adopt", "ferme", "x"]


@pytest.mark.parametrize("typed", LOOKED_FOR)
def test_each_database_finds_what_reading_every_row_finds(site, typed):
    asked = read(typed)

    def is_held(row: IndexedText) -> bool:
        terms = set(row.terms.split())
        begins = words.stem(asked.beginning) in terms or any(each.startswith(asked.beginning) for each in terms)
        phrases = all(f" {phrase} " in row.words for phrase in asked.phrases)
        return terms.issuperset(asked.terms) and (not asked.beginning or begins) and phrases

    found = set(db.session.scalars(select(IndexedText.id).where(full_text.holds(asked))))
    assert found == {row.id for row in db.session.scalars(select(IndexedText)) if is_held(row)}


def test_a_later_state_is_not_replaced_by_an_earlier_one(site):
    """Somebody else indexes a comment after it was read here, and before it is written."""
    clause = db.session.scalar(select(Clause).where(Clause.heading == HUMAN))
    namur = directory.get_by_email(f"namur@{DOMAIN}")
    indexing.index_all()
    thread = comments.start_thread(clause.id, "Un mot incarnat", namur)
    comment_id = db.session.scalar(select(Comment.id).where(Comment.thread_id == thread.id))
    earlier = indexing.read(indexing.oldest_marks())
    comments.edit(clause.id, comment_id, "Un mot vermillon", namur)
    assert indexing.write(indexing.read(indexing.oldest_marks()))
    assert not indexing.write(earlier)
    of_comment = select(IndexedText.body).where(IndexedText.kind == "comment", IndexedText.key == comment_id)
    assert db.session.scalar(of_comment) == "Un mot vermillon"


def test_what_cannot_be_indexed_keeps_nothing_else_from_being_found(enter, site):
    clause = db.session.scalar(select(Clause).where(Clause.heading == HUMAN))
    question = preparing.Subject("clause", clause_ids=[clause.id])
    vote = preparing.prepare(clause.charter_id, question, preparing.Settings(), directory.get_by_email(CHAIR))
    item = update(Item).where(Item.vote_id == vote.id).values(content={"no": "type"})
    db.session.execute(item)
    db.session.commit()
    comments.start_thread(clause.id, "Un mot smaragdin", directory.get_by_email(f"namur@{DOMAIN}"))
    assert counts(search(enter("namur"), "smaragdin"))["Comments"] == 1
    assert indexing.before_search()
    failure_log.reset()


def test_people_find_what_is_indexed_while_nothing_can_be_written(enter, site, monkeypatch):
    def locked(_batch):
        busy = sqlite3.OperationalError("database is locked")
        busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise OperationalError("INSERT", None, busy)

    clause = db.session.scalar(select(Clause).where(Clause.heading == HUMAN))
    comments.start_thread(clause.id, "Un mot cramoisi", directory.get_by_email(f"namur@{DOMAIN}"))
    monkeypatch.setattr(indexing, "write", locked)
    page = enter("").get("/search?q=humain")
    assert page.status_code == 200
    assert "some results may be missing" in page.text
    assert HUMAN in parser.unescape(page.text.replace("<mark>", "").replace("</mark>", ""))


def test_a_new_heading_is_a_draft_until_it_is_published(enter, site):
    clause = db.session.scalar(select(Clause).where(Clause.heading == HUMAN))
    moderator = directory.get_by_email(f"moderation@{DOMAIN}")
    clauses.rename_clause(clause.id, "Le droit aux guichets cérulés", moderator)
    assert counts(search(enter("namur"), "cerule"))["Texts being drafted"] == 1
    assert "Published articles" not in counts(search(enter(""), "cerule"))
    clauses.rename_clause(clause.id, HUMAN, moderator)
    assert "Texts being drafted" not in counts(search(enter("namur"), "cerule"))


def test_a_clause_without_end_takes_the_index_no_time_without_end(site, monkeypatch):
    monkeypatch.setattr(sources, "MAX_CLAUSE_LENGTH", 20)
    indexing.rebuild()
    of_clauses = IndexedText.kind.in_((kinds.TEXT, kinds.DRAFT))
    assert max(len(row.body) for row in db.session.query(IndexedText).filter(of_clauses)) == 20
    monkeypatch.undo()
    indexing.rebuild()


def test_the_index_can_be_made_anew(enter, site):
    indexing.index_all()
    every = select(IndexedText.kind, IndexedText.key, IndexedText.terms).order_by(IndexedText.kind, IndexedText.key)
    before, page = db.session.execute(every).all(), search(enter("namur"), "numérique")
    assert indexing.rebuild() == sum(bool(row.terms) for row in before)
    assert db.session.execute(every).all() == before
    assert search(enter("namur"), "numérique") == page


def test_results_are_filtered_by_kind_and_charter(enter, site):
    slug = db.session.scalar(select(Charter.slug))
    page = search(enter("namur"), "numérique", kind="text", charter=slug)
    assert '<section class="found" aria-labelledby="found-text">' in page
    assert "found-journal" not in page
    assert counts(page)["Everything"] > counts(page)["Published articles"]
