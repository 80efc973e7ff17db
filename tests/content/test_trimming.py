"""What typing leaves at the ends of lines is taken off; what the text had before stays."""

import pytest

from charter.content.trimming import trimmed


def line(words: str, *more):
    inside = [*([{"type": "text", "text": words}] if words else []), *more]
    return {"type": "paragraph"} | ({"content": inside} if inside else {})


def doc(*nodes):
    return {"type": "doc"} | ({"content": list(nodes)} if nodes else {})


def bullets(*words: str):
    return {"type": "bullet_list", "content": [{"type": "list_item", "content": [line(each)]} for each in words]}


BREAK = {"type": "hard_break"}
BASE = doc(line("Un."), line("Deux."), bullets("Trois.", "Quatre."))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (doc(line("Un."), line(""), bullets("Trois.", "Quatre.")), doc(line("Un."), bullets("Trois.", "Quatre."))),
        (doc(line("Un."), line("Deux."), bullets("Trois.", "")), doc(line("Un."), line("Deux."), bullets("Trois."))),
        (doc(line("Un."), line("Deux."), bullets("", "\u00a0")), doc(line("Un."), line("Deux."))),
        (doc(*BASE["content"], line(""), line("  ")), BASE),
        (doc(line(" Un. "), line("Deux.\u00a0", BREAK), BASE["content"][2]), BASE),
        (doc(line("")), doc()),
    ],
)
def test_an_emptied_line_is_gone_and_no_space_is_left_at_an_end(typed, kept):
    assert trimmed(typed, BASE) == kept
    assert trimmed(kept, BASE) == kept


def test_empty_lines_and_spaces_of_the_base_stay_where_nobody_touched_them():
    base = doc(line("Un. "), line(""), line("Deux."), line(""), line("Trois."))
    assert trimmed(base, base) == base
    assert trimmed(doc(line("Un. "), line(""), line("2. "), line(""), line("Trois.")), base) == doc(
        line("Un. "), line(""), line("2."), line(""), line("Trois.")
    )
    assert trimmed(doc(line("Un. "), line(""), line(""), line(""), line("Trois.")), base) == doc(
        line("Un. "), line(""), line(""), line("Trois.")
    )


def test_a_reworded_line_keeps_the_ends_that_it_had():
    base = doc(line("Le bilan est publié chaque année. "))
    once, twice = (doc(line("Le bilan est publié chaque mois." + end)) for end in (" ", "  "))
    assert trimmed(once, base) == once
    assert trimmed(twice, base) == doc(line("Le bilan est publié chaque mois."))


def test_a_new_text_keeps_no_empty_line_at_all():
    assert trimmed(doc(line(""), line(" Un. "), line(""))) == doc(line("Un."))
