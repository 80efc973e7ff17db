"""“Who wrote this?”, asked over the socket by somebody who has the clause open."""

import re

import pytest

from charter.collab import events
from charter.collab.attribution import lookup
from charter.collab.models import AuthorshipSpan
from charter.collab.sync.token_buckets import RateLimit
from charter.database import db
from tests.collab.client import first_line, flush
from tests.conftest import Socket


@pytest.fixture
def typed(writer, clause):
    """Namur has added five letters to the clause; their range."""
    namur = writer("namur")
    namur.type(" Oui.")
    flush()
    row = db.session.query(AuthorshipSpan).filter_by(clause_id=clause.id, client=namur.doc.client_id).one()
    return [row.client, row.clock, 5]


def test_a_reader_of_the_live_text_receives_name_association_and_time(socket, clause, typed):
    answer = socket("mediation").emit("attribution", clause.id, [typed])
    (contributor,) = answer["contributors"]
    assert contributor["label"] == "Ville de Namur · Délégation de Namur"
    assert re.fullmatch(r"\d{1,2} \w+ \d{4} at \d\d:\d\d", contributor["when"])
    assert "<" not in contributor["when"]
    assert contributor["colour"].startswith("colour-")
    assert answer["more"] == 0


def test_words_of_several_come_in_the_order_asked(socket, writer, clause, typed):
    geneve = writer("geneve")
    geneve.send(geneve.change(lambda root: first_line(root).insert(0, "Ah. ")))
    flush()
    theirs = [geneve.doc.client_id, 0, 4]
    asked = [theirs, typed, [4711, 0, 3]]
    answer = socket("namur").emit("attribution", clause.id, asked)
    assert [each["label"].partition(" · ")[0] for each in answer["contributors"]] == [
        "Ville de Genève",
        "Ville de Namur",
        "Nobody signed these words",
    ]
    assert answer["contributors"][2]["when"] == ""


def test_more_contributors_than_one_can_take_in_are_counted(socket, clause, typed, monkeypatch):
    monkeypatch.setattr(lookup, "MAX_CONTRIBUTORS_SHOWN", 1)
    answer = socket("namur").emit("attribution", clause.id, [typed, [4711, 0, 3]])
    assert (len(answer["contributors"]), answer["more"]) == (1, 1)


def test_the_public_is_refused(app, visitor, clause, typed):
    answer = Socket(app, visitor).emit("attribution", clause.id, [typed])
    assert list(answer) == ["refused"]


def test_a_clause_that_is_not_there_and_one_of_another_tell_nothing(socket, clause, typed):
    namur = socket("namur")
    assert "refused" in namur.emit("attribution", 999, [typed])
    (contributor,) = namur.emit("attribution", clause.id + 1, [typed])["contributors"]
    assert contributor["label"] == "Nobody signed these words"


@pytest.mark.parametrize(
    "wrong",
    [
        "x",
        None,
        [[1, 2]],
        [[1, 2, 0]],
        [[-1, 2, 1]],
        [["a", 2, 1]],
        [[1, 2, 1, 1]],
        [[1, 0, 1]] * (lookup.MAX_RANGES + 1),
    ],
    ids=["words", "nothing", "two", "no length", "negative", "letters", "four", "too many"],
)
def test_what_is_no_question_is_refused(socket, clause, wrong):
    assert "refused" in socket("namur").emit("attribution", clause.id, wrong)


def test_a_member_who_asks_too_fast_is_asked_to_wait(socket, clause, typed, monkeypatch):
    monkeypatch.setattr(events, "LOOKUPS_PER_MEMBER", RateLimit(per_second=0.001, burst=1))
    namur = socket("namur")
    assert "contributors" in namur.emit("attribution", clause.id, [typed])
    assert namur.emit("attribution", clause.id, [typed])["wait"] >= 1
    assert "contributors" in socket("geneve").emit("attribution", clause.id, [typed])
