"""Comments on an amendment: on the whole, or on words of its wording, which may be rectified."""

import re

import pytest
from sqlalchemy import select

from charter.amendments import actions
from charter.comments.models import Anchor, Thread
from charter.core import clock
from charter.database import db
from charter.journal.models import Entry
from tests.amendments.conftest import OTHER
from tests.pages.work.test_work import lines, number

RECTIFIED = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Encore autre."}]}]}


@pytest.fixture
def amendment(round_, propose):
    return propose(round_, "namur")


@pytest.fixture
def page(amendment, amending):
    return f"/charters/{amending.slug}/amendments/{amendment.id}"


def say(browser, page, **more):
    return browser.post(f"{page}/threads", data={"body": "Est-ce bien sage ?"} | more)


def test_a_comment_on_words_of_an_amendment_quotes_them_and_the_text_calls_it(amendment, page, sign_in):
    quebec = sign_in("quebec")
    assert "Un tout autre texte." in quebec.get(f"{page}/comment?version=0&from=0").text
    assert say(quebec, page, version="0", **{"from": "0.3", "to": "0.13"}).status_code == 303
    anchor = db.session.query(Anchor).one()
    assert (anchor.exact, anchor.prefix, anchor.suffix) == ("tout autre", "Un ", " texte.")
    shown = sign_in("namur").get(page).text
    assert '<span class="commented">tout autre</span><a class="note-call"' in shown
    assert "<q>tout autre</q>" in shown


def test_the_public_reads_an_amendment_without_its_comments(amendment, page, sign_in, visitor):
    say(sign_in("quebec"), page, version="0", **{"from": "0"})
    shown = visitor.get(page).text
    assert "Est-ce bien sage" not in shown
    assert "note-call" not in shown
    assert visitor.get(f"{page}/comments").status_code in (302, 303, 403)


def test_a_comment_on_an_earlier_wording_is_kept_and_attached_to_the_new_one(
    amendment, page, round_, sign_in, someone, write
):
    quebec = sign_in("quebec")
    say(quebec, page, version="0", **{"from": "0.3", "to": "0.13"})
    thread = db.session.query(Thread).filter_by(amendment_id=amendment.id).one()
    refused = quebec.post(f"{page}/threads/{thread.id}/words", data={"version": "0", "from": "0"})
    assert refused.status_code == 409

    longer = {"type": "doc", "content": [*OTHER["content"], *RECTIFIED["content"]]}
    draft = write(round_, "namur", content=longer, amendment_id=amendment.id)
    actions.rectify(draft.id, draft.revision, someone("namur"))
    there = quebec.post(f"{page}/threads/{thread.id}/words", data={"version": "0", "from": "1"})
    assert there.status_code == 409  # its words stand in the other wording too

    draft = write(round_, "namur", content=RECTIFIED, amendment_id=amendment.id)
    actions.rectify(draft.id, draft.revision, someone("namur"))
    assert "These words are of an earlier wording." in quebec.get(page).text
    assert "Encore autre." in quebec.get(f"{page}/threads/{thread.id}/words").text
    assert (
        sign_in("geneve").post(f"{page}/threads/{thread.id}/words", data={"version": "0", "from": "0"}).status_code
        == 403
    )
    assert quebec.post(f"{page}/threads/{thread.id}/words", data={"version": "0", "from": "0"}).status_code == 303
    assert '<span class="commented">Encore autre.</span>' in quebec.get(page).text
    entry = db.session.query(Entry).filter_by(verb="thread.reattached").one()
    assert (entry.subject, entry.facts["amendment"]) == (f"thread:{thread.id}", amendment.id)


def test_one_answers_edits_and_settles_on_an_amendment_as_on_a_clause(amendment, page, sign_in):
    quebec, namur = sign_in("quebec"), sign_in("namur")
    say(quebec, page)
    thread = db.session.query(Thread).filter_by(amendment_id=amendment.id).one()
    namur.post(f"{page}/threads/{thread.id}/comments", data={"body": "Oui, pour deux raisons."})
    assert "Oui, pour deux raisons." in quebec.get(page).text
    quebec.post(f"{page}/comments/{thread.comments[0].id}", data={"body": "Est-ce prudent ?"})
    assert "Est-ce prudent ?" in quebec.get(page).text
    assert namur.post(f"{page}/threads/{thread.id}/resolution").status_code == 403
    quebec.post(f"{page}/threads/{thread.id}/resolution")
    db.session.refresh(thread)
    assert thread.resolved_at <= clock.now()


@pytest.mark.parametrize("sent", [{"version": "7"}, {"version": "x"}, {"from": "9"}, {"to": "0.999"}, {"from": "-1"}])
def test_words_that_no_wording_has_are_refused(amendment, page, sign_in, sent):
    answer = say(sign_in("quebec"), page, **{"version": "0", "from": "0.0", "to": "0.2"} | sent)
    assert answer.status_code == 422
    assert "Est-ce bien sage" in answer.text


def test_a_thread_of_an_amendment_is_none_of_a_clause(amendment, page, sign_in, clause_page):
    quebec = sign_in("quebec")
    say(quebec, page)
    thread = db.session.query(Thread).filter_by(amendment_id=amendment.id).one()
    assert quebec.post(f"{clause_page}/threads/{thread.id}/comments", data={"body": "Là ?"}).status_code == 404


def test_an_answer_about_an_amendment_waits_in_my_work_until_it_is_put_away(amendment, page, sign_in):
    quebec, namur = sign_in("quebec"), sign_in("namur")
    say(quebec, page)
    thread_id = db.session.scalar(select(Thread.id).where(Thread.amendment_id == amendment.id))
    before = lines(quebec, "asked"), number(quebec)
    namur.post(f"{page}/threads/{thread_id}/comments", data={"body": "Oui, très sage."})
    line = next(each for each in lines(quebec, "asked") if each not in before[0])
    assert "Délégation de Namur answers you on amendment no. 1: “Oui, très sage.”" in line
    address = f"{page}?thread={thread_id}#thread-{thread_id}"
    assert address in quebec.get("/work").text
    assert "Oui, très sage." in quebec.get(address).text
    assert number(quebec) == before[1] + 1
    quebec.post("/readings", data={"thread": thread_id})
    assert (lines(quebec, "asked"), number(quebec)) == before
    namur.post(f"{page}/threads/{thread_id}/comments", data={"body": "Et juste."})
    assert "Et juste." in "".join(lines(quebec, "asked"))


def test_a_comment_on_an_amendment_is_found_by_members_alone(amendment, page, sign_in, visitor):
    quebec = sign_in("quebec")
    say(quebec, page, body="Est-ce bien raisonnable ?")
    shown = quebec.get("/search?q=raisonnable").text
    assert "Amendment no. 1" in shown
    [address] = re.findall(rf'"({page}[^"]*#comment-\d+)"', shown)
    assert "Est-ce bien raisonnable" in quebec.get(address).text
    assert page not in visitor.get("/search?q=raisonnable").text
