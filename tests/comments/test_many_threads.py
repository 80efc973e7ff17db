"""A clause with many threads: closed ones are folded, views and pages keep the page short."""

import re

import pytest

from charter.comments import actions, queries
from charter.comments.queries import THREADS_PER_PAGE
from tests.conftest import SignIn


@pytest.fixture
def crowd(clause, someone):
    """Twelve open threads of Québec, of which Namur answers one, and three resolved; Namur began one before."""
    namur, quebec = someone("namur"), someone("quebec")
    made = [actions.start_thread(clause.id, f"Question {number}", quebec).id for number in range(15)]
    actions.reply(clause.id, made[4], "Une réponse de Namur", namur)
    for thread_id in made[12:]:
        actions.resolve(clause.id, thread_id, True, quebec)
    return made


def shown(browser, address, **query) -> list[str]:
    text = browser.get(address, query_string=query).text
    return re.findall(r"Question \d+", text)


def test_open_threads_come_first_and_closed_ones_are_folded(crowd, sign_in: SignIn, clause_page):
    namur = sign_in("namur")
    first, second = (namur.get(f"{clause_page}?threads_page={number}").text for number in (1, 2))
    assert first.count('<article class="thread') == THREADS_PER_PAGE
    assert "Question 14" not in first
    folded = second.partition(f'<details id="resolved-{crowd[14]}"')[2]
    assert "Resolved by" in folded.partition("</summary>")[0]
    assert "Question 14" in folded.partition("</summary>")[0]


def test_one_finds_the_threads_that_are_closed_and_those_in_which_one_wrote(crowd, sign_in: SignIn, clause_page):
    namur = sign_in("namur")
    assert set(shown(namur, clause_page, threads="closed")) == {"Question 12", "Question 13", "Question 14"}
    assert shown(namur, clause_page, threads="mine") == ["Question 4"]
    assert "Mine (2)" in namur.get(clause_page).text


def test_the_page_of_a_clause_counts_as_many_open_threads_as_the_table(
    crowd, sign_in: SignIn, clause, clause_page, charter
):
    quebec = sign_in("quebec")
    comment = queries.thread(clause.id, crowd[0]).comments[0]
    quebec.post(f"{clause_page}/comments/{comment.id}/removal")
    page = quebec.get(f"{clause_page}?threads=open").text
    assert f"Still open ({queries.open_counts(charter.id)[clause.id]})" in page
    assert "Taken back by its author" not in page


def test_a_long_thread_shows_its_first_and_last_words_and_all_of_them_alone(
    clause, crowd, sign_in: SignIn, someone, clause_page
):
    for number in range(8):
        actions.reply(clause.id, crowd[0], f"Réponse {number}", someone("namur"))
    quebec = sign_in("quebec")
    page = quebec.get(clause_page).text
    assert "5 answers between" in page
    assert "Réponse 4" not in page
    alone = quebec.get(f"{clause_page}?thread={crowd[0]}").text
    assert "Réponse 4" in alone
    assert "Question 1<" not in alone


def test_who_answers_stays_on_the_page_of_threads_where_they_were(crowd, sign_in: SignIn, clause_page):
    answered = sign_in("namur").post(f"{clause_page}/threads/{crowd[11]}/comments?threads_page=2", data={"body": "Oui"})
    assert "threads_page=2" in answered.location
    part = sign_in("namur").post(f"{clause_page}/threads", data={"body": "La dernière"}, headers={"X-Part": "1"})
    assert "La dernière" in part.text
