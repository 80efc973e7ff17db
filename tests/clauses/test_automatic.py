"""Automatic versions: kept when a clause has been quiet, chained, for members alone."""

import json
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import text

from charter.clauses.models import AutomaticVersion, Version
from charter.clauses.versions import automatic, published
from charter.collab.extension import collab
from charter.collab.publishing import actions as publishing
from charter.collab.publishing import autosave
from charter.collab.storage import live_text, update_log
from charter.collab.ydoc import from_prosemirror
from charter.core import clock, signals
from charter.database import db
from charter.journal.models import Entry
from charter.votes.lifecycle import actions as votes


@pytest.fixture
def write(clause, someone):
    """Add a paragraph to the clause."""
    author, clause_id = someone("namur").id, clause.id

    def add(words):
        db.session.rollback()
        blob = from_prosemirror.document(from_prosemirror.paragraphs(words)).get_update()
        assert update_log.append([update_log.NewEdit(clause_id, author, blob)], {}).seqs != [None]
        db.session.rollback()

    return add


def later(minutes):
    return time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=True)


def kept(clause):
    db.session.rollback()
    return [version.number for version in automatic.all_versions(clause.id)]


def test_a_clause_that_was_edited_and_is_quiet_gets_a_version(app, clause, write):
    write("Une phrase en cours.")
    assert collab.autosave.snapshot_idle() == []
    with later(9):
        assert collab.autosave.snapshot_idle() == []
    with later(11):
        assert collab.autosave.snapshot_idle() == [clause.id]
        assert collab.autosave.snapshot_idle() == []
    assert kept(clause) == ["1.1"]
    assert "Une phrase en cours." in automatic.newest(clause.id, 1).html


def test_a_clause_that_nobody_edited_gets_none(app):
    with later(60):
        assert collab.autosave.snapshot_idle() == []
    assert db.session.query(AutomaticVersion).count() == 0


def test_words_that_a_version_has_already_are_not_kept_again(app, clause, write, someone):
    write("Une phrase.")
    publishing.publish(clause.id, "", someone("moderation"))
    with later(11):
        collab.autosave._looked_at.clear()
        assert collab.autosave.snapshot_idle() == []
    assert kept(clause) == []


def test_a_restart_forgets_nothing_and_keeps_nothing_twice(app, clause, write):
    write("Une phrase.")
    with later(11):
        assert collab.autosave.snapshot_idle() == [clause.id]
        collab.autosave._looked_at.clear()
        assert collab.autosave.snapshot_idle() == []
    write("Une autre.")
    collab.autosave._looked_at.clear()
    with later(11):
        assert collab.autosave.snapshot_idle() == [clause.id]
    assert kept(clause) == ["1.2", "1.1"]


def is_due(clause):
    collab.autosave._looked_at.clear()
    db.session.rollback()
    return clause.id in dict(autosave.idle_clauses())


def test_a_clause_that_has_its_version_is_not_read_again(app, clause, write, someone):
    write("Une phrase.")
    with later(11):
        assert is_due(clause)
        assert collab.autosave.snapshot_idle() == [clause.id]
        assert not is_due(clause)
    with later(20):
        write("Une autre.")
    with later(40):
        assert is_due(clause)
        publishing.publish(clause.id, "", someone("moderation"))
        assert not is_due(clause)


def test_an_edit_or_a_publication_in_between_wins(app, clause, write, someone):
    """What another process does between the reading and the keeping."""
    write("Une phrase.")
    with later(11):
        seq = dict(autosave.idle_clauses())[clause.id]
        write("Encore une.")
        assert not autosave.keep(clause.id, seq)
        version = next_version(clause)
        publishing.publish(clause.id, "", someone("moderation"))
        assert not keep(version)
    assert kept(clause) == []


def test_of_two_processes_one_keeps_the_version(app, clause, write):
    write("Une phrase.")
    version = next_version(clause)
    assert keep(version)
    assert not keep(version)
    assert kept(clause) == ["1.1"]


def next_version(clause):
    seq, _ = update_log.load(clause.id)[0][-1]
    return automatic.following(clause, "fr", live_text.committed_text(clause.id), seq)


def keep(version):
    db.session.rollback()
    with db.engine.begin() as connection:
        return automatic.add(connection, version, db.literal(1) == db.literal(1))


@pytest.fixture
def branched(app, clause, write, someone):
    """Versions 1, 1.1, 1.2, 2 and 2.1 of a clause."""
    for words in ("Un.", "Deux.", None, "Trois."):
        if words is None:
            publishing.publish(clause.id, "", someone("moderation"))
            continue
        write(words)
        with later(11):
            assert collab.autosave.snapshot_idle() == [clause.id]
    db.session.rollback()
    return clause


def test_the_published_versions_are_a_chain_of_their_own_and_each_branch_hangs_on_it(branched):
    db.session.rollback()
    before = {"1": published.START, "1.1": "1", "1.2": "1.1", "2": "1", "2.1": "2"}
    every = {str(each.number): each for each in automatic.among(published.all_versions(branched.id), branched.id)}
    assert list(every) == ["2.1", "2", "1.2", "1.1", "1"]
    for number, version in every.items():
        assert published.digest(version) == version.digest
        assert version.previous == (every[before[number]].digest if before[number] in every else published.START)


def test_the_public_and_votes_and_exports_know_published_versions_only(
    branched, visitor, charter, clause_page, someone
):
    hidden = automatic.newest(branched.id, 2)
    for address in (clause_page, f"{clause_page}/versions", f"{clause_page}/comparison", f"/charters/{charter.slug}"):
        page = visitor.get(address).text
        assert "Trois." not in page
        assert "versions/2.1" not in page
        assert "Version 2.1" not in page
    assert visitor.get(f"{clause_page}/versions/2.1").status_code == 404
    assert visitor.get(f"{clause_page}/comparison?from=1&to=2.1").status_code == 404
    for name in ("html", "json"):
        exported = visitor.get(f"/charters/{charter.slug}/export/{name}").text
        assert "Trois." not in exported
        assert hidden.digest not in exported
    assert votes.put_to_vote(branched.id, someone("moderation")).digest == published.newest(branched.id).digest
    assert published.newest(branched.id).number == 3


def test_the_exported_version_names_a_digest_that_the_public_can_compute(branched, visitor, charter):
    read = json.loads(visitor.get(f"/charters/{charter.slug}/export/json").data)
    every = [each["version"] for section in read["sections"] for each in section["clauses"]]
    [exported] = [version for version in every if version["clause"] == branched.id]
    first = db.session.query(Version).filter_by(clause_id=branched.id, number=1).one()
    assert exported["number"] == 2
    assert exported["previous"] == first.digest == published.digest(first)


def test_members_read_and_compare_automatic_versions(branched, sign_in, clause_page):
    namur = sign_in("namur")
    page = namur.get(clause_page).text
    assert "2 automatic versions" in page
    assert f'href="{clause_page}/versions/2.1"' in page
    assert "Kept automatically" in namur.get(f"{clause_page}/versions/2.1").text
    assert f'href="{clause_page}/comparison?from=1.1&amp;to=1.2"' in namur.get(f"{clause_page}/versions/1.2").text
    assert "Deux." in namur.get(f"{clause_page}/comparison?from=1.1&to=1.2").text
    assert "Versions 2 and 2.1 compared" in namur.get(f"{clause_page}/comparison").text


@pytest.mark.parametrize("statement", ["UPDATE automatic_version SET at = at", "DELETE FROM automatic_version"])
def test_the_database_refuses_to_change_them(branched, statement):
    with pytest.raises(Exception, match="append-only"):
        db.session.execute(text(statement))
    db.session.rollback()


def test_pages_are_told_and_the_journal_is_not(app, clause, write):
    write("Une phrase.")
    entries, told = db.session.query(Entry).count(), []

    def hear(topic, part):
        told.append((topic, part))

    with later(11), signals.changed.connected_to(hear):
        collab.autosave.snapshot_idle()
    assert told == [(f"clause:{clause.id}", "versions")]
    assert db.session.query(Entry).count() == entries


def test_a_clause_that_cannot_be_read_does_not_keep_the_others_from_it(app, clause, write):
    write("Une phrase.")
    db.session.rollback()
    db.session.execute(text("INSERT INTO edit (clause_id, at, blob) SELECT 2, max(at), x'ffff' FROM edit"))
    db.session.commit()
    with later(11):
        assert collab.autosave.snapshot_idle() == [clause.id]


def test_a_clause_that_could_not_be_read_for_a_moment_is_looked_at_again(app, clause, write, monkeypatch):
    write("Une phrase.")
    with later(11):
        with monkeypatch.context() as away:
            away.setattr(autosave, "keep", lambda *_: 1 / 0)
            assert collab.autosave.snapshot_idle() == []
        assert collab.autosave.snapshot_idle() == [clause.id]
