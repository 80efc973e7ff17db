"""A log that holds what validation refuses, as earlier builds accepted it: read without it, and repaired."""

import pytest
from flask import current_app
from pycrdt import XmlElement, XmlText

from charter.clauses.models import Clause
from charter.cli import group
from charter.collab.extension import Collab, collab
from charter.collab.models import Document, Edit, SetAside, Snapshot
from charter.collab.recovery import integrity, repair
from charter.collab.storage import live_text, update_log
from charter.collab.ydoc import to_prosemirror
from charter.collab.ydoc.encoding import varint
from charter.database import db, writing
from charter.journal import queries as journal
from charter.journal.models import Entry
from tests.collab.client import VERSIONS, Writer, flush
from tests.collab.ydoc.test_crafted import crafted, item, words


def append(clause_id: int, member_id: int, update: bytes) -> None:
    """Append to the log without validation."""
    db.session.rollback()
    update_log.append([update_log.NewEdit(clause_id, member_id, update)], {})


def in_a_deleted_letter(me: int) -> list[bytes]:
    return [
        b"\x00\x01" + varint(me) + b"\x01" + varint(1) + b"\x01",
        crafted(me, 3, item(4, words("x"), parent=(me, 1))),
    ]


def with_a_mark_of_no_value(me: int) -> list[bytes]:
    return [crafted(me, 0, item(6, words("strong") + words("{"), origin=(me, 0)))]


def outside_a_line(me: int) -> list[bytes]:
    root = b"\x01" + words("prosemirror")
    text = b"\x01\x01" + varint(me) + varint(3) + b"\x07" + root + b"\x06\x00"
    return [text, crafted(me, 4, item(4, words("nulle part"), parent=(me, 3)))]


POISONS = [in_a_deleted_letter, with_a_mark_of_no_value, outside_a_line]


@pytest.fixture(params=POISONS)
def poisoned(request, app, writer, someone, clause):
    """A clause in which Namur wrote "abc", then something unsound; Québec wrote before and after."""
    quebec, namur = writer("quebec"), writer("namur")
    quebec.type(" Avant.")
    namur.type("abc")
    flush()
    for update in request.param(namur.doc.client_id):
        append(clause.id, someone("namur").id, update)
    later = quebec.change(lambda root: root.children[0].children[0].insert(0, "Après. "))
    append(clause.id, someone("quebec").id, later)
    db.session.query(Document).filter_by(clause_id=clause.id).update({"is_checked": False})
    db.session.commit()
    Collab(current_app)
    return clause


PAGES = ["", "/versions", "/making", "/authors", "/comparison", "/comments"]


def test_its_pages_show_the_last_good_version_and_say_so(poisoned, clause_page, sign_in, visitor, charter):
    namur = sign_in("namur")
    for path in PAGES:
        assert namur.get(clause_page + path, follow_redirects=True).status_code == 200, path
    page = namur.get(clause_page).text
    assert "cannot be read just now" in page
    for path in ("", "/clauses", "/clauses?view=states"):
        assert "Draft differs" not in namur.get(f"/charters/{charter.slug}{path}").text
    assert "Nul n’est tenu" in page
    assert visitor.get(clause_page).status_code == 200
    assert sign_in("moderation").post(f"{clause_page}/versions", data={"note": ""}).status_code == 503


@pytest.mark.parametrize("poisoned", POISONS[:2], indirect=True)
def test_who_opens_it_is_told_why_and_the_others_go_on(poisoned, socket):
    elsewhere = db.session.query(Clause).filter(Clause.stage == "drafting", Clause.id != poisoned.id).first().id
    [reason] = socket("namur").emit("join", *VERSIONS, poisoned.id, b"\x00", "", [])["refused"]
    assert "cannot be read just now" in reason
    other = Writer(socket("geneve"), elsewhere)
    other.type(" Genève.")
    flush()
    assert other.socket.received("ack")


def test_repair_sets_the_edit_aside_and_keeps_every_other_word(poisoned, someone, writer):
    before = db.session.query(Edit).filter_by(clause_id=poisoned.id).count()
    epoch = update_log.epoch(poisoned.id)
    repaired = repair.check_new()
    assert {each.edit.member_id for each in repaired} == {someone("namur").id}
    text = to_prosemirror.plain(live_text.committed_text(poisoned.id).content)
    assert text.startswith("Après. ")
    assert "Avant." in text
    assert "nulle part" not in text
    assert db.session.query(Edit).filter_by(clause_id=poisoned.id).count() == before
    assert update_log.epoch(poisoned.id) != epoch
    [entry] = db.session.query(Entry).filter_by(verb="clause.repaired")
    assert entry.facts["edits"][0]["member"] == someone("namur").id
    assert journal.broken() == []
    assert repair.check_all() == repair.check_new() == []
    writer("geneve").type(" Encore.")
    flush()
    assert "Encore." in live_text.committed_text(poisoned.id).html


def test_the_command_names_the_author_and_is_calm_the_second_time(poisoned, app, someone):
    run = app.test_cli_runner().invoke
    first, second = (run(group.commands["repair"], []) for _ in range(2))
    assert someone("namur").name in first.output
    assert "set aside" in first.output
    assert "nothing was changed" in second.output


def test_a_copy_of_before_is_replaced_by_a_fresh_one(app, writer, clause, someone):
    namur = writer("namur")
    namur.type("abc")
    flush()
    append(clause.id, someone("namur").id, with_a_mark_of_no_value(namur.doc.client_id)[0])
    repair.repair(clause.id)
    collab.housekeeping.tick()
    assert namur.socket.received("resync") == [[clause.id]]
    assert namur.open()["stale"]
    assert "abc" in writer("quebec").text


def test_sound_logs_are_left_alone(app, charter):
    assert repair.check_all() == []
    assert db.session.query(SetAside).count() == 0


def test_snapshots_with_what_was_set_aside_are_forgotten(app, writer, clause, someone):
    namur = writer("namur")
    namur.type("abc")
    flush()
    update_log.snapshot(
        clause.id, update_log.load(clause.id)[0][-1][0], live_text.committed_text(clause.id).state, b"\x00\x00"
    )
    append(clause.id, someone("namur").id, with_a_mark_of_no_value(namur.doc.client_id)[0])
    repair.repair(clause.id)
    assert db.session.query(Snapshot).count() == 0
    assert "abc" in live_text.committed_text(clause.id).html


def test_what_stands_on_an_edit_that_was_set_aside_goes_with_it(app, clause, someone, writer):
    namur, quebec = writer("namur"), writer("quebec")
    namur.type("abc")
    flush()
    me, other = namur.doc.client_id, quebec.doc.client_id
    bad = crafted(me, 3, item(4, words("x"), parent=(me, 1)))
    on_it = crafted(other, 0, item(4, words("y"), origin=(me, 3)))
    log = [*update_log.all_edits(clause.id), (10_001, bad), (10_002, on_it)]
    assert integrity.unsound(log) == [(10_001, integrity.BREAKS_TEXT), (10_002, integrity.DEPENDS_ON_SET_ASIDE)]


def test_nothing_is_written_for_a_clause_that_another_process_repaired(app, writer, clause, someone, monkeypatch):
    namur = writer("namur")
    namur.type("abc")
    flush()
    append(clause.id, someone("namur").id, with_a_mark_of_no_value(namur.doc.client_id)[0])
    found = integrity.unsound(update_log.all_edits(clause.id))
    repair.repair(clause.id)
    monkeypatch.setattr(integrity, "unsound", lambda _log: found)
    assert repair.repair(clause.id) == []
    with writing():
        assert db.session.query(Entry).filter_by(verb="clause.repaired").count() == 1


BESIDE_THE_DEAD = {
    "a line": lambda me: item(7, b"\x06", origin=(me, 2)),
    "an element": lambda me: item(7, b"\x03" + words("heading"), origin=(me, 2)),
    "an attribute": lambda me: item(8, b"\x01\x7d\x02", origin=(me, 2)),
    "neighbours in the wrong order": lambda me: item(4, words("z"), origin=(me, 4), right_origin=(me, 2)),
    "neighbours in two places": lambda me: item(4, words("z"), origin=(me, 2), right_origin=(me, 1)),
    "words outside a line": lambda me: item(4, words("z"), origin=(me, 1)),
}


@pytest.mark.parametrize("name", BESIDE_THE_DEAD)
@pytest.mark.parametrize("is_evicted", [False, True])
def test_what_validation_accepts_beside_deleted_words_is_not_set_aside(app, writer, clause, name, is_evicted):
    """Odd items in a paragraph that is deleted harm no reader. Who wrote them goes on typing, and others after them:
    if a repair took the odd one for unsound, it would take all that stands on it along."""
    namur = writer("namur")
    namur.send(namur.change(lambda root: root.children.append(XmlElement("paragraph", contents=[XmlText("abcdef")]))))
    namur.send(namur.change(lambda root: root.children.__delitem__(len(root.children) - 1)))
    flush()
    if is_evicted:
        collab.documents.evict(clause.id)
    me = namur.doc.client_id
    namur.send(crafted(me, 8, BESIDE_THE_DEAD[name](me)))
    flush()
    assert not integrity.unsound(update_log.all_edits(clause.id))
