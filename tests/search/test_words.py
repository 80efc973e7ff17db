"""Which words are the same word to who looks for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.search.rules import snippets, words
from charter.search.rules.asked import Asked, amendment_number, article_number, read


@pytest.mark.parametrize(
    "alike",
    [
        "élu élus élue élues ELUS",
        "égalité égalités egalite",
        "numérique numériques numerique NUMERIQUES",
        "décidé décidée décidés décidées décider décide decidez",
        "national nationale nationaux nationales",
        "travail travaux",
        "eau eaux",
        "collectivité collectivités",
        "collectif collective collectives",
        "nouvel nouvelle nouvelles",
        "citoyen citoyenne citoyennes",
        "œuvre oeuvres Œuvres",
        "public publics publique publiques",
        "écologie écologique écologiques",
        "modération modérateur modératrice modérer",
        "engagement engager engagé engagements",
        "responsable responsabilité",
        "général généraux généralement",
        "vote votes voter votants votée voting voted",
        "city cities",
    ],
)
def test_forms_of_a_word_are_found_by_each_other(alike):
    assert len({words.stem(word) for word in words.folded(alike)}) == 1


def test_different_words_stay_different():
    different = "loi eau ville élu vote droit donnée don commun commune numéro numérique égal paix pays clos article"
    stems = [words.stem(word) for word in words.folded(different)]
    assert len(set(stems)) == len(stems) - 1  # commun, commune


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’accès à l’eau", ["l", "acces", "a", "l", "eau"]),
        ("l\u02bceau", ["l", "eau"]),
        ("Re\u0301alite\u0301 co\xadopération", ["realite", "cooperation"]),
        ("مَدينة ـ المـدينة", ["مدينة", "المدينة"]),
        ("שָׁלוֹם ירושלים", ["שלום", "ירושלים"]),
        ("nos 27 % en 2030", ["nos", "27", "en", "2030"]),
        ("日本 ok", ["日", "本", "ok"]),
        ("🙂 \ud83d — ?", []),
    ],
)
def test_a_text_has_the_words_that_its_readers_see(text, expected):
    assert words.folded(text) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("le droit à l’eau", Asked((words.stem("droit"),), "eau")),
        ("IA", Asked(("ia",))),
        ("l", Asked(("l",))),
        ("« accueil humain » ville", Asked((), "ville", ("accueil humain",))),
        ('"accueil humain"', Asked((), "", ("accueil humain",))),
        ('"accueil hum', Asked(("accueil",), "hum")),
        ("eau AND NOT (x OR y*)", Asked(("eau", "not", "x"), "")),
        ("🙂", Asked()),
        ("", Asked()),
    ],
)
def test_what_is_typed_is_read(typed, expected):
    assert read(typed) == expected


def test_a_snippet_begins_before_the_first_word_that_is_found_and_marks_each():
    text = "Un préambule. " * 40 + "Chaque ville garde un accueil humain pour ses habitants. " + "Une fin. " * 40
    shown = snippets.snippet(text, read("accueil humains"))
    assert [piece.words for piece in shown if piece.is_found] == ["accueil", "humain"]
    assert "".join(piece.words for piece in shown).startswith("… ")
    assert len("".join(piece.words for piece in shown)) < snippets.SNIPPET_LENGTH + 10


@given(st.text(), st.text())
def test_a_snippet_is_of_the_text_whatever_is_looked_for(text, typed):
    asked = read(typed)
    pieces = snippets.marked(text, asked)
    assert "".join(piece.words for piece in pieces) == text
    shown = "".join(piece.words for piece in snippets.snippet(text, asked))
    assert shown.removeprefix("… ").removesuffix(" …") in text


@pytest.mark.parametrize("typed", ["3", "art. 3", "Article 3.", "clause 3", "n° 3", "article nº 3", "no. 3", "#3"])
def test_an_article_is_asked_for_by_its_number_as_people_write_it(typed):
    assert article_number(typed) == 3


@pytest.mark.parametrize("typed", ["article premier", "art. 1er"])
def test_the_first_article_has_a_word_of_its_own(typed):
    assert article_number(typed) == 1


@pytest.mark.parametrize("typed", ["", "article", "non 3", "n 3", "3 mai", "12345", "1.2"])
def test_other_numbers_are_words(typed):
    assert article_number(typed) is None


@pytest.mark.parametrize(
    "typed", ["amendement 12", "Amendment no. 12", "am. 12", "amendement n° 12 rect. bis", "amdt 12"]
)
def test_the_number_of_an_amendment_is_read_from_how_people_call_it(typed):
    assert amendment_number(typed) == 12


@pytest.mark.parametrize("typed", ["12", "amender 12", "article 12", "amendement", "amendement 12 bis"])
def test_other_words_ask_for_no_amendment(typed):
    assert amendment_number(typed) is None
