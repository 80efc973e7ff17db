"""A comment on words: from the selection to the thread, with and without scripts, for each who may and may not."""

import json
import re

import pytest
from sqlalchemy import update

from charter.clauses.models import Clause
from charter.collab.storage import update_log
from charter.comments.anchors import places
from charter.comments.anchors.annotating import Call, annotated
from charter.comments.anchors.quotes import Stretch
from charter.comments.models import Anchor, Thread
from charter.database import db
from charter.journal.models import Entry


@pytest.fixture
def text(clause):
    return places.live_text(clause.id)


def newest(clause) -> Thread:
    return db.session.query(Thread).filter_by(clause_id=clause.id).order_by(Thread.id.desc()).first()


def ranges_of(text, words: str) -> str:
    """What a browser sends of the first place of some words."""
    line = next(number for number, each in enumerate(text.lines) if words in each)
    start = text.lines[line].index(words)
    found = []
    for run in text.runs:
        first, last = max(run.start, start), min(run.start + run.length, start + len(words))
        if run.line == line and first < last:
            found.append([run.client, run.clock + first - run.start, last - first])
    return json.dumps(found)


def test_a_comment_on_selected_words_quotes_what_the_server_reads(app, sign_in, clause, clause_page, text):
    words = text.lines[0][3:20].strip()
    namur = sign_in("namur")
    sent = {"body": "Pourquoi ?", "ranges": ranges_of(text, words), "exact": "des mots que personne n’a écrits"}
    namur.post(f"{clause_page}/threads", data=sent)
    anchor = db.session.query(Anchor).filter_by(thread_id=newest(clause).id).one()
    assert anchor.exact == words
    assert text.lines[0].startswith(anchor.prefix + words + anchor.suffix[:5])
    page = sign_in("quebec").get(clause_page).text
    assert f'<span class="commented">{words}</span><a class="note-call" id="call-{anchor.thread_id}"' in page
    assert f'href="#thread-{anchor.thread_id}"' in page
    assert f'href="#call-{anchor.thread_id}"' in page
    told = namur.get(f"{clause_page}/places").json
    assert [each["id"] for each in told] == [anchor.thread_id]
    assert json.loads(ranges_of(text, words)) == told[0]["ranges"]


def test_without_scripts_one_comments_on_a_paragraph(app, sign_in, clause, clause_page, text):
    namur = sign_in("namur")
    link = re.search(r'class="line-call" href="([^"]+)"', namur.get(clause_page).text)[1].replace("&amp;", "&")
    form = namur.get(f"{clause_page.rpartition('/')[0]}/{link}")
    assert text.lines[0][:40] in form.text
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form.text))
    answer = namur.post(f"{clause_page}/threads", data=fields | {"body": "Tout l’alinéa"}, follow_redirects=True)
    assert "Tout l’alinéa" in answer.text
    assert db.session.query(Anchor).one().exact == text.lines[0].strip()


def test_a_comment_made_on_a_version_stands_on_the_live_text_and_the_other_way_round(app, sign_in, clause, clause_page):
    namur, version = sign_in("namur"), f"{clause_page}/versions/1"
    namur.post(f"{clause_page}/threads", data={"body": "Ici", "version": "1", "from": "0.0", "to": "0.9"})
    for address in (version, clause_page):
        assert 'class="note-call"' in namur.get(address).text


def test_the_public_sees_no_comment_on_a_version(app, sign_in, visitor, clause, clause_page):
    sign_in("namur").post(f"{clause_page}/threads", data={"body": "Ici", "version": "1", "from": "0"})
    page = visitor.get(f"{clause_page}/versions/1").text
    assert not {"note-call", "commented", "line-call", "comment-selection"} & set(re.findall(r"[\w-]+", page))
    assert visitor.get(f"{clause_page}/places").status_code in (302, 303, 403)


@pytest.mark.parametrize(
    "ranges",
    [
        "x",
        "[]",
        "{}",
        "[[1,2]]",
        "[[1,2,true]]",
        '[["1",2,3]]',
        "[[1,2,3.5]]",
        "[[1,-2,3]]",
        "[[99,0,5]]",
        "[" * 5000,
        json.dumps([[1, 0, 1]] * 51),
        json.dumps([[2**60, 0, 1]]),
    ],
)
def test_what_no_browser_of_ours_sends_is_refused_and_what_was_typed_stays(app, sign_in, clause, clause_page, ranges):
    before = db.session.query(Thread).count()
    answer = sign_in("namur").post(f"{clause_page}/threads", data={"body": "Gardé", "ranges": ranges})
    assert answer.status_code == 422
    assert "Gardé" in answer.text
    assert db.session.query(Thread).count() == before


def test_words_of_another_clause_are_no_words_of_this_one(app, sign_in, clause, clause_page, charter):
    other = next(n for n in range(1, 40) if n != clause.id and places.live_text(n).lines)
    stolen = places.live_text(other)
    sent = {"body": "Volé", "ranges": ranges_of(stolen, stolen.lines[0][:12])}
    assert sign_in("namur").post(f"{clause_page}/threads", data=sent).status_code == 422


def test_the_same_words_said_of_two_places_are_two_threads(app, sign_in, clause, clause_page):
    namur = sign_in("namur")
    for end in ("0.5", "0.9", "0.9"):
        namur.post(f"{clause_page}/threads", data={"body": "D’accord", "seq": "9999999", "from": "0.0", "to": end})
    assert db.session.query(Anchor).count() == 2


def test_one_comments_on_words_of_a_clause_that_one_may_not_edit(app, sign_in, clause, clause_page):
    observer = sign_in("mediation")
    assert 'class="line-call"' in observer.get(clause_page).text
    assert observer.post(f"{clause_page}/threads", data={"body": "Ici", "from": "0"}).status_code == 303
    db.session.execute(update(Clause).where(Clause.id == clause.id).values(stage="frozen"))
    db.session.commit()
    assert observer.post(f"{clause_page}/threads", data={"body": "Là", "from": "0"}).status_code == 303
    assert db.session.query(Anchor).count() == 2


def test_where_words_stand_is_not_looked_for_again_until_somebody_writes(app, sign_in, clause, clause_page, text):
    sign_in("namur").post(f"{clause_page}/threads", data={"body": "Ici", "from": "0"})
    places.in_live_text(clause.id)
    state, anchors = update_log.state_of(clause.id), places.anchors_of(clause.id)

    def read():
        raise AssertionError("the text is read again")

    assert places.places.of(clause.id, state, anchors, read) == places.in_live_text(clause.id)
    with pytest.raises(AssertionError):
        places.places.of(clause.id, (*state, "another"), anchors, read)


def test_who_did_not_begin_a_thread_attaches_it_to_nothing(app, sign_in, clause, clause_page):
    sign_in("namur").post(f"{clause_page}/threads", data={"body": "Ici", "from": "0"})
    where = f"{clause_page}/threads/{newest(clause).id}/words"
    assert sign_in("quebec").post(where, data={"from": "1"}).status_code == 403


def test_markup_in_a_commented_text_stays_text(app, clause):
    html = '<p>a &lt;img src=x&gt; <strong>b</strong>&amp;<a href="https://x.org/?a>b">c d</a></p><p></p><p>🎉 e</p>'
    calls = [Call("[1]", [Stretch(0, 2, 17)]), Call("[2]", [Stretch(2, 0, 2)])]
    written = annotated(html, calls, lambda line: f"<{line}>")
    assert written == (
        '<p>a <span class="commented">&lt;img src=x&gt; </span><strong><span class="commented">b</span></strong>'
        '<span class="commented">&amp;</span><a href="https://x.org/?a>b"><span class="commented">c</span> d</a>'
        '[1]<0></p><p></p><p><span class="commented">🎉</span>[2] e<1></p>'
    )


def test_words_that_stand_in_the_text_are_attached_to_no_others(app, sign_in, clause, clause_page):
    namur = sign_in("namur")
    namur.post(f"{clause_page}/threads", data={"body": "Ici", "seq": "", "from": "0.0", "to": "0.9"})
    thread = newest(clause)
    refused = namur.post(f"{clause_page}/threads/{thread.id}/words", data={"from": "0"})
    assert refused.status_code == 409
    assert not db.session.query(Entry).filter_by(verb="thread.reattached").count()
