"""Whose words they are: leased client ids, in validation and in the log."""

import pytest
from pycrdt import Doc, XmlFragment

from charter.accounts import actions as accounts
from charter.collab import events
from charter.collab.models import AuthorshipSpan, Document, Snapshot
from charter.collab.storage import client_ids, live_text, update_log
from charter.collab.sync import compaction
from charter.collab.sync.token_buckets import RateLimit
from charter.content import schema
from charter.core.errors import Invalid
from charter.database import db
from tests.collab.client import VERSIONS, first_line, flush
from tests.conftest import Socket


def test_words_under_a_client_id_that_was_not_lent_are_refused(app, writer, clause):
    namur = writer("namur")
    stranger = Doc(client_id=4242)
    stranger.apply_update(namur.doc.get_update())
    before = stranger.get_state()
    first_line(stranger.get("prosemirror", type=XmlFragment)).insert(0, "Forgé")
    assert namur.send(stranger.get_update(before))["refused"]
    flush()
    assert "Forgé" not in live_text.committed_text(clause.id).html


def test_the_client_id_of_somebody_else_is_refused(app, writer, clause):
    namur, geneve = writer("namur"), writer("geneve")
    update = geneve.change(lambda root: first_line(root).insert(0, "Pas de Namur"))
    assert namur.send(update)["refused"]
    flush()
    assert "Pas de Namur" not in live_text.committed_text(clause.id).html


def test_the_lease_of_somebody_else_opens_nothing(app, socket, clause, writer):
    geneve = writer("geneve")
    namur = socket("namur")
    answer = namur.emit("join", *VERSIONS, clause.id, b"\x00", "", geneve.leases)
    assert answer["refused"]
    assert "outdated" not in answer


def test_a_page_opened_under_another_mandate_is_told_to_reload_and_writes_nothing(
    app, sign_in, writer, clause, someone
):
    leases, namur = writer("namur").leases, someone("namur")
    other = accounts.invite(namur.email, "Seconde", "delegate", namur.association_id, None, shares_address=True)
    browser = sign_in("namur")
    browser.post("/account/mandate", data={"mandate": other.id})
    answer = Socket(app, browser).emit("join", *VERSIONS, clause.id, b"\x00", "", leases)
    assert answer["outdated"] is True
    assert "You now act as Seconde" in answer["refused"][0]


def test_a_lease_is_for_one_member_one_association_and_one_clause(app, someone, clause):
    namur = someone("namur")
    client, lease = client_ids.issue_lease(clause.id, namur)
    assert client_ids.verify_leases(clause.id, namur, [lease]) == {client}
    for other_clause, other_member in ((clause.id + 1, namur), (clause.id, someone("geneve"))):
        with pytest.raises(Invalid):
            client_ids.verify_leases(other_clause, other_member, [lease])
    with pytest.raises(Invalid):
        client_ids.verify_leases(clause.id, namur, ["x" + lease])
    with pytest.raises(Invalid):
        client_ids.verify_leases(clause.id, namur, [lease] * 21)


def test_words_typed_offline_are_taken_on_another_socket_with_their_lease(app, socket, writer, clause):
    namur = writer("namur")
    update = namur.change(lambda root: first_line(root).insert(0, "Hors ligne. "))
    namur.socket.hang_up()
    namur.socket = socket("namur")
    assert "update" in namur.open()
    assert namur.send(update) == []
    flush()
    assert "Hors ligne." in live_text.committed_text(clause.id).html


def test_the_log_says_who_wrote_under_each_client_id(app, writer, clause, someone):
    namur = writer("namur")
    namur.type("Bonjour")
    namur.type(" à tous")
    flush()
    row = db.session.query(AuthorshipSpan).filter_by(clause_id=clause.id, client=namur.doc.client_id).one()
    member = someone("namur")
    assert (row.member_id, row.association_id, row.clock) == (member.id, member.association_id, 0)


def test_a_copy_of_another_life_of_the_document_is_not_merged(app, writer, clause):
    namur = writer("namur")
    db.session.query(Document).filter_by(clause_id=clause.id).update({"epoch": "another"})
    db.session.commit()
    assert namur.open() == {"epoch": "another", "stale": True}


def test_a_flood_is_told_to_wait_and_the_others_are_not(app, writer, monkeypatch):
    monkeypatch.setattr(events, "UPDATES_PER_MEMBER", RateLimit(per_second=0.001, burst=3))
    namur, geneve = writer("namur"), writer("geneve")
    answers = [namur.type("a") for _ in range(4)]
    assert answers[:3] == [[], [], []]
    assert answers[-1]["wait"] >= 1
    assert geneve.type("b") == []


def test_a_snapshot_spares_the_log_and_changes_no_word(app, writer, clause):
    namur = writer("namur")
    namur.type("Un")
    flush()
    whole = live_text.committed_text(clause.id)
    seq = update_log.load(clause.id)[0][-1][0]
    for _process in range(2):
        update_log.snapshot(clause.id, seq, whole.state, b"")
        db.session.rollback()
    assert [number for number, _ in update_log.load(clause.id)[0]] == [seq]
    assert live_text.committed_text(clause.id).html == whole.html
    assert len(update_log.load(clause.id, until=seq - 1)[0]) >= 1


def test_many_edits_are_compacted_so_that_the_next_to_open_reads_few(app, writer, clause, monkeypatch):
    monkeypatch.setattr(compaction, "EDITS_PER_SNAPSHOT", 3)
    namur = writer("namur")
    for letter in "abcd":
        namur.type(letter)
        flush()
    assert len(update_log.load(clause.id)[0]) == compaction.EDITS_PER_SNAPSHOT
    assert "abcd" in live_text.committed_text(clause.id).html
    assert "lease" in writer("geneve").answer


def test_a_document_that_does_not_read_as_its_log_makes_no_snapshot(app, writer, clause, monkeypatch):
    monkeypatch.setattr(compaction, "EDITS_PER_SNAPSHOT", 1)
    monkeypatch.setattr(compaction.to_prosemirror, "check_order_independence", contradicts)
    writer("namur").type("a")
    flush()
    assert db.session.query(Snapshot).count() == 0


def contradicts(_doc):
    raise schema.NotInSchema("the text depends on the order of its edits")
