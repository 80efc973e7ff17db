"""Which words of a text a suggestion touches."""

import pytest

from charter.amendments.suggestions import rules
from charter.content.merge.comparing import compare


def text(*lines):
    inside = [{"type": "paragraph"} | ({"content": [{"type": "text", "text": each}]} if each else {}) for each in lines]
    return {"type": "doc", "content": inside}


def touched(old, new):
    found = rules.touched(compare(text(*old), text(*new)))
    return [old[each.line][each.start : each.end] for each in found]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (["Nul de passer par un écran."], ["Nul de passer par une machine."], ["un écran"]),
        (["Nul ne passe.", "Rien."], ["Nul ne passe jamais.", "Rien."], ["passe"]),
        (["passe.", "Rien."], ["Nul passe.", "Rien."], ["passe."]),
        (["Un.", "Deux."], ["Un.", "Un et demi, tout neuf.", "Deux."], ["Un."]),
        (["Un mot.", "Deux."], ["Tout à fait autre chose.", "Un mot.", "Deux."], ["Un"]),
        (["Un.", "Deux lignes."], ["Un."], ["Deux lignes."]),
        ([], ["Un."], []),
        (["Un.", "Deux."], ["Un.", "Deux."], []),
        (["Le premier mot et le dernier mot."], ["Un premier mot et un dernier mot."], ["Le premier mot et le"]),
    ],
)
def test_what_is_changed_is_marked_and_what_is_put_in_is_with_the_words_beside_it(old, new, words):
    assert touched(old, new) == words


def test_a_line_that_moves_is_marked_whole_and_no_more_lines_than_the_limit(monkeypatch):
    old = ["Une longue phrase qui part.", "Deuxième phrase.", "Troisième phrase."]
    assert "Une longue phrase qui part." in touched(old, [*old[1:], old[0]])
    monkeypatch.setattr(rules, "MAX_TOUCHED", 1)
    assert touched(["un", "deux"], ["trois", "quatre"]) == ["un"]


def test_a_digest_of_a_text_cannot_be_guessed():
    assert rules.hashed("a", text("Un.")) != rules.hashed("b", text("Un."))
