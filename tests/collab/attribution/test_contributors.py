"""Whose words they are, whatever happens to them and to the document."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import current_app
from pycrdt import Doc, UndoManager, XmlElement, XmlFragment, XmlText

from charter.clauses.versions import published
from charter.collab.attribution import annotated_text, authorship, log_replay
from charter.collab.attribution.contributors import Contributors, characters_by_author
from charter.collab.attribution.log_replay import log_replays
from charter.collab.extension import Collab
from charter.collab.models import AuthorshipSpan, Snapshot
from charter.collab.publishing import actions
from charter.collab.storage import update_log
from charter.collab.sync import batch_commit, compaction
from charter.collab.ydoc import encoding, from_prosemirror, update_decoder
from charter.collab.ydoc.document import LiveDocument
from charter.content.schema import ROOT
from charter.database import db
from charter.demo import added_words as demo
from tests.collab.client import Writer, first_line
from tests.collab.client import flush as keep

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def mailbox(someone):
    """The mailbox of an author; None where nobody is known."""
    known = {someone(name).id: name for name in ("namur", "quebec", "geneve", "moderation")}
    return lambda by: known[by.member_id] if by.member_id else None


@pytest.fixture
def blank(charter, someone):
    """A clause without words, made by the moderation."""
    return actions.create_clause(charter.id, 1, "Page blanche", someone("moderation"))


@pytest.fixture
def open_blank(socket, blank):
    """Somebody with the blank clause open, by their mailbox."""
    return lambda name: Writer(socket(name), blank.id)


@pytest.fixture
def authored(blank, mailbox):
    """Who wrote what in the blank clause, as the log has it now or as a state has it."""

    def read(state=None):
        state = state or LiveDocument(*update_log.load(blank.id)).state()
        return [(words, mailbox(by)) for words, by in authorship.authored_words(blank.id, state)]

    return read


def insert(author, place, words):
    author.catch_up()
    assert author.send(author.change(lambda root: first_line(root).insert(place, words))) == []
    keep()


def erase(author, start, stop):
    def how(root):
        del first_line(root)[start:stop]

    author.catch_up()
    author.send(author.change(how))
    keep()


def test_each_word_is_its_authors(open_blank, authored):
    namur, quebec = open_blank("namur"), open_blank("quebec")
    insert(namur, 0, "Toute personne")
    insert(quebec, 6, "jeune ")
    assert authored() == [("Toute ", "namur"), ("jeune ", "quebec"), ("personne", "namur")]


def test_words_are_dated_by_the_minute_in_which_they_were_typed(open_blank, blank, monkeypatch):
    monkeypatch.setattr(batch_commit, "SPAN_S", 0)
    namur = open_blank("namur")
    for minute in range(3):
        with time_machine.travel(NOON + timedelta(minutes=minute), tick=False):
            insert(namur, 2 * minute, "a ")
    dated = [(words, by.at) for words, by in authorship.authored_words(blank.id, namur.doc.get_update())]
    assert dated == [("a ", NOON + timedelta(minutes=minute)) for minute in range(3)]


def test_authorship_survives_compaction_a_version_and_a_restart(open_blank, authored, blank, someone, monkeypatch):
    monkeypatch.setattr(compaction, "EDITS_PER_SNAPSHOT", 2)
    namur, quebec = open_blank("namur"), open_blank("quebec")
    insert(namur, 0, "Ensemble")
    insert(quebec, 8, " et vite")
    insert(namur, 8, ",")
    before = authored()
    assert before == [("Ensemble,", "namur"), (" et vite", "quebec")]
    assert db.session.query(Snapshot).filter_by(clause_id=blank.id).count()
    version = actions.publish(blank.id, "", someone("moderation"))
    Collab(current_app)
    db.session.expire_all()
    assert authored() == before
    assert authored(version.state) == before
    insert(open_blank("geneve"), 0, "Oui. ")
    assert authored() == [("Oui. ", "geneve"), *before]
    assert authored(published.newest(blank.id).state) == before


def test_words_deleted_and_typed_again_are_the_second_authors(open_blank, authored):
    namur, quebec = open_blank("namur"), open_blank("quebec")
    insert(namur, 0, "Nous voulons")
    erase(quebec, 5, 12)
    for place, letter in enumerate("voulons", start=5):
        insert(quebec, place, letter)
    assert authored() == [("Nous ", "namur"), ("voulons", "quebec")]


def test_words_pasted_over_others_leave_the_rest_to_its_author(open_blank, authored):
    namur, quebec = open_blank("namur"), open_blank("quebec")
    insert(namur, 0, "Nous voulons agir")

    def paste_over(root):
        del first_line(root)[5:12]
        first_line(root).insert(5, "devons")

    quebec.catch_up()
    quebec.send(quebec.change(paste_over))
    keep()
    assert authored() == [("Nous ", "namur"), ("devons", "quebec"), (" agir", "namur")]


def test_a_new_paragraph_takes_no_words_from_their_author(open_blank, authored, blank, someone):
    namur, quebec = open_blank("namur"), open_blank("quebec")
    insert(namur, 0, "Toute personne")

    def press_enter(root):
        del first_line(root)[5:14]
        root.children.append(XmlElement("paragraph")).children.append(XmlText(" personne"))

    quebec.catch_up()
    quebec.send(quebec.change(press_enter))
    keep()
    assert authored() == [("Toute personne", "namur")]
    Collab(current_app)
    assert authored(actions.publish(blank.id, "", someone("moderation")).state) == [("Toute personne", "namur")]


def test_bold_and_a_break_change_no_author(open_blank, authored):
    namur, quebec = open_blank("namur"), open_blank("quebec")
    insert(namur, 0, "Toute personne")

    def decorate(root):
        first_line(root).format(0, 5, {"strong": {}})
        root.children[0].children.append(XmlElement("hard_break"))
        root.children[0].children.append(XmlText("Oui"))

    quebec.catch_up()
    quebec.send(quebec.change(decorate))
    keep()
    assert authored() == [("Toute personne", "namur"), ("\nOui", "quebec")]


def test_undoing_ones_words_leaves_those_of_others(open_blank, authored):
    namur, quebec = open_blank("namur"), open_blank("quebec")
    insert(quebec, 0, "Restons")
    namur.catch_up()
    undoing = UndoManager(scopes=[namur.root])
    insert(namur, 7, " unis")
    before = namur.doc.get_state()
    undoing.undo()
    namur.send(namur.doc.get_update(before))
    keep()
    assert authored() == [("Restons", "quebec")]


def test_the_first_words_are_those_of_the_member_who_made_the_clause(clause, mailbox):
    words = authorship.authored_words(clause.id, published.newest(clause.id).state)
    assert {mailbox(by) for _words, by in words} == {"moderation"}


def test_words_of_no_known_author_say_so(charter):
    content = from_prosemirror.paragraphs("Écrit avant tout le monde.")
    clause = actions.create_clause(charter.id, 1, "Sans auteur", None, content)
    words = authorship.authored_words(clause.id, published.newest(clause.id).state)
    assert [(each.words, each.by.member_id) for each in words] == [("Écrit avant tout le monde.", None)]
    (contributor,) = Contributors(characters_by_author(words), with_names=True)
    assert (contributor.is_known, contributor.association, contributor.characters) == (False, None, 26)


def test_words_whose_client_id_is_in_no_row_are_nobodys(blank):
    stranger = Doc(client_id=99)
    stranger.apply_update(LiveDocument(*update_log.load(blank.id)).state())
    first_line(stranger.get(ROOT, type=XmlFragment)).insert(0, "Qui")
    assert authorship.authored_words(blank.id, stranger.get_update()) == [("Qui", authorship.Author())]


def test_single_items_are_looked_up_without_their_document(open_blank, blank, mailbox):
    namur = open_blank("namur")
    insert(namur, 0, "Bonjour")
    row = db.session.query(AuthorshipSpan).filter_by(clause_id=blank.id, client=namur.doc.client_id).one()
    found = authorship.authors_of_ranges(blank.id, [(row.client, row.clock + 3, 2), (row.client + 1, 0, 9)])
    assert [(many, mailbox(by)) for many, by in found] == [(2, "namur"), (9, None)]


def test_shares_add_up_and_the_greatest_comes_first(open_blank, blank):
    namur, quebec = open_blank("namur"), open_blank("quebec")
    insert(namur, 0, "abc")
    insert(quebec, 0, "1234567")
    words = authorship.authored_words(blank.id, LiveDocument(*update_log.load(blank.id)).state())
    shares = Contributors(characters_by_author(words), with_names=True).shares()
    assert [(each.characters, each.start, each.part) for each in shares] == [(7, 0, 0.7), (3, 0.7, 0.3)]


def test_a_character_of_two_units_is_split_nowhere(open_blank, authored):
    namur, quebec = open_blank("namur"), open_blank("quebec")
    insert(namur, 0, "😀😀")
    insert(quebec, 4, "é")
    assert authored() == [("😀", "namur"), ("é", "quebec"), ("😀", "namur")]
    assert encoding.utf16_length("😀é") == 3


def test_where_names_are_not_shown_an_association_is_one_contributor(app):
    written = [(3, authorship.Author(member, 1, NOON)) for member in (1, 2, 1)]
    (together,), each = Contributors(written, with_names=False), list(Contributors(written, with_names=True))
    assert (together.characters, together.member) == (9, None)
    assert [(one.number, one.characters) for one in each] == [(1, 6), (2, 3)]


def test_a_link_that_may_not_be_followed_is_words(app):
    by = authorship.Author(1, 1, NOON)
    link = {"type": "link", "attrs": {"href": "javascript:alert(1)"}}
    content = {"type": "doc", "content": [{"type": "text", "text": "Ici", "marks": [link]}]}
    (piece,) = annotated_text.annotate(
        content, [authorship.AuthoredWords("Ici", by)], Contributors([(3, by)], with_names=True)
    ).inside
    assert piece.marks == [("a", "")]


def test_adjacent_words_of_one_contributor_are_one_run_from_its_first_minute_to_its_last(app):
    early, late = (authorship.Author(1, 1, NOON + timedelta(minutes=minute)) for minute in (0, 5))
    feed = authorship.Author(2, 2, NOON)
    words = [("b", late), ("\n", feed), ("a", early)]
    content = {"type": "doc", "content": [{"type": "text", "text": "b\na"}]}
    text = [authorship.AuthoredWords(*each) for each in words]
    (piece,) = annotated_text.annotate(content, text, Contributors(characters_by_author(text), with_names=True)).inside
    assert (piece.words, piece.first, piece.last) == ("b\na", early.at, late.at)


def test_words_without_an_author_are_an_error(app):
    content = {"type": "doc", "content": [{"type": "text", "text": "Ici"}]}
    with pytest.raises(LookupError):
        annotated_text.annotate(content, [], Contributors([], with_names=True))


def test_many_authors_are_looked_up_all_the_same(open_blank, authored, monkeypatch):
    monkeypatch.setattr(authorship, "MAX_CLIENT_IDS_IN_QUERY", 0)
    insert(open_blank("namur"), 0, "Bonjour")
    assert authored() == [("Bonjour", "namur")]


def test_the_replays_of_few_clauses_are_cached(open_blank, authored, blank, clause, monkeypatch):
    monkeypatch.setattr(log_replay, "MAX_CACHED_REPLAYS", 1)
    insert(open_blank("namur"), 0, "Bonjour")
    for _ in range(2):
        assert log_replays.of(blank.id) is log_replays.of(blank.id)
        assert log_replays.of(clause.id) is not log_replays.of(blank.id)
    assert authored() == [("Bonjour", "namur")]


def test_a_log_that_cannot_be_read_is_read_anew_by_the_next(blank, authored, open_blank, monkeypatch):
    def broken(_update):
        raise LookupError("an item that is not here")

    with monkeypatch.context() as until:
        until.setattr(update_decoder, "decode", broken)
        with pytest.raises(LookupError):
            log_replays.of(blank.id)
    insert(open_blank("namur"), 0, "Bonjour")
    assert authored() == [("Bonjour", "namur")]


def test_the_demo_adds_words_only_after_words_and_by_those_who_may(clause, someone):
    with pytest.raises(ValueError, match="no such words"):
        demo.add_words(clause.id, "Jamais écrit", "!", someone("namur"))
    with pytest.raises(ValueError, match="may not write"):
        demo.add_words(clause.id, "Nul", "!", someone("mediation"))
