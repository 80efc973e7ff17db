"""What is said of amendments once they are withdrawn, taken over, or in a round before the newest."""

from datetime import timedelta

import pytest
import time_machine

from charter.amendments import actions, queries, support
from charter.clauses import actions as clauses
from charter.core import clock
from charter.export.bundle import content, pdf
from tests.amendments.views.forms import words


@pytest.fixture
def said(sign_in, amending):
    """Call it for the words of a page of amendments, as a delegate of Lausanne reads it."""
    return lambda place: words(sign_in("lausanne").get(f"/charters/{amending.slug}/amendments{place}").text)


def test_the_bundle_of_a_former_round_holds_all_that_was_not_withdrawn(
    round_, next_round, propose, said, someone, amending
):
    propose(round_, "namur", reason="Reporté ensuite.")
    withdrawn = propose(round_, "geneve", reason="Retiré ensuite.")
    actions.withdraw(amending.id, withdrawn.id, someone("geneve"))
    next_round()
    of_then = said("/bundle?round=1")
    assert "Reporté ensuite." in of_then
    assert "Retiré ensuite." not in of_then
    assert "As of " in of_then
    assert "1 lacks co-signatures." not in of_then


def test_the_bundle_says_which_lack_co_signatures_and_in_its_file_which_paragraph_changes(
    round_, propose, said, someone, amending
):
    propose(round_, "namur")
    supported = propose(round_, "quebec", reason="Soutenu.")
    support.cosign(amending.id, supported.id, supported.wording.digest, someone("namur"))
    page = said("/bundle")
    assert "1 lacks co-signatures." in page
    assert page.count("lacks co-signatures") == 2
    bundle = content.of(amending, None, 0)
    assert [pdf._entry(each)["lacks"] for each in bundle.entries] == ["lacks co-signatures", ""]
    notes = [line["note"] for line in pdf._entry(bundle.entries[0])["texts"][0]["lines"]]
    assert notes[0] == "Paragraph 1, removed"
    assert pdf.write(bundle).startswith(b"%PDF")


def test_a_withdrawn_amendment_says_when_it_was_withdrawn(round_, propose, said, someone, amending):
    amendment = propose(round_, "namur")
    with time_machine.travel(clock.now() + timedelta(days=1)):
        actions.withdraw(amending.id, amendment.id, someone("namur"))
        page = said(f"/{amendment.id}")
    assert "Withdrawn today at" in page
    assert "submitted yesterday at" in page


def test_a_carried_amendment_says_when_it_was_carried(round_, next_round, propose, said):
    amendment = propose(round_, "namur")
    with time_machine.travel(clock.now() + timedelta(days=1)):
        next_round()
        page = said(f"/{amendment.id}")
    assert "Carried over today at" in page
    assert "submitted yesterday at" in page


def test_who_takes_an_amendment_over_is_not_said_to_have_left_it(round_, propose, said, someone, amending):
    amendment = propose(round_, "namur")
    support.cosign(amending.id, amendment.id, amendment.wording.digest, someone("quebec"))
    actions.withdraw(amending.id, amendment.id, someone("namur"))
    actions.take_over(amending.id, amendment.id, someone("quebec"))
    assert "took its co-signature back" not in said(f"/{amendment.id}")


def test_what_is_carried_over_and_what_it_becomes_lead_to_each_other_and_say_their_rounds(
    round_, next_round, propose, write, sign_in, someone, said, clause, visitor
):
    propose(round_, "geneve", content=queries.bases(round_.id)[clause.id].version.content, heading="Repris déjà")
    former = propose(round_, "namur")
    draft = write(round_, "namur", reason="Mieux dit.", amendment_id=former.id)
    actions.rectify(draft.id, draft.revision, someone("namur"))
    clauses.rename_clause(clause.id, "Repris déjà", someone("moderation"))
    [new] = queries.of_round(next_round().id)

    of_then = said(f"/{former.id}")
    assert "Amendment no. 2 rect. of round 1" in of_then
    assert "It goes on as no. 1 of round 2" in of_then
    of_now = said(f"/{new.id}")
    assert "it was no. 2 rect. of round 1" in of_now
    assert "carried over today" in of_now
    assert "first wording, no. 2 of round 1" in of_now
    assert "of round 2" not in of_now
    assert "Amendment no. 2 rect. of round 1 ·" in words(visitor.get("/search?q=Namur").text)
    assert "Amendment no. 2 of round 1" in words(visitor.get("/journal").text)


def test_a_sub_amendment_is_called_alike_where_it_is_discussed(round_, propose, sign_in, amending):
    parent = propose(round_, "namur")
    sub = propose(round_, "quebec", heading="Autre", parent_id=parent.id)
    page = sign_in("quebec").get(f"/charters/{amending.slug}/amendments/{sub.id}/comment").text
    assert "Amendment no. 2 (to no. 1)" in page


def test_a_draft_prints_what_it_changes_and_its_reason(round_, write, sign_in, amending):
    draft = write(round_, "namur", reason="Une raison à imprimer.")
    page = sign_in("namur").get(f"/charters/{amending.slug}/amendments/drafts/{draft.id}").text
    printed = page[page.index('<aside class="what-changes"') :].partition("</aside>")[0]
    assert "Une raison à imprimer." in printed
    assert 'id="amendment-form" class="printed"' in page
