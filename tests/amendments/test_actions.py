import pytest

from charter.amendments import actions, drafting, queries, support
from charter.amendments.drafting import DraftChanged
from charter.amendments.models import Amendment
from charter.core.errors import NotAllowed, NotFound, Outdated, Refused
from charter.database import db
from charter.journal.models import Entry


def test_an_amendment_from_draft_to_co_signature(round_, write, someone, clause, amending):
    draft = write(round_, "namur")
    assert queries.drafts(amending.id, someone("namur")) == [draft]
    assert queries.drafts(amending.id, someone("quebec")) == []
    with pytest.raises(NotFound):
        queries.draft(amending.id, draft.id, someone("quebec"))

    amendment = actions.submit(draft.id, 1, someone("namur"))
    assert (amendment.number, amendment.association) == (1, "Ville de Namur")
    assert queries.drafts(amending.id, someone("namur")) == []
    assert queries.of_clause(round_.id, clause.id) == [amendment]
    assert queries.counts_by_clause(round_.id) == {clause.id: 1}

    support.cosign(amending.id, amendment.id, amendment.wording.digest, someone("quebec"))
    assert [each.association for each in amendment.supporters] == ["Ville de Québec"]
    with pytest.raises(Refused, match="own association"):
        support.cosign(amending.id, amendment.id, amendment.wording.digest, someone("namur"))
    with pytest.raises(Refused, match="already"):
        support.cosign(amending.id, amendment.id, amendment.wording.digest, someone("quebec"))
    support.uncosign(amending.id, amendment.id, someone("quebec"))
    assert amendment.supporters == []
    verbs = [each.verb for each in db.session.query(Entry).filter_by(subject=f"amendment:{amendment.id}")]
    assert verbs == ["amendment.submitted", "amendment.cosigned", "amendment.uncosigned"]


def test_a_rectified_amendment_keeps_its_earlier_wording(round_, propose, write, someone, amending):
    amendment = propose(round_, "namur")
    first = amendment.wording
    support.cosign(amending.id, amendment.id, first.digest, someone("quebec"))
    draft = write(round_, "namur", heading="Un autre titre", amendment_id=amendment.id)
    actions.rectify(draft.id, 1, someone("namur"))
    assert amendment.wording.label == "rect."
    assert amendment.wording.previous == first.digest
    with pytest.raises(Outdated):
        support.cosign(amending.id, amendment.id, first.digest, someone("geneve"))
    assert [each.association for each in amendment.supporters] == ["Ville de Québec"]


def test_what_is_withdrawn_is_taken_over_by_another_association(round_, propose, someone, amending):
    amendment = propose(round_, "namur")
    with pytest.raises(Refused, match="another association"):
        actions.withdraw(amending.id, amendment.id, someone("quebec"))
    actions.withdraw(amending.id, amendment.id, someone("namur"))
    with pytest.raises(Refused, match="Your association withdrew"):
        actions.take_over(amending.id, amendment.id, someone("namur"))
    actions.take_over(amending.id, amendment.id, someone("quebec"))
    assert (amendment.stage, amendment.association, amendment.first_association) == (
        "submitted",
        "Ville de Québec",
        "Ville de Namur",
    )
    assert amendment.number == 1


def test_a_draft_saved_twice_shows_both_texts(round_, write, someone):
    draft = write(round_, "namur", reason="La première.")
    drafting.save(draft.id, 1, [], "La deuxième.", someone("namur"))
    with pytest.raises(DraftChanged) as refused:
        drafting.save(draft.id, 1, [], "La troisième.", someone("namur"))
    assert refused.value.present.reason == "La deuxième."


def test_numbers_have_no_gap_and_limits_are_kept(open_round, propose, someone):
    round_ = open_round(most_each=2)
    assert [propose(round_, who).number for who in ("namur", "quebec", "namur")] == [1, 2, 3]
    with pytest.raises(Refused, match="as many amendments"):
        propose(round_, "namur")
    assert db.session.query(Amendment).count() == 3


def test_who_has_no_association_or_right_proposes_nothing(round_, write):
    for who in ("moderation", "secretariat"):
        with pytest.raises(NotAllowed):
            write(round_, who)
