from datetime import timedelta

import pytest
import time_machine

from charter.comments import queries, rules
from charter.comments.models import Comment, Thread
from charter.core import clock
from charter.database import db
from charter.journal.models import Entry
from tests.conftest import Socket


@pytest.fixture
def threads(clause):
    return lambda: db.session.query(Thread).filter_by(clause_id=clause.id).order_by(Thread.id).all()


def test_a_thread_from_first_word_to_resolution(app, sign_in, threads, clause_page):
    namur, quebec, moderator = sign_in("namur"), sign_in("quebec"), sign_in("moderation")
    namur.post(f"{clause_page}/threads", data={"body": "Une <b>question</b> : https://example.org"})
    thread = threads()[-1]
    page = quebec.get(clause_page).text
    assert "Une &lt;b&gt;question&lt;/b&gt;" in page
    assert 'href="https://example.org"' in page
    quebec.post(f"{clause_page}/threads/{thread.id}/comments", data={"body": "Une réponse"})
    assert "Une réponse" in namur.get(clause_page).text
    assert quebec.post(f"{clause_page}/threads/{thread.id}/resolution").status_code == 403
    assert moderator.post(f"{clause_page}/threads/{thread.id}/resolution").status_code == 303
    assert "Resolved by Modération du forum" in namur.get(clause_page).text
    assert namur.post(f"{clause_page}/threads/{thread.id}/reopening").status_code == 303
    db.session.refresh(thread)
    assert thread.resolved_at is None


def test_the_same_words_are_said_again_though_the_clock_was_set_back(app, sign_in, threads, clause_page):
    namur = sign_in("namur")
    for passed in (timedelta(0), -timedelta(hours=1)):
        with time_machine.travel(clock.now() + passed):
            namur.post(f"{clause_page}/threads", data={"body": "D’accord."})
    assert len(threads()) == 3


def test_a_form_sent_twice_says_nothing_twice(app, sign_in, threads, clause_page):
    namur = sign_in("namur")
    for _ in range(2):
        namur.post(f"{clause_page}/threads", data={"body": "Une fois"})
    assert len(threads()) == 2
    for _ in range(2):
        namur.post(f"{clause_page}/threads/{threads()[-1].id}/comments", data={"body": "Une fois"})
    assert [comment.body for comment in threads()[-1].comments] == ["Une fois"]
    with time_machine.travel(clock.now() + timedelta(seconds=11)):
        namur.post(f"{clause_page}/threads", data={"body": "Une fois"})
    assert len(threads()) == 3


@pytest.mark.parametrize("path", ["threads", "threads/1/resolution"])
def test_a_part_is_told_apart_from_a_page(app, visitor, sign_in, clause_page, path):
    refused = visitor.post(f"{clause_page}/{path}", data={"body": "x"}, headers={"X-Part": "1"})
    assert refused.status_code == 403
    assert "X-Part" not in refused.headers
    assert 'role="alert"' in refused.text
    assert "X-Part" in sign_in("namur").get(f"{clause_page}/comments", headers={"X-Part": "1"}).headers


def test_answering_a_resolved_thread_reopens_it(app, sign_in, someone, threads, clause_page):
    namur, thread = sign_in("namur"), threads()[0]
    namur.post(f"{clause_page}/threads/{thread.id}/resolution")
    sign_in("quebec").post(f"{clause_page}/threads/{thread.id}/comments", data={"body": "Attendez"})
    db.session.refresh(thread)
    assert thread.resolved_at is None
    settled = db.session.query(Entry).filter_by(subject=f"thread:{thread.id}").order_by(Entry.seq)
    assert [(entry.verb, entry.actor_id) for entry in settled] == [
        ("thread.resolved", someone("namur").id),
        ("thread.reopened", someone("quebec").id),
    ]


def test_everyone_who_looks_at_the_clause_hears_of_it(app, sign_in, clause, clause_page):
    looking = Socket(app, sign_in("quebec"))
    looking.emit("watch", f"clause:{clause.id}")
    namur = sign_in("namur")
    namur.post(f"{clause_page}/threads", data={"body": "Bonjour"})
    assert looking.received("changed") == [[f"clause:{clause.id}", "comments"]]


def test_a_part_answers_with_the_part_alone(app, sign_in, clause_page):
    namur = sign_in("namur")
    part = namur.post(f"{clause_page}/threads", data={"body": "Sans recharger"}, headers={"X-Part": "1"})
    assert part.status_code == 200
    assert "Sans recharger" in part.text
    assert "<html" not in part.text
    assert "<html" not in namur.get(f"{clause_page}/comments").text


@pytest.mark.parametrize(
    "body, reason", [("  ", "Write something first"), ("x" * 5001, "holds 5000 characters at most; yours has 5001")]
)
@pytest.mark.parametrize("headers", [{}, {"X-Part": "1"}])
def test_what_was_typed_stays_in_the_form_when_it_is_refused(app, sign_in, threads, clause_page, body, reason, headers):
    answer = sign_in("namur").post(f"{clause_page}/threads", data={"body": body}, headers=headers)
    assert answer.status_code == 422
    assert reason in answer.text
    assert body.strip() in answer.text
    assert len(threads()) == 1


def test_own_comments_are_changed_and_taken_back_for_half_an_hour(app, sign_in, threads, clause_page):
    namur, quebec = sign_in("namur"), sign_in("quebec")
    before = queries.open_counts(1)
    namur.post(f"{clause_page}/threads", data={"body": "Premier jet"})
    comment = threads()[-1].comments[0]
    assert queries.open_counts(1) != before
    where = f"{clause_page}/comments/{comment.id}"
    assert quebec.post(where, data={"body": "Falsifié"}).status_code == 403
    assert quebec.post(f"{where}/removal").status_code == 403
    namur.post(where, data={"body": "Second jet"})
    assert "Second jet" in namur.get(clause_page).text
    with time_machine.travel(clock.now() + timedelta(minutes=31)):
        late = namur.post(where, data={"body": "Trop tard"})
        assert late.status_code == 403
        assert "Trop tard" in late.text
    namur.post(f"{where}/removal")
    page = quebec.get(clause_page).text
    assert "Second jet" not in page
    assert "Taken back by its author" in page
    assert db.session.get(Comment, comment.id).body == ""
    assert namur.post(where, data={"body": "Encore"}).status_code == 403
    assert queries.open_counts(1) == before
    assert f"/threads/{comment.thread_id}/resolution" not in namur.get(clause_page).text


def test_the_half_hour_is_exact():
    at = clock.now()
    assert rules.may_change(1, 1, at, at + rules.EDITABLE_FOR)
    assert not rules.may_change(1, 1, at, at + rules.EDITABLE_FOR + timedelta(microseconds=1))
    assert not rules.may_change(1, 2, at, at)


def test_outsiders_neither_read_nor_write_comments(app, visitor, clause_page):
    assert "Le délai identique" not in visitor.get(clause_page).text
    assert visitor.get(f"{clause_page}/comments").status_code == 303
    assert visitor.post(f"{clause_page}/threads", data={"body": "x"}).status_code == 403


def test_a_phase_without_comments_refuses_them(app, sign_in, charter, threads, clause_page):
    charter.stage = "adopted"
    db.session.commit()
    namur = sign_in("namur")
    assert "At this stage, you cannot comment" in namur.get(clause_page).text
    refused = namur.post(f"{clause_page}/threads", data={"body": "Gardé dans le formulaire"})
    assert refused.status_code == 403
    assert len(threads()) == 1


def test_a_thread_belongs_to_its_clause(app, sign_in, charter, threads):
    namur, thread = sign_in("namur"), threads()[0]
    elsewhere = f"/charters/{charter.slug}/clauses/7"
    assert namur.post(f"{elsewhere}/threads/{thread.id}/comments", data={"body": "x"}).status_code == 404
    assert namur.post(f"{elsewhere}/comments/{thread.comments[0].id}", data={"body": "x"}).status_code == 404
    assert namur.post(f"{elsewhere}/comments/9999", data={"body": "x"}).status_code == 404
