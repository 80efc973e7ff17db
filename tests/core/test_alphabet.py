"""Names in the order in which a hall looks for its own, and found as people type them."""

from charter.core.alphabet import has_words, is_same, key


def test_accents_and_case_part_no_names():
    names = ["Zoé", "Élodie", "elodie", "Émile", "Ecole"]
    assert sorted(names, key=key) == ["Ecole", "Élodie", "elodie", "Émile", "Zoé"]


def test_a_name_is_found_by_parts_of_its_words_in_any_order_and_spelling():
    assert has_words("Cœur de l’Isle – Élodie", "elo coeur")
    assert has_words("E\u0301lodie", "ELO")
    assert not has_words("Élodie", "élodie dubois")


def test_names_composed_otherwise_are_the_same_and_accents_count():
    assert is_same("E\u0301LODIE", "élodie")
    assert not is_same("Elodie", "Élodie")
