"""What one may choose that a PDF holds."""

from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.rules import named_rules
from tests.export.test_formats import words
from tests.verifier.assembly import held


def test_a_pdf_holds_what_was_chosen_behind_a_cover_and_is_kept_under_its_name(visitor, charter):
    address = f"/charters/{charter.slug}/export/pdf"
    answers = {content: visitor.get(f"{address}?content={content}") for content in ("text", "results", "rolls")}
    said = {content: words(answer.data) for content, answer in answers.items()}
    assert all("15 associations · 17 articles" in each for each in said.values())
    assert ["Annexe : les scrutins" in each.replace("\u00a0", " ") for each in said.values()] == [False, True, True]
    assert ["Délégation de Namur" in each for each in said.values()] == [False, False, True]
    name = answers["text"].headers["Content-Disposition"]
    assert name == f'attachment; filename="{charter.slug}-text.pdf"'


def test_the_cover_counts_the_clauses_as_their_page_does(visitor, charter):
    held(Settings(rule=named_rules.SIMPLE_MAJORITY), "against", "against", subject=Subject("clause", [5]))
    cover = words(visitor.get(f"/charters/{charter.slug}/export/pdf?content=text").data)
    assert "1 adopté · 1 mis aux voix · 14 en rédaction · 1 rejeté" in cover


def test_without_a_choice_a_pdf_holds_everything_and_is_what_it_was(visitor, charter):
    whole = words(visitor.get(f"/charters/{charter.slug}/export/pdf").data)
    assert "Délégation de Namur" in whole
    assert "15 associations" not in whole
    assert visitor.get(f"/charters/{charter.slug}/export/pdf?content=all").status_code == 404
    assert visitor.get(f"/charters/{charter.slug}/export/json?content=text").status_code == 404
