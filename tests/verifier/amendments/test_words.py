"""Every text that the merge makes of several amendments passes the check of its words; one with a word more or less
does not."""

from random import Random

from charter.content.merge.atoms import unflatten
from charter.content.merge.differing import diff
from charter.content.merge.union import union
from charter.verifier.amendments import words
from tests.content.merge import edits


def found(base, proposed, result):
    return {detail for _, detail, _ in words.problems(base, proposed, result, {})}


def text(heading, content):
    return {"heading": heading, "content": content}


def paragraph(said, heading="Titre"):
    node = {"type": "paragraph", "content": [{"type": "text", "text": said}]}
    return text(heading, {"type": "doc", "content": [node]})


def test_what_the_merge_makes_passes():
    tried = 0
    for seed in range(150):
        random = Random(seed)
        base, others = edits.texts(random, 2)
        try:
            made = union(base, [diff(base, each) for each in others]).text
        except ValueError:
            continue  # they block each other
        tried += 1
        proposed = [text(*unflatten(each.atoms)) for each in others]
        assert found(text(*unflatten(base.atoms)), proposed, text(*made)) == set(), seed
    assert tried > 50


BASE = paragraph("La commune publie ses comptes chaque année, en français, et les explique.")
ONE = paragraph("La commune publie ses comptes chaque trimestre, en français, et les explique.")
OTHER = paragraph("La commune publie ses comptes chaque année, en français, et les explique à tous.")


def test_a_word_more_or_less_is_found():
    right = "La commune publie ses comptes chaque trimestre, en français, et les explique à tous."
    assert found(BASE, [ONE, OTHER], paragraph(right)) == set()
    for old, new in (
        ("commune", "ville"),
        ("publie ses", "publie ses ses"),
        ("trimestre", "année"),
        (" à tous", ""),
        ("trimestre,", "trimestre"),
        ("ses comptes chaque", "chaque comptes ses"),
    ):
        assert found(BASE, [ONE, OTHER], paragraph(right.replace(old, new))), old
    assert found(BASE, [ONE], paragraph("La commune publie.")) == {
        "clause {clause} is not the wording that was adopted"
    }
