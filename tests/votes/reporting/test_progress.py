"""How far charters are, counted and drawn: whoever looks and whoever listens learn the same."""

from types import SimpleNamespace

from flask import render_template_string

from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.reporting import progress
from charter.votes.rules import named_rules
from tests.verifier.assembly import held

MAJORITY = Settings(rule=named_rules.SIMPLE_MAJORITY)
PICTURES = '{% import "_pictures.html" as pictures with context %}'


def test_a_reader_sees_how_many_clauses_are_adopted_in_vote_in_drafting_and_rejected(app, charter):
    before = progress.of_charters([charter.id])[charter.id]
    held(MAJORITY, "against", "against", subject=Subject("clause", [5]))
    held(MAJORITY, subject=Subject("clause", [6]))  # nobody voted: without effect, so still in drafting
    after = progress.of_charters([charter.id])[charter.id]
    assert sum(before.values()) == sum(after.values())
    assert after == before | {"drafting": before["drafting"] - 1, "rejected": before["rejected"] + 1}


def test_a_picture_says_in_words_what_it_shows(app, charter):
    counts = {"adopted": 1, "frozen": 0, "drafting": 3, "rejected": 0}
    clause = SimpleNamespace(href="#clause-1", number=1, title="Soi & l’autre", state="rejected")
    with app.test_request_context():
        bar = render_template_string(PICTURES + "{{ pictures.progress(counts) }}", counts=counts)
        squares = render_template_string(PICTURES + "{{ pictures.squares([one], 'Tous') }}", one=clause)
    assert 'aria-label="État des articles\u00a0: 1 adopté, 3 en rédaction"' in bar
    assert 'x="25.0%" width="75.0%"' in bar
    assert 'aria-label="Article 1 – Soi &amp; l’autre – Rejeté"' in squares
    assert "style=" not in bar + squares
