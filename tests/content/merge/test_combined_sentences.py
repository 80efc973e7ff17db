"""The sentences that two changes make together."""

from charter.content.merge import combined_sentences
from charter.content.merge.atoms import flatten
from charter.content.merge.differing import diff
from charter.content.merge.text import Text

BASE = "Les villes publient leurs comptes. Elles écoutent les habitants."


def text(*lines: str) -> Text:
    paragraphs = [{"type": "paragraph", "content": [{"type": "text", "text": each}]} for each in lines]
    return Text("Titre", {"type": "doc", "content": paragraphs})


def sentences(*proposed: Text) -> list[str]:
    base = flatten(text(BASE))
    return combined_sentences.of(base, [diff(base, flatten(each)) for each in proposed], 0, 1)


def test_a_sentence_that_both_reword_is_read_whole():
    assert sentences(text(BASE.replace("villes", "communes")), text(BASE.replace("comptes", "bilans"))) == [
        "Les communes publient leurs bilans."
    ]


def test_what_a_third_one_makes_of_it_is_read_too():
    third = text(BASE.replace("publient", "affichent"))
    assert sentences(text(BASE.replace("villes", "communes")), text(BASE.replace("comptes", "bilans")), third) == [
        "Les communes affichent leurs bilans."
    ]


def test_lines_that_both_add_at_one_place_are_read_in_their_order():
    assert sentences(text(BASE, "Une ligne."), text(BASE, "Une autre.")) == ["Une ligne.", "Une autre."]


def test_changes_to_different_sentences_need_no_reading():
    assert sentences(text(BASE.replace("villes", "communes")), text(BASE.replace("écoutent", "entendent"))) == []
