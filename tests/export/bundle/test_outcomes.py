"""The bundle says how each amendment ended."""

from tests.export.test_formats import words


def test_each_amendment_stands_in_the_bundle_with_its_outcome(
    round_, propose, reworded, closed_round, decide, charter, visitor
):
    wide = propose(round_, "namur", content=reworded("réponse identique", "retour équivalent"))
    propose(round_, "quebec", content=reworded("identique", "comparable"))
    closed_round()
    decide(wide)

    page = visitor.get(f"/charters/{charter.slug}/amendments/bundle").get_data(as_text=True)
    assert "no. 1 is adopted, and both cannot be" in page
    printed = words(visitor.get(f"/charters/{charter.slug}/amendments/bundle.pdf").data).replace("\u00a0", " ")
    assert "n° 1 est adopté, et les deux ne peuvent pas l’être" in printed
