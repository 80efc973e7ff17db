"""Every word of a text is in the charter, in a title or label, or in the list of what is left out."""

import json
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from charter.content import schema
from charter.imports.rules import corrections, markdown, plan, remarks, repairs, splitting
from charter.imports.rules.content import content
from charter.imports.rules.corrections import JOINED, Correction
from charter.imports.rules.middle_form import Reading

SIGNS = [
    *("\n", "\n\n", " ", "\n- ", "\n    - ", "\n1. ", "\n2) ", "\n7. ", "\n> ", "\n# ", "\n### ", "\n##", "\n---\n"),
    *("*", "**", "_", "`", "~~", "](http://", "[", "![", "](", ")", "<b>", "</b>", "<br>", "<sup>", "<div>", "<!--"),
    *("\nArticle 1 – ", "\nArticle 2. ", "\nARTICLE PREMIER\n", "\nTitre II\n", "\nChapitre 1er : ", "\nI. ", "\nII. "),
    *(
        "\nPréambule\n",
        "\n```\n",
        "\n```",
        " | ",
        "\n|--|--|\n",
        "\t",
        "\\",
        ".\n",
        " :\n",
        "\n• ",
        "\n– ",
        '"',
        "\u00a0",
    ),
    *("\nPage 2/4\n", "\n1\n", "\n2\n", " page 3 sur 9\n", " ..... 4\n", "\t5\n", "\nSommaire\n", "\no\t", "-\n"),
    *("\nVersion en vigueur depuis ", "\nModifié par ", "\na) ", "\n1° ", "\n(2) "),
    *("\n[a]: ", "    ", "\u200b", "<http://", ">", "\n===\n", "&amp;", "{#", "}", "\n---\n"),
]


@st.composite
def texts(draw):
    """A text of words that are all different, with signs of Markdown and labels between them."""
    between = draw(st.lists(st.lists(st.sampled_from(SIGNS), min_size=1, max_size=4), max_size=30))
    words = (f"mot{number}fin" for number in range(len(between)))
    return "".join(f"{''.join(signs)}{word}" for signs, word in zip(between, words, strict=True))


def everything(reading: Reading, made: plan.Plan) -> str:
    """All words that the charter, its titles and labels, and the list of what is left out hold."""
    kept = []
    for part, end in plan.spans(made, len(reading.blocks)):
        kept += [part.title, part.label]
        if part.kind in (plan.CLAUSE, plan.PREAMBLE):
            text = content(plan.text_of(part, end, reading.blocks))
            schema.checked(text)
            kept.append(json.dumps(text, ensure_ascii=False).replace('"}, {"type": "text", "text": "', ""))
    kept += [loss.words for loss in remarks.losses(reading, made, "Une charte")]
    return "\n".join(kept)


def missing(source: str, reading: Reading, made: plan.Plan) -> list[str]:
    found = everything(reading, made)
    return [word for word in re.findall(r"mot\d+fin", source) if word not in found]


@settings(max_examples=300)
@given(texts(), st.booleans())
def test_no_word_is_lost_whatever_the_way(source, is_wrapped):
    reading = markdown.read(source, is_wrapped)
    for way, made in splitting.plans(reading.blocks).items():
        assert missing(source, reading, made) == [], way


@settings(max_examples=300)
@given(texts().filter(str.strip), st.data())
def test_no_word_is_lost_by_corrections(source, data):
    reading = markdown.read(source, False)
    found = splitting.plans(reading.blocks)
    assume(found)
    made = found[data.draw(st.sampled_from(sorted(found)))]
    for _ in range(data.draw(st.integers(1, 4))):
        kinds, titles = st.sampled_from([*plan.KINDS, JOINED]), st.sampled_from(["", "Un autre titre", "x" * 300])
        given = {
            part.start: Correction(data.draw(kinds), data.draw(st.one_of(st.just(part.title), titles)))
            for part in made.parts
        }
        made = corrections.corrected(made, reading.blocks, given)
        made = corrections.split(made, reading.blocks, data.draw(st.integers(0, len(reading.blocks) + 1)))
        assert missing(source, reading, made) == []
    assert plan.Plan.from_json(made.as_json()) == made
    assert Reading.from_json(reading.as_json()) == reading


@given(st.text(), st.booleans())
def test_any_text_is_read(source, is_wrapped):
    reading = markdown.read(source, is_wrapped)
    for made in splitting.plans(reading.blocks).values():
        everything(reading, made)
        remarks.remarks(made, reading.blocks)
    repairs.is_wrapped(source)


@pytest.mark.parametrize("corrected", [Correction(plan.TITLE, ""), Correction(plan.PREAMBLE, "Un autre titre")])
def test_both_titles_of_a_section_in_a_section_are_kept_by_corrections(corrected):
    source = "Titre II\nmot0fin\nChapitre 1er :\nArticle 1 – mot1fin\nArticle 2 – mot2fin"
    reading = markdown.read(source, False)
    made = corrections.corrected(splitting.plans(reading.blocks)["articles"], reading.blocks, {0: corrected})
    assert missing(source, reading, made) == []
