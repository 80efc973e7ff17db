"""Tables open in a French or an English spreadsheet as they are meant, and nothing in them is computed."""

import pytest

from charter.web.rendering import csv_download

BEGINNINGS = [
    *("", " ", "\t", "\r", "\n", "\x00", "\x0b", "\u00a0", "\u200b", "\u2060", "\ufeff", "\u202e", "\u00ad", "\u3000"),
    *("|", ";", ",", '"', "'", "»", "|;", " | ", "mots\n", "mots\r\n\t"),
]
SIGNS = [
    "=",
    "+",
    "-",
    "@",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
    "\ufe62",
    "\ufe63",
    "\ufe66",
    "\u207a",
    "\u208a",
    "\u2212",
]


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_what_could_be_a_formula_is_quoted_whatever_stands_before_it(beginning, sign):
    cell = f"{beginning}{sign}1+1"
    assert csv_download.escaped_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Ville de Namur", "2 + 2 = 4", "a-b", "Saint-Étienne", "12", "« Oui »", "e=mc²"])
def test_other_words_stay_as_they_are(cell):
    assert csv_download.escaped_cell(cell) == cell


@pytest.mark.parametrize(("language", "separator"), [("fr", ";"), ("en", ",")])
def test_cells_are_parted_as_the_language_does_and_the_charset_is_named_once(app, language, separator):
    with app.test_request_context(headers={"Cookie": f"language={language}"}):
        answer = csv_download.answer([["Nom", "a;b,c"], ["=1", "fin"]], "noms")
    assert answer.get_data(as_text=True) == f'\ufeffNom{separator}"a;b,c"\r\n\'=1{separator}fin\r\n'
    assert answer.headers.getlist("Content-Type") == ["text/csv; charset=utf-8"]
    assert answer.headers["Content-Disposition"] == "attachment; filename=noms.csv"
