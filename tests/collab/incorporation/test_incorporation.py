"""What several people proposed becomes the live text: one act, each under their own name."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from flask_babel import force_locale
from sqlalchemy import false, true, update

from charter.charters.models import Charter
from charter.clauses import actions as clauses
from charter.clauses.models import Clause
from charter.collab.attribution import authorship
from charter.collab.extension import collab
from charter.collab.incorporation import actions
from charter.collab.incorporation.wording import Authored
from charter.collab.models import Edit
from charter.collab.storage import live_text
from charter.collab.storage.authored_edits import may_decide, may_edit
from charter.collab.ydoc import to_prosemirror
from charter.content.merge.atoms import flatten
from charter.content.merge.differing import diff
from charter.content.merge.text import Text, normal
from charter.core import signals
from charter.core.errors import Refused
from charter.database import db
from charter.journal import actions as journal
from charter.journal.models import Entry
from charter.votes.lifecycle import actions as votes
from tests.collab.client import flush


@pytest.fixture
def base(clause):
    """The text of the clause, as a round freezes it."""
    return normal(Text(clause.heading, live_text.committed_text(clause.id).content))


@pytest.fixture
def wording(base, someone):
    """What somebody makes of the base."""

    def written(mailbox, change):
        plain, patched = flatten(base), flatten(change(base))
        author = someone(mailbox)
        return Authored(diff(plain, patched), author.id, author.association_id, f"digest of {mailbox}")

    return written


@pytest.fixture
def incorporate(flushed, clause, base, moderator):
    """Somebody of the chair puts wordings into the text."""

    def act(*authored, permission=may_decide, by=moderator, text=base):
        def decide(connection, done):
            journal.append(connection, "clause.published", subject, signed)
            decided.append(done)

        decided.clear()
        return flushed(lambda: actions.incorporate(clause_id, text, authored, by, permission, decide))

    signed, subject, clause_id, decided = (
        journal.ActorSnapshot(moderator.member_id, "x"),
        f"clause:{clause.id}",
        clause.id,
        [],
    )
    return SimpleNamespace(act=act, decided=decided)


def first_word(word):
    """The base with another first word."""

    def change(base):
        content = base.content
        [first, *rest] = content["content"]
        [run, *others] = first["content"]
        told = run | {"text": f"{word} {run['text'].split(' ', 1)[1]}"}
        return base._replace(content=content | {"content": [first | {"content": [told, *others]}, *rest]})

    return change


def last_line(words):
    """The base with one more line."""
    line = {"type": "paragraph", "content": [{"type": "text", "text": words}]}
    return lambda base: base._replace(content=base.content | {"content": [*base.content["content"], line]})


def live(clause):
    db.session.rollback()
    return to_prosemirror.plain(live_text.committed_text(clause.id).content)


def authors(clause):
    """Who wrote which words of the live text, by member."""
    db.session.rollback()
    words = authorship.authored_words(clause.id, live_text.committed_text(clause.id).state)
    return {(part.words.strip(), part.by.member_id, part.by.association_id) for part in words}


def test_each_authors_words_are_theirs_and_the_edits_are_the_moderators(
    clause, wording, incorporate, someone, moderator
):
    before = live(clause)
    done = incorporate.act(wording("namur", first_word("Quiconque")), wording("geneve", last_line("Et voilà.")))
    assert live(clause) == "Quiconque " + before.split(" ", 1)[1] + "Et voilà.\n"
    assert to_prosemirror.plain(done.text.content) == live(clause)
    namur, geneve = someone("namur"), someone("geneve")
    assert {("Quiconque", namur.id, namur.association_id), ("Et voilà.", geneve.id, geneve.association_id)} < authors(
        clause
    )
    newest = db.session.query(Edit).order_by(Edit.seq.desc()).limit(2)
    assert {edit.member_id for edit in newest} == {moderator.member_id}
    assert incorporate.decided == [done]


def test_everyone_in_the_room_sees_it_come(writer, clause, wording, incorporate):
    quebec = writer("quebec")
    incorporate.act(wording("namur", first_word("Quiconque")), wording("geneve", last_line("Et voilà.")))
    quebec.catch_up()
    assert quebec.text == live(clause)


def test_what_is_typed_meanwhile_is_kept(writer, clause, wording, incorporate):
    quebec = writer("quebec")
    update = quebec.change(lambda root: root.children[0].children[0].insert(0, "Ici, "))
    incorporate.act(wording("namur", last_line("Et voilà.")))
    assert quebec.send(update) == []
    flush()
    assert live(clause).startswith("Ici, ")
    assert "Et voilà." in live(clause)


def test_words_that_two_ask_for_are_the_first_ones_and_the_other_is_named(clause, wording, incorporate, someone):
    done = incorporate.act(wording("geneve", first_word("Quiconque")), wording("namur", first_word("Quiconque")))
    assert ("Quiconque", someone("geneve").id) in {each[:2] for each in authors(clause)}
    assert [each.patches for each in done.credits] == [(0, 1)]


def test_a_heading_changes_with_the_text_and_open_pages_hear_of_it(clause, wording, incorporate):
    heard = []

    def hear(topic, **details):
        heard.append((topic, details["part"]))

    signals.changed.connect(hear)
    incorporate.act(wording("namur", lambda base: base._replace(heading="Un autre titre")))
    db.session.rollback()
    assert db.session.get(Clause, clause.id).heading == "Un autre titre"
    assert heard == [(f"charter:{clause.charter_id}", "outline")]
    assert db.session.query(Entry).filter_by(verb="clause.renamed").first().facts == {"heading": "Un autre titre"}


def refused(incorporate, clause, *authored, **how):
    before, edits = live(clause), db.session.query(Edit).count()
    with pytest.raises(Refused) as no:
        incorporate.act(*authored, **how)
    assert (live(clause), db.session.query(Edit).count(), incorporate.decided) == (before, edits, [])
    with force_locale("en"):
        return str(no.value)


def test_a_text_that_is_not_the_base_any_more_is_left_alone(writer, clause, wording, incorporate):
    amended = wording("namur", first_word("Quiconque"))
    writer("quebec").type(" Une phrase de Québec.")
    flush()
    assert "no longer the one" in refused(incorporate, clause, amended)


def test_it_is_incorporated_once(clause, wording, incorporate):
    amended = wording("namur", first_word("Quiconque"))
    incorporate.act(amended)
    assert "no longer the one" in refused(incorporate, clause, amended)


def test_wordings_that_block_one_another_are_refused(clause, wording, incorporate):
    amended = wording("namur", first_word("Quiconque")), wording("geneve", first_word("Chacun"))
    assert "cannot both be adopted" in refused(incorporate, clause, *amended)


def test_who_may_not_decide_changes_nothing(clause, wording, incorporate, someone):
    amended = wording("namur", first_word("Quiconque"))
    for mailbox in ("namur", "mediation"):
        stranger = actions.ServerEditor.of(someone(mailbox), None, "en")
        assert "Nothing was changed" in refused(incorporate, clause, amended, by=stranger)
    assert "Nothing was changed" in refused(incorporate, clause, amended, permission=false)


def test_who_may_edit_accepts_what_another_suggests(clause, wording, incorporate, someone):
    amended = wording("namur", first_word("Quiconque"))
    observer, geneve = (actions.ServerEditor.of(someone(each), None, "en") for each in ("mediation", "geneve"))
    assert "Nothing was changed" in refused(incorporate, clause, amended, permission=may_edit, by=observer)
    incorporate.act(amended, permission=may_edit, by=geneve)
    assert ("Quiconque", someone("namur").id) in {each[:2] for each in authors(clause)}


def test_a_session_that_was_ended_changes_nothing(clause, wording, incorporate, someone):
    ended = actions.ServerEditor.of(someone("moderation"), 4242, "en")
    assert "Nothing was changed" in refused(
        incorporate, clause, wording("namur", first_word("Quiconque")), by=ended, permission=true
    )


@pytest.fixture
def meanwhile(app, monkeypatch):
    """Something happens after the text was made, before it is committed."""
    queue = collab.flush_loop.submit

    def happens(what):
        def submit(update):
            monkeypatch.undo()
            what()
            queue(update)

        monkeypatch.setattr(collab.flush_loop, "submit", submit)

    return happens


def test_an_edit_in_between_refuses_it_and_is_kept(meanwhile, writer, clause, wording, incorporate, someone):
    amended = wording("namur", first_word("Quiconque"))
    quebec = writer("quebec")
    meanwhile(lambda: (quebec.type("!"), flush()))
    with pytest.raises(Refused):
        incorporate.act(amended)
    assert "Quiconque" not in live(clause)
    assert live(clause).splitlines()[0].endswith("!")


@pytest.mark.parametrize("what", ["vote", "heading", "adopted"])
def test_a_clause_that_is_closed_or_renamed_in_between_refuses_it(
    meanwhile, clause, wording, incorporate, someone, what
):
    moderation = someone("moderation")
    acts = {
        "vote": lambda: votes.put_to_vote(clause.id, moderation),
        "adopted": lambda: (db.session.execute(update(Charter).values(stage="adopted")), db.session.commit()),
        "heading": lambda: clauses.rename_clause(clause.id, "Autre", moderation),
    }
    meanwhile(acts[what])
    assert "Nothing was changed" in refused(incorporate, clause, wording("namur", first_word("Quiconque")))


def test_without_what_is_decided_no_word_is_written(clause, wording, incorporate, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("cut")

    monkeypatch.setattr(journal, "append", fail)
    assert "nothing was changed" in refused(incorporate, clause, wording("namur", first_word("Quiconque")))


def test_what_is_decided_may_be_refused_with_its_reason(clause, wording, incorporate, monkeypatch):
    def refuse(*_, **__):
        raise Refused("Decided already.")

    monkeypatch.setattr(journal, "append", refuse)
    assert refused(incorporate, clause, wording("namur", first_word("Quiconque"))) == "Decided already."


def test_a_person_without_a_mandate_or_an_association_may_be_the_author(clause, wording, incorporate):
    incorporate.act(replace(wording("namur", first_word("Quiconque")), member_id=None, association_id=None))
    assert ("Quiconque", None, None) in authors(clause)
