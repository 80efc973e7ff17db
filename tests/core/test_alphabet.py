"""Names in the order in which a hall looks for its own."""

from charter.core.alphabet import letters


def test_accents_and_case_part_no_names():
    names = ["Zoé", "Élodie", "elodie", "Émile", "Ecole"]
    assert sorted(names, key=letters) == ["Ecole", "Élodie", "elodie", "Émile", "Zoé"]
    assert letters("ELO") in letters("E\u0301lodie")
