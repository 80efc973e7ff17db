"""Texts that nobody's editor sends are refused in a sentence, and none is stored."""

import pytest

from charter.amendments import drafting, queries, rules
from charter.amendments.models import Draft
from charter.amendments.texts import Proposed
from charter.amendments.views import readings
from charter.core.errors import Invalid
from charter.database import db
from tests.amendments.views.forms import filled_in, words


def doc(*nodes):
    return {"type": "doc", "content": list(nodes)}


def line(text, *marks):
    return {
        "type": "paragraph",
        "content": [{"type": "text", "text": text} | ({"marks": list(marks)} if marks else {})],
    }


def nested(depth: int):
    node = line("au fond")
    for _ in range(depth):
        node = {"type": "blockquote", "content": [node]}
    return doc(node)


HOSTILE = {
    "a mark that no clause has": doc(line("x", {"type": "blink"})),
    "a link that runs": doc(line("x", {"type": "link", "attrs": {"href": "javascript:alert(1)"}})),
    "a node that no clause has": doc({"type": "image", "attrs": {"src": "https://a.example/x.png"}}),
    "no document": line("x"),
    "not a text": {"type": "doc", "content": "x"},
    "words that are numbers": doc({"type": "paragraph", "content": [{"type": "text", "text": 7}]}),
    "quotes in quotes in quotes": nested(40),
    "deeper than Python goes": nested(900),
    "too many words": doc(line("mot " * (rules.MAX_TEXT.tokens // 2 + 1))),
    "too many signs": doc(line("." * (rules.MAX_TEXT.tokens + 1))),
    "too many characters": doc(line("mot" * (rules.MAX_TEXT.characters // 3 + 1))),
    "too many empty paragraphs": doc(*[{"type": "paragraph"}] * (rules.MAX_TEXT.lines + 1)),
    "a hidden direction": doc(line("payer\u202e rien")),
    "a word without width": doc(line("ré\u200bpublique \u2063")),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_text_is_refused(round_, clause, someone, what):
    with pytest.raises(Invalid):
        drafting.begin(round_.id, [Proposed("Titre", HOSTILE[what], clause.id)], "", someone("namur"))
    assert db.session.query(Draft).count() == 0


@pytest.mark.parametrize(
    "proposed",
    [
        Proposed("Titre", doc(), 10_000),
        Proposed("Titre", doc(), None, section_id=10_000),
        Proposed("Titre", doc(), None, after_clause_id=10_000),
        Proposed("Titre", doc(), 3, after_clause_id=2),
        Proposed("Titre", None, None, drops=True, after_clause_id=2),
        Proposed("T" * 201, doc(), 3),
    ],
    ids=lambda each: f"{each.clause_id}-{each.after_clause_id}-{each.section_id}",
)
def test_what_is_of_no_place_of_the_round_is_refused(round_, someone, proposed):
    with pytest.raises(Invalid):
        drafting.begin(round_.id, [proposed], "", someone("namur"))


def test_no_more_clauses_than_allowed_and_none_twice(round_, someone):
    twice = [Proposed("Titre", doc(), 3), Proposed("Autre", doc(), 3)]
    many = [Proposed("Titre", doc(line("x")), None, after_clause_id=3)] * (rules.MAX_CHANGES + 1)
    for proposed in (twice, many):
        with pytest.raises(Invalid):
            drafting.begin(round_.id, proposed, "", someone("namur"))


def test_texts_that_are_long_together_are_refused_in_one_sentence(round_, someone):
    long = Proposed("Titre", doc(line("mot " * (rules.MAX_IN_ALL.tokens // 5))), None, after_clause_id=3)
    drafting.begin(round_.id, [long], "", someone("namur"))
    with pytest.raises(Invalid, match="too long together"):
        drafting.begin(round_.id, [long] * 3, "", someone("namur"))


def test_a_clause_that_is_larger_already_may_be_amended_and_not_grow(round_, someone, clause, monkeypatch):
    monkeypatch.setattr(rules, "MAX_TEXT", rules.Size(5, 1, 2))
    base = queries.bases(round_.id)[clause.id].version.content
    drafting.begin(round_.id, [Proposed("Un autre titre", base, clause.id)], "", someone("namur"))
    grown = {"type": "doc", "content": [*base["content"], line("Encore.")]}
    with pytest.raises(Invalid, match="“Un autre titre” is too long"):
        drafting.begin(round_.id, [Proposed("Un autre titre", grown, clause.id)], "", someone("namur"))


def test_what_is_too_long_is_said_at_once_and_compared_with_nothing(round_, sign_in, clause, amending, monkeypatch):
    namur, form = sign_in("namur"), f"/charters/{amending.slug}/amendments/new?clause={clause.id}"
    sent = filled_in(namur.get(form).text) | {"paragraph-0-0": "mot " * (rules.MAX_TEXT.tokens // 2)}
    monkeypatch.setattr(readings, "compare", None)
    answer = namur.post(form, data=sent | {"do": "save"}, headers={"X-Part": "1"})
    assert answer.status_code == 422
    assert "is too long" in words(answer.text)


def test_what_an_editor_spells_out_is_stored_in_its_one_form(round_, someone, clause):
    """Defaults written out, marks in another order, words in pieces, accents in two characters."""
    strong, em = {"type": "strong"}, {"type": "em"}
    pieces = [
        {"type": "text", "text": "e\u0301", "marks": [em, strong]},
        {"type": "text", "text": "té", "marks": [strong, em]},
    ]
    sent = doc(
        {
            "type": "ordered_list",
            "attrs": {"start": None},
            "content": [
                {"type": "list_item", "content": [{"type": "paragraph", "content": pieces}]},
            ],
        },
    )
    kept = drafting.begin(round_.id, [Proposed("Titre", sent, clause.id)], "", someone("namur")).changes[0]["content"]
    [words] = kept["content"][0]["content"][0]["content"][0]["content"]
    assert words["text"] == "été"
    assert "attrs" not in kept["content"][0]
