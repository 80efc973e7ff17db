"""Changes in words: what they say, and that whoever carries them out has the other text."""

import pytest
from flask_babel import force_locale
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from charter.clauses.versions import in_words
from charter.clauses.versions.comparison import marks_in_words
from charter.content.merge.atoms import Break, LineShape, Word
from charter.content.merge.differing import diff
from tests.clauses.second_reader import Reader
from tests.content.merge.cases import CASES
from tests.content.merge.edits import BULLETS, ITEM, RANDOM, texts
from tests.content.merge.notation import stream


def lines(stream):
    """A text as the second reader has it."""
    found = []
    for atom in stream.atoms:
        if isinstance(atom, Break):
            found.append(("", []) if not found else (in_words.form_in_words(atom.shape), []))
        elif isinstance(atom, Word):
            plain = frozenset()
            said = [frozenset(marks_in_words(marks).split(", ")) if marks else plain for marks in atom.marks]
            found[-1][1].extend(zip(atom.text, said, strict=True))
    return found


def carried_out(base, proposed, language):
    with force_locale(language):
        sentences = in_words.sentences(diff(base, proposed), "Article 5" if language == "fr" else "Clause 5")
        return Reader(lines(base), language).carry_out(sentences), lines(proposed), sentences


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_second_reader_has_the_other_text_in_each_worked_example(app, language):
    for case in CASES:
        for other in (case.a, case.b):
            got, wanted, sentences = carried_out(stream(case.base), stream(other, "Other title"), language)
            assert got == wanted, sentences


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(RANDOM, st.sampled_from(["en", "fr"]))
def test_a_second_reader_has_the_other_text_whatever_changed(app, random, language):
    base, (proposed,) = texts(random, 1)
    got, wanted, sentences = carried_out(base, proposed, language)
    assert got == wanted, sentences


@pytest.mark.parametrize(
    "proposed",
    [
        "Un point sur le droit. ⏎ Un autre sur la sobriété. ⏎ Un premier. ⏎ Un deuxième.",
        "Un deuxième. ⏎ Un ajout tout neuf. ⏎ Un point sur le droit. ⏎ Un autre sur la sobriété. ⏎ Un premier.",
        "Un premier. ⏎ Un point sur le droit. ⏎ Un ajout tout neuf. ⏎ Un autre sur la sobriété. ⏎ Un deuxième.",
    ],
)
def test_several_paragraphs_put_at_one_place_come_to_stand_in_their_order(app, proposed):
    base = "Un premier. ⏎ Un deuxième. ⏎ Un point sur le droit. ⏎ Un autre sur la sobriété."
    got, wanted, sentences = carried_out(stream(base), stream(proposed), "fr")
    assert got == wanted, sentences


TEXT = "Le rapport est publié chaque année. ⏎ Il est public. ⏎ Il est court."


@pytest.mark.parametrize(
    ("proposed", "said"),
    [
        (
            "Le rapport est publié chaque mois. ⏎ Il est public. ⏎ Il est court.",
            "Article 5, 1er alinéa : remplacer « année » par « mois ».",
        ),
        (
            "Le rapport est publié chaque année. ⏎ Il est toujours public. ⏎ Il est court.",
            "Article 5, 2e alinéa : après « est », insérer « toujours ».",
        ),
        (
            "Le rapport est publié chaque année. ⏎ Il est public. ⏎ Il est.",
            "Article 5, 3e alinéa : supprimer « court ».",
        ),
        ("Le rapport est publié chaque année. ⏎ Il est court.", "Article 5, 2e alinéa : supprimer cet alinéa."),
        (
            "Le rapport est publié chaque année. ⏎ Il est public. ⏎ - Il est signé. ⏎ Il est court.",
            "Article 5, 2e alinéa : après cet alinéa, insérer : élément de liste « Il est signé. ».",
        ),
        (
            "Le rapport est publié chaque année. Il est public. ⏎ Il est court.",
            "Article 5, 1er alinéa : réunir l’alinéa suivant à celui-ci.",
        ),
        (
            "Le rapport est publié chaque année. ⏎ Il est public. Chacun le lit. ⏎ Il est court.",
            "Article 5, 2e alinéa : à la fin, insérer « Chacun le lit. ».",
        ),
        ("Il est court.", "Article 5, alinéas 1 et 2 : supprimer ces alinéas."),
        (
            "Le rapport est publié chaque année. ⏎ Il est public. ⏎ Il est\u00a0court.",
            "Article 5, 3e alinéa : remplacer « est[espace]court » par « est[espace insécable]court ».",
        ),
        (
            "Le rapport est publié chaque аnnée. ⏎ Il est public. ⏎ Il est court.",
            "Article 5, 1er alinéa : remplacer « année » par « [autre alphabet : а]nnée ».",
        ),
        (
            "Le rapport est publié chaque année. ⏎ Il est **public**. ⏎ Il est court.",
            "Article 5, 2e alinéa : donner à « public » la forme : gras.",
        ),
    ],
)
def test_a_change_is_said_as_the_chair_reads_it_out(app, proposed, said):
    with force_locale("fr"):
        (sentence,) = in_words.sentences(diff(stream(TEXT), stream(proposed)), "Article 5")
    assert sentence.replace("\u00a0", " ") == said


ALIKE = "L'accès [ouvert] à l’eau est un droit. Il prend trente minutes au plus."


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("trente minutes", "trente\u00a0minutes"),
        ("trente minutes", "trente  minutes"),
        ("L'accès", "L’accès"),
        ("L'accès [ouvert] à l’eau", "L’accès [ouvert] à l'eau"),
        ("un droit. Il", "un\u202fdroit.\u00a0Il"),
    ],
)
def test_a_change_of_typography_alone_names_the_characters(app, language, old, new):
    got, wanted, sentences = carried_out(stream(ALIKE), stream(ALIKE.replace(old, new)), language)
    assert got == wanted, sentences


@pytest.mark.parametrize(
    ("proposed", "said"),
    [
        ("Il est dit. Il est lu, il est su.", "after “lu,”, insert “puis”"),
        ("Un. Deux. Un. Deux.", "after “Deux.”, insert “Trois.”"),
    ],
)
def test_words_are_put_after_words_and_never_after_a_sign_alone(app, proposed, said):
    new = proposed.replace("lu, ", "lu, puis ").replace("Deux. Un.", "Deux. Trois. Un.")
    with force_locale("en"):
        (sentence,) = in_words.sentences(diff(stream(proposed), stream(new)), "Clause 5")
    assert said.removesuffix("”") in sentence.replace(" (occurrence 1)", "")


def test_a_second_paragraph_of_an_item_is_said_to_be_inside_it(app):
    with force_locale("en"):
        assert in_words.form_in_words(LineShape("paragraph", (BULLETS, ITEM), 1)) == "list item"
        assert in_words.form_in_words(LineShape("paragraph", (BULLETS, ITEM), 2)) == "paragraph inside a list item"


def test_words_are_quoted_in_marks_that_they_do_not_hold(app):
    with force_locale("fr"):
        assert in_words.quoted("ville") == "«\u00a0ville\u00a0»"
        assert in_words.quoted("« ville »") == "“« ville »”"
        assert in_words.quoted("«“‘⟦⟦⟨") == "⟦⟦⟦«“‘⟦⟦⟨⟧⟧⟧"
