"""Who may type is asked of the database, in the statement that keeps the words."""

import pytest

from charter.accounts.models import Session
from charter.charters import actions as charters
from charter.charters import queries as charter_queries
from charter.clauses.versions import published
from charter.collab.storage import live_text
from charter.collab.ydoc import to_prosemirror
from charter.core import clock
from charter.database import db
from charter.votes.lifecycle import actions as votes
from charter.votes.lifecycle import closing
from tests.collab.client import VERSIONS, Writer, flush


def kept_text(clause):
    return to_prosemirror.plain(live_text.committed_text(clause.id).content)


def test_outsiders_do_not_open_live_text(app, clause):
    from tests.conftest import Socket, public

    socket = Socket(app, public(app))
    assert "refused" in socket.emit("join", *VERSIONS, clause.id, b"\x00")
    assert "refused" in socket.emit("update", clause.id, 1, b"\x00\x00")


def test_an_observer_reads_along_and_cannot_type(app, writer, clause):
    observer = writer("mediation")
    assert observer.answer["writable"] is False
    observer.type(" Intrus.")
    flush()
    assert len(observer.socket.received("refused")) == 1
    assert "Intrus" not in kept_text(clause)


@pytest.mark.parametrize("role", ["observer", "secretary"])
def test_a_demoted_delegate_is_refused_at_the_next_update(app, writer, sign_in, someone, clause, role):
    namur = writer("namur")
    namur.type(" Avant.")
    flush()
    sign_in("secretariat").post(f"/members/{someone('namur').id}/role", data={"role": role})
    namur.type(" Après.")
    flush()
    assert len(namur.socket.received("refused")) == 1
    assert "Avant." in kept_text(clause)
    assert "Après." not in kept_text(clause)


def test_a_demotion_between_the_event_and_the_flush_counts(app, writer, someone, clause):
    namur = writer("namur")
    namur.type(" En vol.")
    someone("namur").role = "observer"
    db.session.commit()
    flush()
    assert len(namur.socket.received("refused")) == 1
    assert "En vol" not in kept_text(clause)


def test_a_suspended_delegate_is_hung_up_on(app, writer, sign_in, someone, clause):
    namur = writer("namur")
    sign_in("secretariat").post(f"/members/{someone('namur').id}/suspension")
    assert not namur.socket.client.is_connected()


def test_a_session_that_ends_elsewhere_hears_nothing_more(app, sign_in, clause):
    from tests.conftest import Socket

    phone, desk = sign_in("namur"), sign_in("namur")
    reading_along = Writer(Socket(app, phone), clause.id)
    phone.post("/sign-out")
    assert not reading_along.socket.client.is_connected()
    assert desk.get("/account").status_code == 200


def test_a_phase_that_ends_stops_the_typing(app, writer, someone, charter, clause):
    namur = writer("namur")
    table = charter_queries.rights(charter) - {("drafting", "delegate", "edit")}
    charters.set_rights(charter.id, table, someone("secretariat"))
    namur.type(" Trop tard.")
    flush()
    assert len(namur.socket.received("refused")) == 1
    assert namur.open()["writable"] is False
    assert "Trop tard" not in kept_text(clause)


def test_an_edit_in_flight_when_a_vote_opens_is_refused_and_not_in_the_voted_text(app, writer, someone, clause):
    namur = writer("namur")
    namur.type(" En vol.")
    vote = votes.put_to_vote(clause.id, someone("moderation"))
    flush()
    assert len(namur.socket.received("refused")) == 1
    assert "En vol" not in to_prosemirror.plain(vote.items[0].content)
    assert "En vol" not in kept_text(clause)
    assert published.newest(clause.id).digest == vote.digest


def test_an_edit_kept_before_a_vote_opens_is_in_the_voted_text(app, writer, someone, clause):
    namur = writer("namur")
    namur.type(" À temps.")
    flush()
    vote = votes.put_to_vote(clause.id, someone("moderation"))
    assert "À temps." in to_prosemirror.plain(vote.items[0].content)
    assert namur.open()["writable"] is False


def test_typing_goes_on_after_a_vote_that_rejects(app, writer, someone, clause):
    vote = votes.put_to_vote(clause.id, someone("moderation"))
    closing.close(vote.id, someone("moderation"))
    namur = writer("namur")
    assert namur.answer["writable"] is True
    namur.type(" Nouvelle rédaction.")
    flush()
    assert "Nouvelle rédaction" in kept_text(clause)


def test_nobody_types_in_a_dropped_or_unknown_clause(app, socket, clause):
    clause.stage = "dropped"
    db.session.commit()
    assert "refused" in Writer(socket("namur"), clause.id).answer
    assert "refused" in Writer(socket("namur"), 9999).answer


def test_a_session_that_has_expired_keeps_nothing_more(app, writer, someone, clause):
    namur = writer("namur")
    db.session.query(Session).filter_by(member_id=someone("namur").id).update({"expires_at": clock.now()})
    db.session.commit()
    namur.type(" Après l’heure.")
    flush()
    assert len(namur.socket.received("refused")) == 1
    assert "Après l’heure" not in kept_text(clause)
