"""What a table changes: one small file for each trap, with its preview beside it; `GOLDEN=1 pytest
tests/directory/test_planning.py` writes the previews, to be read."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.core.alphabet import key
from charter.directory.planning.facts import NEW, Choices, Person
from charter.directory.planning.plan import plan
from charter.directory.reading.decoding import ENCODINGS, decoded
from charter.directory.reading.table import Unreadable, read
from charter.directory.reading.words import distance, is_near
from tests.directory.people import DIRECTORY, NAMUR, QUEBEC, described, planned

GOLDEN = Path(__file__).with_name("golden")


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.csv")), ids=lambda file: file.stem)
def test_a_trap_has_the_preview_that_stands_beside_it(file):
    preview, expected = described(planned(file.read_bytes())), file.with_suffix(".txt")
    if os.environ.get("GOLDEN"):
        expected.write_text(preview)
    assert preview == expected.read_text()


def test_corrected_and_left_out_lines_and_chosen_associations_count():
    table = "Nom;Courriel;Association\nA;nonsense;Ville de Liège\nB;b@a.example;Ville de Liège\nC;;\n".encode()
    choices = Choices({2: {"address": "a@a.example"}}, frozenset([4]), {"ville de liege": NEW}, "villes francophones")
    found = planned(table, choices)
    assert [each.state for each in found.lines] == ["new", "new", "left_out"]
    assert [(each.name, each.college) for _key, each in found.created] == [("Ville de Liège", "Villes francophones")]


def test_an_unknown_name_that_is_a_known_association_counts_as_it():
    table = "Nom;Courriel;Association\nDélégation de Namur;namur@forum.example;Namur (commune)\n".encode()
    assert [each.state for each in planned(table, Choices(associations={"namur commune": "1"})).lines] == ["unchanged"]


def test_a_name_that_stands_before_an_address_is_checked_as_a_name_is():
    table = "Nom;Courriel;Association\n;Bob\u202enitraM <b@a.example>;Ville de Namur\n".encode()
    assert [each.code for each in planned(table).lines[0].errors] == ["invisible"]


def test_a_new_association_without_a_college_waits_for_one():
    table = "Nom;Courriel;Association\nA;a@a.example;Ville de Liège\n".encode()
    [line] = planned(table, Choices(associations={"ville de liege": NEW})).lines
    assert [each.code for each in line.errors] == ["no_college"]


def test_what_a_line_in_error_says_of_its_association_does_not_count():
    table = "Nom;Courriel;Association;Sièges\nA;nonsense;Ville de Namur;9\nB;b@a.example;Ville de Namur;\n".encode()
    assert planned(table).altered == []


@pytest.mark.parametrize(
    "line",
    [
        ";new@a.example;Ville de Namur;;9;9",  # no name
        "B;b@a.example;Ville de Namur;observer;9;9;x",  # too many cells
        "C;c@a.example;Ville de Namur;chef;9;9",  # no role
        "Délégation de Namur;namur@forum.example;Ville de Namur;;9;9",  # a double of the first line
        "Délégation de Namur;namur@forum.example;Ville de Namur;observer;9;9",  # another role than the first line
    ],
)
def test_a_line_that_is_not_imported_changes_no_seats(line):
    first = "Délégation de Namur;namur@forum.example;Ville de Namur;;;"
    found = planned(f"Nom;Courriel;Association;Rôle;Sièges;Poids\n{first}\n{line}\n".encode())
    assert found.lines[1].state in ("error", "left_out")
    assert found.altered == []


TWO_MANDATES = (
    Person(20, "ada@a.example", "Ada Martin", "delegate", NAMUR, is_head=False),
    Person(21, "ada@a.example", "Ada Martin", "observer", None, is_head=False),
    Person(22, "ada@a.example", "Ada Martin", "observer", QUEBEC, is_head=False),
)


@pytest.mark.parametrize(
    ("line", "member_id"),
    [("Ville de Namur;délégué", 20), (";observateur", 21), ("Ville de Québec;observateur", 22), (";délégué", 20)],
)
def test_a_line_is_about_the_mandate_that_it_describes_best(line, member_id):
    directory = replace(DIRECTORY, people=(*DIRECTORY.people, *TWO_MANDATES))
    table = f"Nom;Courriel;Association;Rôle\nAda Martin;ada@a.example;{line}\n"
    [found] = plan(read(table), directory, Choices()).lines
    assert (found.person.member_id, found.state) == (member_id, "unchanged")


def test_a_second_association_of_one_person_is_no_double():
    ada = Person(20, "ada@a.example", "Ada Martin", "observer", None, is_head=False)
    directory = replace(DIRECTORY, people=(*DIRECTORY.people, ada))
    lines = "".join(f"Ada Martin;ada@a.example;{name}\n" for name in ("Ville de Namur", "Ville de Québec"))
    first, second = plan(read(f"Nom;Courriel;Association\n{lines}"), directory, Choices()).lines
    assert first.state == "changed"
    assert [each.code for each in second.errors] == ["other_double"]


def test_two_unknown_associations_of_one_person_are_no_double():
    found = planned(b"Nom;Courriel;Association\nAda;ada@a.example;Ville A\nAda;ada@a.example;Ville B\n")
    assert [[each.code for each in line.errors] for line in found.lines] == [["unknown_association"]] * 2
    assert [line.state for line in found.lines] == ["error"] * 2


def test_the_college_that_a_faulty_line_alone_says_is_asked_for():
    table = "Nom;Courriel;Association;Collège\n;a@a.example;Liège;Villes\nB;b@a.example;Liège;\n".encode()
    found = planned(table, Choices(associations={"liege": NEW}))
    assert [[each.code for each in line.errors] for line in found.lines] == [["no_name"], ["no_college"]]


def test_the_same_table_has_another_digest_once_it_is_corrected():
    table = b"Nom;Courriel;Association\nA;a@a.example;Ville de Namur\n"
    assert planned(table).digest == planned(table).digest
    assert planned(table).digest != planned(table, Choices({2: {"name": "B"}})).digest


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no_header"),
        ("Anne;anne@a.example\n", "no_header"),
        ("Nom;Association\nAnne;Ville de Namur\n", "no_addresses"),
        ("Nom;Courriel\n", "no_rows"),
        ("Nom;Courriel\n;\n\n", "no_rows"),
        ("Nom;Courriel\n" + "A;a@a.example\n" * 3001, "too_many"),
        ("Nom;Courriel\n" + ";\n" * 20_000 + "A;a@a.example\n", "too_many"),
        ('Nom;Courriel\n"Anne;anne@a.example\n' + "B;b@a.example\n" * 200, "open_quote"),
        ('Nom;Courriel\n"' + "A" * 140_000, "open_quote"),
    ],
)
def test_what_is_no_table_is_said(text, reason):
    with pytest.raises(Unreadable) as no:
        read(text)
    assert no.value.reason == reason


def test_empty_lines_at_the_end_of_a_sheet_do_not_count():
    table = read("Nom;Courriel\nAnne;anne@a.example\n" + ";\n" * 100_000)
    assert [row.cells["name"] for row in table.rows] == ["Anne"]


def test_a_quotation_mark_that_only_another_separator_leaves_open_does_not_matter():
    rows = "".join(f"b{number}@a.example\t{'Bob ' * 8}\t\n" for number in range(2900))
    table = read('Courriel\tNom\tNote\nanne@a.example\tAnne\tdit ;"oui\n' + rows)
    assert (len(table.rows), set(table.columns)) == (2901, {"name", "address"})


def test_a_sheet_of_many_columns_is_read_by_those_at_its_beginning():
    wide = ";" * 500
    source = f"Courriel;Nom;Association{wide}\na@a.example;A;Ville de Namur{wide}\n".encode()
    assert planned(source).lines[0].errors == []


WORDS = [
    "Élodie",
    "Noël",
    "Çelik",
    "Hervé",
    "Ville de Liège",
    "Ville de Namur",
    "Hôtel d'Aïn",
    "a@a.example",
    "oui",
    "",
]
CELLS = st.lists(st.sampled_from(WORDS), min_size=4, max_size=4)
HEADER = ["Nom", "Courriel", "Association", "Tête de délégation"]


@given(
    st.lists(CELLS, min_size=1, max_size=6),
    st.sampled_from(["\t", ";", ","]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "iso8859-15", "iso8859-1", "utf-16-le"]),
    st.booleans(),
    st.permutations(range(4)),
)
def test_one_table_has_one_preview_in_any_separator_line_end_encoding_and_order(
    rows, delimiter, end, encoding, is_quoted, order
):
    usual = "\n".join(";".join(each) for each in [HEADER, *rows]).encode()
    quote = '"' if is_quoted else ""
    text = end.join(delimiter.join(f"{quote}{row[place]}{quote}" for place in order) for row in [HEADER, *rows])
    assert preview(text.encode(encoding)) == preview(usual)


def preview(source):
    try:
        found = planned(source)
    except Unreadable as no:
        return no.reason
    return [(each.number, each.state, dict(sorted(each.cells.items())), each.errors) for each in found.lines]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_accents_are_right_once_the_encoding_is_chosen(encoding):
    text = "Nom;Courriel\nHervé Noël;a@a.example\n"
    assert decoded(text.encode(encoding), encoding).text == text


def test_bytes_that_mean_nothing_are_reported_in_their_cell():
    source = "Nom;Courriel;Association\nHerv\x81;a@a.example;Ville de Namur\n".encode("latin-1")
    [line] = planned(source).lines
    assert [(each.column, each.code) for each in line.errors] == [("name", "lost_characters")]


@given(st.text("abcd", max_size=8), st.text("abcd", max_size=8))
def test_the_distance_of_two_names_is_that_of_levenshtein(one, other):
    def plain(left, right):
        if not left or not right:
            return len(left) + len(right)
        if left[0] == right[0]:
            return plain(left[1:], right[1:])
        return 1 + min(plain(left[1:], right), plain(left, right[1:]), plain(left[1:], right[1:]))

    if len(one) < 5 and len(other) < 5:
        assert distance(one, other) == min(plain(one, other), 3)
    assert distance(one, other) == distance(other, one)


def test_names_are_compared_without_case_accents_ligatures_and_punctuation():
    assert key("Communauté d’agglomération du CŒUR-de-Flandre") == "communaute d agglomeration du coeur de flandre"


def test_a_number_is_not_a_misspelt_one():
    assert is_near("ville de nantes", "vile de nantes")
    assert not is_near("commune 1", "commune 2")
    assert not is_near("delegue 1", "delegue 12")
