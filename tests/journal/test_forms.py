"""How entries are written: numbered, with a number nobody can guess, and without names of people."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from charter.core import clock
from charter.core.digest import digest
from charter.database import db, writing
from charter.journal import actions, chain, checkpoints, queries
from charter.journal.models import Entry, Fact


def newest():
    return db.session.query(Entry).order_by(Entry.seq.desc()).first()


def record(*facts, **named):
    with writing():
        actions.record(*facts, **named)
    return newest()


def test_no_name_address_or_label_of_a_person_stays_in_an_entry(app):
    people = db.session.execute(text("SELECT name, email FROM member JOIN account ON account.id = account_id")).all()
    written = db.session.execute(text("SELECT actor, facts, personal, subject FROM journal_entry")).all()
    for row in written:
        for name, address in people:
            assert name not in str(row)
            assert address not in str(row)
    assert {fact.name for fact in db.session.query(Fact)} >= {"actor", "name"}


def test_entries_are_numbered_within_their_charter(app):
    for charter_id in (1, None):
        before = db.session.query(Entry).filter_by(charter_id=charter_id).count()
        assert record("section.added", "section:1", by=None, charter_id=charter_id).number == before + 1
    numbers = [each.number for each in db.session.query(Entry).filter_by(charter_id=1).order_by(Entry.seq)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_two_entries_that_say_the_same_cannot_be_told_from_their_digests(app):
    one, other = (record("member.suspended", "member:1", by=None) for _ in range(2))
    assert len(one.nonce) == 32
    assert one.nonce != other.nonce


def test_what_is_said_of_people_stands_beside_and_can_be_taken_away(app, someone):
    moderator, namur = someone("moderation"), someone("namur")
    entry = record("proxy.given", "proxy:1", by=moderator, holder=actions.PersonalFact(namur.label, namur.id))
    assert (entry.actor, entry.said["holder"], "holder" in entry.facts) == (moderator.label, namur.label, False)
    with writing():
        checkpoints.take("hourly")
        actions.withhold(namur.id)
        actions.withhold(moderator.id)
    db.session.expire_all()
    entry = newest()
    assert (entry.actor, entry.actor_id, "holder" in entry.said) == ("", moderator.id, False)
    assert queries.broken() == checkpoints.broken() == []
    assert not db.session.query(Fact).filter(Fact.value.in_([namur.label, moderator.label])).count()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE journal_fact SET value = 'x'", "UPDATE journal_fact SET salt = NULL", "DELETE FROM journal_fact"],
)
def test_what_is_said_of_people_can_be_changed_in_no_other_way(app, statement):
    with pytest.raises(IntegrityError, match="only be blanked"):
        db.session.execute(text(statement))


def old(seq, before, charter_id):
    """An entry as earlier builds wrote them."""
    at = clock.now()
    told = {"seq": seq, "actor": "Namur", "actor_id": 1, "verb": "section.added", "subject": "section:1", "facts": {}}
    entry = Entry(at=at, first_actor="Namur", charter_id=charter_id, **{n: v for n, v in told.items() if n != "actor"})
    entry.previous = before
    entry.digest = digest({"entry": told | {"at": clock.iso(at), "charter_id": charter_id}, "previous": before})
    values = {name: "Namur" if name == "actor" else getattr(entry, name) for name in map(str, Entry.__table__.c.keys())}
    db.session.execute(insert(Entry).values(values | {"form": 1, "nonce": ""}))
    return entry.digest


@pytest.mark.empty
def test_a_journal_of_before_is_continued_and_none_comes_after(app):
    with writing():
        before = chain.GENESIS_DIGEST
        for seq, charter_id in enumerate([None, 7, 7, 8], start=1):
            before = old(seq, before, charter_id)
    entry = record("section.added", "section:1", by=None, charter_id=7)
    begun = db.session.get(Entry, 5)
    assert (begun.verb, begun.number) == (actions.FORM_BEGUN, 2)
    assert begun.facts == {"form": 2, "entries": {"": 1, "7": 2, "8": 1}}
    assert (entry.seq, entry.number, db.session.get(Entry, 2).actor) == (6, 3, "Namur")
    assert queries.broken() == []
    with pytest.raises(IntegrityError, match="earlier form"):
        old(7, entry.digest, None)


def test_a_clock_that_is_set_back_makes_no_entry_older_than_the_one_before(app):
    first = record("section.added", "section:1", by=None)
    with time_machine.travel(clock.now() - timedelta(hours=1)):
        assert record("section.added", "section:1", by=None).at == first.at


def test_the_pages_tell_who_and_say_where_a_name_is_withheld(app, someone, visitor):
    moderator = someone("moderation")
    assert moderator.label in visitor.get("/journal").text.replace("&#39;", "'")
    with writing():
        actions.withhold(moderator.id)
    for page in ("/journal", "/journal.csv"):
        shown = visitor.get(page).text
        assert moderator.label not in shown
        assert f"member {moderator.id} (name withheld)" in shown
    name = someone("namur").name
    assert visitor.get("/journal", query_string={"who": name}).status_code == 200
