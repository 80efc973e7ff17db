"""A version restored: a new edit in a member's name, through the validation and the flush, seen by everyone at once."""

import pytest
from lxml import html as parser

from charter.clauses.versions import published
from charter.collab.extension import collab
from charter.collab.models import AuthorshipSpan, Edit
from charter.collab.storage import live_text
from charter.collab.sync import server_edits
from charter.collab.sync.token_buckets import RateLimit
from charter.collab.ydoc import to_prosemirror
from charter.core.errors import NotAllowed, Refused
from charter.database import db
from charter.history import actions, present_text
from charter.journal import actions as journal
from charter.journal.models import Entry
from charter.votes.lifecycle import actions as votes
from tests.collab.client import flush
from tests.collab.ydoc.test_patch import items


@pytest.fixture
def page(clause_page):
    """The page that restores version 1 of the clause."""
    return f"{clause_page}/versions/1/restoration"


@pytest.fixture
def retyped(writer):
    """Québec has typed in the clause since version 1, and has it open."""
    quebec = writer("quebec")
    quebec.type(" Une phrase de Québec.")
    flush()
    quebec.socket.received("update")
    return quebec


def live(clause):
    db.session.rollback()
    return to_prosemirror.plain(live_text.committed_text(clause.id).content)


def form(browser, page):
    """The hidden fields of the page's form, as a browser would send them."""
    found = parser.fromstring(browser.get(page).text)
    return {each.get("name"): each.get("value") for each in found.cssselect("#restore input")}


def test_the_page_shows_what_would_change_and_the_button_does_it(flushed, retyped, clause, sign_in, page, someone):
    before = published.newest(clause.id).content
    namur = sign_in("namur")
    shown = parser.fromstring(namur.get(page).text)
    assert [each.text_content().split() for each in shown.cssselect("main del")] == [
        ["removed:", "Une", "phrase", "de", "Québec."]
    ]
    fields = form(namur, page)
    answer = flushed(lambda: namur.post(page, data=fields, follow_redirects=True))
    assert "Version 1 is restored" in answer.text
    assert live_text.committed_text(clause.id).content == before
    newest = db.session.query(Edit).order_by(Edit.seq.desc()).first()
    assert newest.member_id == someone("namur").id


def test_everyone_in_the_room_receives_it_and_kept_words_keep_their_authors(flushed, retyped, clause, sign_in, page):
    before = items(retyped.doc)
    namur = sign_in("namur")
    flushed(lambda: namur.post(page, data=form(namur, page)))
    [(name, (_clause, update))] = [
        (message["name"], message["args"]) for message in retyped.socket.client.get_received()
    ]
    assert name == "update"
    retyped.doc.apply_update(update)
    assert retyped.text == live(clause)
    assert "Québec" not in retyped.text
    assert items(retyped.doc).items() < before.items()


def test_what_it_writes_is_signed_by_who_restored(flushed, writer, clause, sign_in, page, someone):
    quebec = writer("quebec")
    quebec.send(quebec.change(lambda root: root.children.__delitem__(0)))
    flush()
    namur = sign_in("namur")
    flushed(lambda: namur.post(page, data=form(namur, page)))
    before = items(quebec.doc)
    quebec.catch_up()
    [client] = {client for client, _ in items(quebec.doc).keys() - before.keys()}
    db.session.rollback()
    row = db.session.query(AuthorshipSpan).filter_by(clause_id=clause.id, client=client).one()
    assert (row.member_id, row.association_id) == (someone("namur").id, someone("namur").association_id)


def test_the_journal_records_it(flushed, retyped, clause, sign_in, page, someone):
    namur = sign_in("namur")
    flushed(lambda: namur.post(page, data=form(namur, page)))
    entry = db.session.query(Entry).filter_by(verb="clause.restored").one()
    version = published.newest(clause.id)
    assert (entry.subject, entry.actor_id) == (f"clause:{clause.id}", someone("namur").id)
    assert entry.facts == {"number": 1, "digest": version.digest}


def test_without_its_entry_in_the_journal_no_edit_is_kept(flushed, retyped, clause, sign_in, page, monkeypatch):
    """The two are one transaction: whatever stops the process between them, it is both or neither."""

    def fail(*_, **__):
        raise RuntimeError("cut")

    namur = sign_in("namur")
    fields = form(namur, page)
    before = db.session.query(Edit).count()
    monkeypatch.setattr(journal, "append", fail)
    refused = flushed(lambda: namur.post(page, data=fields))
    assert refused.status_code == 409
    assert "nothing was changed" in refused.text
    assert db.session.query(Edit).count() == before
    monkeypatch.undo()
    assert flushed(lambda: namur.post(page, data=fields)).status_code == 303
    assert db.session.query(Entry).filter_by(verb="clause.restored").count() == 1


def test_typing_since_the_page_was_shown_is_merged(flushed, retyped, clause, sign_in, page):
    namur = sign_in("namur")
    fields = form(namur, page)
    retyped.type(" Encore une.")
    flush()
    assert flushed(lambda: namur.post(page, data=fields)).status_code == 303
    assert "Une phrase de Québec." not in live(clause)
    assert "Encore une." in live(clause)


def test_sent_twice_it_is_done_once(flushed, writer, clause, sign_in, page):
    quebec = writer("quebec")
    quebec.send(quebec.change(lambda root: root.children.__delitem__(0)))
    flush()
    namur = sign_in("namur")
    fields = form(namur, page)
    assert flushed(lambda: namur.post(page, data=fields)).status_code == 303
    once = live(clause)
    again = namur.post(page, data=fields)
    assert again.status_code == 409
    assert "changed much since" in again.text
    assert live(clause) == once


def test_sent_twice_at_the_same_time_it_writes_the_words_once(app, writer, clause, someone, monkeypatch):
    quebec = writer("quebec")
    quebec.send(quebec.change(lambda root: root.children.__delitem__(0)))
    flush()
    monkeypatch.setattr(server_edits, "COMMIT_TIMEOUT_S", 0)
    shown, version = present_text.present(clause.id), published.newest(clause.id)
    for _ in range(2):
        with pytest.raises(Refused, match="busy|occupé"):
            actions.restore(clause.id, version, shown, someone("namur"), session_id=None)
    flush()
    assert live(clause) == to_prosemirror.plain(version.content)


def test_a_text_that_has_changed_much_is_shown_again(retyped, clause, sign_in, page, monkeypatch):
    monkeypatch.setattr(actions, "MAX_EDITS_SINCE_SHOWN", 2)
    namur = sign_in("namur")
    fields = form(namur, page)
    for _ in range(3):
        retyped.type(" Encore.")
        flush()
    answer = namur.post(page, data=fields)
    assert answer.status_code == 409
    assert "changed much since" in answer.text
    assert "Encore." in live(clause)


@pytest.mark.parametrize(
    "fields",
    [{"edit": each} for each in (None, "0", "-1", "x", str(2**70))] + [{"restoration": each} for each in (None, "7")],
)
def test_a_form_that_names_no_state_of_the_text_is_refused(app, retyped, clause, sign_in, page, fields):
    namur = sign_in("namur")
    answer = namur.post(page, data=form(namur, page) | fields)
    assert answer.status_code == 409
    assert "changed much since" in answer.text
    assert "Une phrase de Québec." in live(clause)


def test_nothing_to_change_is_said_and_written_nowhere(app, clause, sign_in, page):
    namur = sign_in("namur")
    assert "there is nothing to restore" in namur.get(page).text
    edits = db.session.query(Edit).count()
    fields = {"edit": present_text.present(clause.id).edit, "restoration": 0}
    assert "there is nothing to restore" in namur.post(page, data=fields, follow_redirects=True).text
    assert db.session.query(Edit).count() == edits
    assert db.session.query(Entry).filter_by(verb="clause.restored").count() == 0


def test_who_may_not_edit_is_told_so(app, retyped, clause, sign_in, visitor, page, clause_page):
    assert visitor.get(page).status_code == 303
    assert visitor.post(page).status_code == 403
    observer = sign_in("mediation")
    assert "closed to you" in observer.get(page).text
    assert 'id="restore"' not in observer.get(page).text
    assert observer.post(page, data={"edit": 3, "restoration": 0}).status_code == 403
    for browser, may in ((visitor, False), (observer, False), (sign_in("namur"), True)):
        for address in (f"{clause_page}/versions/1", f"{clause_page}/comparison?from=1&to=1"):
            assert (page in browser.get(address).text) is (may and "comparison" not in address)


def test_a_frozen_clause_is_not_restored(app, retyped, clause, sign_in, page, someone):
    namur = sign_in("namur")
    fields = form(namur, page)
    votes.put_to_vote(clause.id, someone("moderation"))
    assert namur.post(page, data=fields).status_code == 403
    assert "a vote is open" in namur.get(page).text


def test_a_freeze_in_between_refuses_it(app, retyped, clause, someone, monkeypatch):
    """The vote opens after the verb has looked, before the flush: the statement that appends says no."""
    version, shown = published.newest(clause.id), present_text.present(clause.id)
    queue = collab.flush_loop.submit

    def add(update):
        votes.put_to_vote(clause.id, someone("moderation"))
        queue(update)
        flush()

    monkeypatch.setattr(collab.flush_loop, "submit", add)
    with pytest.raises(NotAllowed):
        actions.restore(clause.id, version, shown, someone("namur"), session_id=None)
    assert "Une phrase de Québec." in live(clause)


def test_a_server_that_does_not_answer_is_not_waited_for_for_ever(app, retyped, clause, someone, monkeypatch):
    monkeypatch.setattr(server_edits, "COMMIT_TIMEOUT_S", 0.01)
    with pytest.raises(Refused, match="busy|occupé"):
        actions.restore(clause.id, published.newest(clause.id), present_text.present(clause.id), someone("namur"), None)


def test_who_restores_again_and_again_is_told_to_wait(app, retyped, clause, sign_in, page, monkeypatch):
    monkeypatch.setattr(actions, "RESTORATIONS_PER_MEMBER", RateLimit(per_second=0.001, burst=0))
    namur = sign_in("namur")
    answer = namur.post(page, data=form(namur, page))
    assert answer.status_code == 409
    assert "Wait a moment" in answer.text


def test_there_is_no_such_version(app, sign_in, clause_page):
    namur = sign_in("namur")
    for number in ("9", "1.1", "x"):
        assert namur.get(f"{clause_page}/versions/{number}/restoration").status_code == 404
        assert namur.post(f"{clause_page}/versions/{number}/restoration").status_code == 404
