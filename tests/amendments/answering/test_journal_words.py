"""The journal says in words what was advised, answered and decided."""

from charter.amendments.deciding import outcomes
from charter.database import writing
from tests.amendments.views.forms import words


def test_entries_about_advice_and_outcomes_are_sentences(amendment, propose, advise, answer, someone, visitor):
    other, third = propose(amendment.round, "quebec"), propose(amendment.round, "geneve")
    answer(advise(amendment, "inadmissible", reason="off_topic", words="Non."), "refuses", "namur")
    advise(third, "falls", other_id=other.id)
    with writing():
        outcomes.end(other, "adopted", someone("moderation"))
        outcomes.apply(other, {third.id: "falls"}, None, someone("moderation"))

    said = words(visitor.get("/journal").text)
    assert "it is not put to the vote. It is not about this charter." in said
    assert "Ville de Namur does not agree, and asks the secretary." in said
    assert "advise to vote on no. 2 first" in said
    assert "Adopted by a vote." in said
    assert "Fallen: no. 2 is adopted" in said


def test_of_a_round_for_members_no_association_is_named(open_round, propose, advise, answer, sign_in):
    amendment = propose(open_round(is_public=False), "namur")
    answer(advise(amendment, "vote"), "refuses", "namur")

    said = words(sign_in("quebec").get("/journal").text)
    assert "Its author does not agree." in said
