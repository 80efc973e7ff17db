from hypothesis import given, settings
from hypothesis import strategies as st

from charter.content import schema
from charter.content.blocks import lines
from charter.content.paragraph_edits import Edit, edited

STRONG = [{"type": "strong"}]


def text(words, marks=None):
    return {"type": "text"} | ({"marks": marks} if marks else {}) | {"text": words}


def paragraph(*inside):
    return {"type": "paragraph", "content": list(inside)}


def items(*inside):
    return {"type": "bullet_list", "content": [{"type": "list_item", "content": [each]} for each in inside]}


TEXT = {
    "type": "doc",
    "content": [
        paragraph(text("Un accès "), text("libre et gratuit", STRONG), text(" pour tous.")),
        items(paragraph(text("un premier point")), paragraph(text("un second", STRONG), text(" point"))),
        {"type": "blockquote", "content": [paragraph(text("Une citation."))]},
    ],
}


def said(content):
    return [line.words for line in lines(schema.as_json(schema.checked(content)))]


def test_a_text_that_nobody_touches_stays_byte_for_byte():
    words = said(TEXT)
    assert edited(TEXT, {}) == TEXT
    assert edited(TEXT, {place: Edit(each) for place, each in enumerate(words)}) == TEXT


def test_the_words_that_stay_keep_their_marks_and_new_ones_take_those_around_them():
    after = edited(TEXT, {0: Edit("Un accès libre, sûr et gratuit pour toutes et tous.")})
    assert after["content"][0] == paragraph(
        text("Un accès "), text("libre, sûr et gratuit", STRONG), text(" pour toutes et tous.")
    )
    assert after["content"][1:] == TEXT["content"][1:]


def test_a_removed_item_goes_with_its_place_and_the_last_one_with_its_list():
    assert said(edited(TEXT, {1: Edit("", is_removed=True)})) == [
        "Un accès libre et gratuit pour tous.",
        "un second point",
        "Une citation.",
    ]
    bare = edited(TEXT, {place: Edit("", is_removed=True) for place in (1, 2, 3)})
    assert bare == {"type": "doc", "content": TEXT["content"][:1]}


def test_what_is_put_after_an_item_is_an_item_and_after_a_quotation_stands_in_it():
    after = edited(
        TEXT, {1: Edit("un premier point", after="ajout\n\nautre"), 3: Edit("Une citation.", after="Suite.")}
    )
    assert after["content"][1] == items(
        paragraph(text("un premier point")),
        paragraph(text("ajout")),
        paragraph(text("autre")),
        paragraph(text("un second", STRONG), text(" point")),
    )
    assert after["content"][2]["content"][1] == paragraph(text("Suite."))


def test_an_empty_text_takes_its_first_paragraphs_and_a_line_feed_is_a_hard_break():
    assert edited({"type": "doc"}, {}, "Un.\nDeux.")["content"] == [paragraph(text("Un.")), paragraph(text("Deux."))]
    broken = edited(TEXT, {3: Edit("Une\ncitation.")})["content"][2]["content"][0]
    assert broken == paragraph(text("Une"), {"type": "hard_break"}, text("citation."))


EDITS = st.builds(Edit, st.text("ab é\n", max_size=12), st.booleans(), st.text("ab \n", max_size=8))


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.integers(0, 3), EDITS), st.text("ab \n", max_size=6))
def test_whatever_is_filled_in_a_clause_may_hold_what_comes_of_it(edits, first):
    after = edited(TEXT, edits, first)
    schema.checked(after)
    assert edited(TEXT, edits, first) == after
