"""Signed statements of the journal: what they say, when they are taken, and what they catch."""

from datetime import timedelta

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from charter.core import clock
from charter.core.errors import NotFound
from charter.database import db, writing
from charter.journal import actions, checkpoints, hourly, merkle, notes
from charter.journal.models import Checkpoint, Entry

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()


def write(number=1):
    with writing():
        for _ in range(number):
            actions.record("section.added", "section:1", by=None)


def take():
    with writing():
        return checkpoints.take("hourly").size


def test_a_note_reads_as_it_was_signed_and_holds_for_its_key_alone():
    stated = notes.CheckpointNote("charter.example/journal", 3, merkle.root([b"a"]), "2026-01-01T00:00:00.000000Z")
    note = notes.sign(stated, KEY)
    assert notes.read(note) == stated
    assert notes.holds(note, PUBLIC)
    assert not notes.holds(note, Ed25519PrivateKey.generate().public_key().public_bytes_raw())
    for old, new in (("\n3\n", "\n4\n"), ("charter.", "charters."), ("2026", "2027"), ("— c", "- c")):
        assert not notes.holds(note.replace(old, new), PUBLIC)
    assert notes.verifier("a", PUBLIC).startswith("a+")


@pytest.mark.parametrize("note", ["", "a\nb\nc\nd\n", "a\nx\nAA==\nd\n\n— a AAAA\n", "a\n1\n!\nd\n\n— a AAAA\n"])
def test_what_is_no_note(note):
    assert not notes.holds(note, PUBLIC)


def test_a_vote_takes_a_checkpoint_at_its_opening_and_closing(app):
    taken = checkpoints.all_checkpoints()
    assert [each.why for each in taken] == ["opened", "closed", "opened"]
    assert checkpoints.broken() == []
    for each in taken:
        assert notes.read(each.note).size == each.size


def test_a_checkpoint_covers_everything_and_is_taken_once(app):
    write(5)
    size = take()
    assert size == db.session.query(Entry).count() == take()
    leaves = [checkpoints.leaf(each.digest) for each in db.session.query(Entry).order_by(Entry.seq)]
    assert checkpoints.get(size).root == merkle.root_of(leaves).hex()
    assert checkpoints.first_covering(size).size == size
    assert checkpoints.first_covering(size + 1) is None
    with pytest.raises(NotFound):
        checkpoints.get(size + 1)


def test_entries_and_growth_are_proved(app):
    first = take()
    write(3)
    second = take()
    old, new = checkpoints.get(first), checkpoints.get(second)
    proof = [bytes.fromhex(each) for each in checkpoints.consistency(first, second)]
    assert merkle.continues(first, second, proof, bytes.fromhex(old.root), bytes.fromhex(new.root))
    entry = db.session.get(Entry, 2)
    path = [bytes.fromhex(each) for each in checkpoints.inclusion(2, second)]
    assert merkle.includes(checkpoints.leaf(entry.digest), 1, second, path, bytes.fromhex(new.root))
    for wrong in (lambda: checkpoints.inclusion(0, second), lambda: checkpoints.inclusion(1, second + 1)):
        with pytest.raises(NotFound):
            wrong()
    with pytest.raises(NotFound):
        checkpoints.consistency(second, first)


def test_tampering_by_who_may_do_everything_is_found(app):
    take()
    db.session.execute(text("DROP TRIGGER journal_entry_no_update"))
    db.session.execute(text("UPDATE journal_entry SET digest = :forged WHERE seq = 3"), {"forged": "0" * 64})
    db.session.commit()
    assert checkpoints.broken() == [each.size for each in checkpoints.all_checkpoints()]


def test_a_journal_cut_short_is_found(app):
    write()
    size = take()
    db.session.execute(text("DROP TRIGGER journal_entry_no_delete"))
    db.session.execute(text("DELETE FROM journal_entry WHERE seq = :last"), {"last": size})
    db.session.commit()
    assert checkpoints.broken() == [size]


def test_an_hourly_one_is_taken_if_something_was_written_since(app):
    write()
    assert not hourly.take_if_due()
    with time_machine.travel(clock.now() + timedelta(minutes=61)):
        assert hourly.take_if_due()
        assert not hourly.take_if_due()
    with time_machine.travel(clock.now() + timedelta(hours=5)):
        assert not hourly.take_if_due()


def test_an_hourly_one_is_taken_though_the_clock_was_far_ahead_at_the_last_one(app):
    with time_machine.travel(clock.now() + timedelta(days=3650)):
        write()
        take()
    write()
    assert hourly.take_if_due()


@pytest.mark.empty
def test_the_first_one_does_not_wait(app):
    assert not hourly.take_if_due()
    write()
    assert hourly.take_if_due()
    assert db.session.query(Checkpoint).one().size == 2  # the first entry says in which form the others are


def test_keys_may_be_changed(app):
    before = checkpoints.keys()
    assert len(before) == 1
    app.config["SECRET_KEY"] = "another secret of this site, long enough"
    write()
    take()
    assert len(checkpoints.keys()) == 2
    assert checkpoints.broken() == []
