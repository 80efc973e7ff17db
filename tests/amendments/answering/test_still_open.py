"""The reading copy of a charter with only what is still open."""

import pytest

from charter.amendments import actions, drafting
from charter.amendments.texts import Proposed
from charter.clauses import queries as clauses
from charter.pages.still_open import page_context
from charter.votes.lifecycle import preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from tests.amendments.conftest import OTHER
from tests.amendments.views.forms import words


@pytest.fixture
def copy(amending) -> str:
    return f"/charters/{amending.slug}/amendments/open"


@pytest.fixture
def several(open_round, propose, reworded, clause, someone):
    """A wide one, a narrow one, one with a sub-amendment, and one that is withdrawn."""
    round_ = open_round(least_cosigners=0)
    narrow = propose(round_, "namur", content=reworded("identique", "comparable"))
    wide = propose(round_, "quebec", content=reworded("réponse identique", "retour sans délai"))
    sub = propose(round_, "geneve", content=reworded("réponse identique", "retour sans aucun délai"), parent_id=wide.id)
    gone = propose(round_, "geneve", content=reworded("accueil", "guichet"))
    actions.withdraw(gone.charter_id, gone.id, someone("geneve"))
    return narrow, wide, sub


def test_undecided_amendments_stand_under_their_paragraph_in_the_order_of_votes(several, copy, sign_in, clause):
    said = words(sign_in("montreal").get(copy).text)

    assert "3 amendments are still to be decided, on 1 article." in said
    assert "Order of the votes: no. 3 (to no. 2), no. 2, no. 1" in said
    assert "guichet" not in said
    text = said[said.index(clause.heading) :]
    assert text.index("No. 2") < text.index("No. 3 (to no. 2)") < text.index("No. 1 ")
    assert text.count("No. 3 (to no. 2)") == 1
    assert "Nul n’est tenu de passer par un écran" in text


def test_prepared_votes_set_the_order(several, copy, sign_in, amending, someone):
    narrow, *_others = several
    subject = Subject("amendment", amendment_ids=[narrow.id], order_reason="Pour l’essai.")
    preparing.prepare(amending.id, subject, Settings(), someone("moderation"))

    assert "Order of the votes: no. 1, no. 3 (to no. 2), no. 2" in words(sign_in("montreal").get(copy).text)


def test_of_a_round_for_members_the_public_reads_nothing(open_round, propose, copy, visitor, sign_in):
    propose(open_round(is_public=False), "namur")

    assert "No amendment is still to be decided." in visitor.get(copy).text
    assert "1 amendment is still to be decided" in sign_in("montreal").get(copy).text


def test_pages_hold_whole_clauses():
    assert page_context._pages([]) == []
    assert page_context._pages([(1, 500), (2, 60), (3, 60), (4, 1)]) == [[1], [2, 3], [4]]


def test_a_new_clause_at_the_beginning_of_a_title_stands_at_the_end(round_, someone, copy, sign_in, amending):
    section = clauses.outline(amending.id).sections[0].section
    draft = drafting.begin(
        round_.id, [Proposed("Un bilan", OTHER, section_id=section.id)], "Pour voir.", someone("namur")
    )
    actions.submit(draft.id, draft.revision, someone("namur"))

    said = words(sign_in("montreal").get(copy).text)
    assert "1 amendment is still to be decided" in said
    assert "first in title I Un bilan" in said
