"""What the page of a clause and the page of an amendment show of changed lines."""

from charter.amendments import actions, drafting, queries
from charter.amendments.texts import Proposed
from tests.amendments.views.forms import words


def doc(*paragraphs):
    return {
        "type": "doc",
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": each}]} for each in paragraphs],
    }


def test_a_sub_amendment_stands_under_the_amendment_that_it_would_amend(round_, propose, someone, sign_in, clause_page):
    amendment = propose(round_, "namur", content=doc("Premier ajout.", "Second ajout.", "Le reste."))
    before = amendment.wording.changes[0]
    content = doc("Premier ajout.", "Second ajout, précisé.", "Le reste.")
    change = Proposed(before.heading, content, clause_id=before.clause_id)
    draft = drafting.begin(round_.id, [change], "Plus précis.", someone("quebec"), parent_id=amendment.id)
    sub = actions.submit(draft.id, 1, someone("quebec"))

    said = words(sign_in("montreal").get(clause_page).text)
    assert "précisé" not in said
    assert said.count("Sub-amendments:") >= 1
    after = said[said.index("Sub-amendments:") :]
    assert f"no. {sub.number}" in after.lower()


def test_a_paragraph_that_is_split_is_shown_as_split(round_, propose, sign_in, clause, amending):
    base = queries.bases(round_.id)[clause.id].version.content
    first = base["content"][0]["content"][0]["text"]
    cut = first.index(" ", len(first) // 2)
    pieces = doc(first[:cut], first[cut + 1 :])["content"]
    rest = base["content"][0]["content"][1:]
    pieces[1]["content"] += rest
    content = {"type": "doc", "content": [*pieces, *base["content"][1:]]}
    amendment = propose(round_, "namur", content=content)
    page = sign_in("montreal").get(f"/charters/{amending.slug}/amendments/{amendment.id}").text
    assert "line-split" in page
    assert "line-added" not in page


def test_sixty_amendments_that_rewrite_one_clause_make_a_short_page(round_, propose, sign_in, amending, clause):
    for number in range(60):
        propose(round_, "namur", content=doc(f"Texte {number} écrit tout autrement.", f"Second {number} de même."))
    page = sign_in("montreal").get(f"/charters/{amending.slug}/amendments/of-clause/{clause.id}").text
    assert len(page.encode()) < 100_000
    said = words(page)
    assert "and 51 others" in said
    assert "The first 30 stand here" in said
    assert f"/amendments?clause={clause.id}" in page
    assert ": no amendment" not in said
