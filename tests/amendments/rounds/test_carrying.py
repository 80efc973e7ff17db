"""A later round takes over what is undecided, on the text of then."""

from charter.amendments import actions, queries, support
from charter.amendments.models import Draft
from charter.clauses import actions as clauses
from charter.database import db
from charter.export import actions as exports
from charter.verifier import main
from tests.verifier.forging.archives import inside


def test_what_fits_has_a_new_number_and_keeps_its_support(round_, next_round, propose, someone, amending, clause):
    withdrawn, kept = propose(round_, "geneve"), propose(round_, "namur")
    support.cosign(amending.id, kept.id, kept.wording.digest, someone("quebec"))
    actions.withdraw(amending.id, withdrawn.id, someone("geneve"))
    clauses.rename_clause(clause.id, "Un titre nouveau", someone("moderation"))
    new = next_round()
    [carried] = queries.of_round(new.id)
    assert (carried.number, carried.stage, carried.carried_from_id) == (1, "submitted", kept.id)
    assert carried.wording.previous == kept.wording.digest
    assert carried.wording.changes[0].heading == "Un titre nouveau"
    assert carried.wording.changes[0].content == kept.wording.changes[0].content
    assert [each.association for each in carried.supporters] == ["Ville de Québec"]
    assert (kept.stage, withdrawn.stage) == ("carried", "withdrawn")
    assert main.problems(inside(exports.export(amending, "zip")))[0] == []


def test_what_no_longer_fits_is_placed_by_hand(round_, next_round, propose, write, someone, amending, clause):
    propose(round_, "namur", heading="Le droit à un accueil digne")
    clauses.rename_clause(clause.id, "Le droit à un accueil public", someone("moderation"))
    new = next_round()
    [carried] = queries.of_round(new.id)
    assert carried.stage == "unplaced"
    draft = write(new, "namur", heading="Le droit à un accueil public et digne", amendment_id=carried.id)
    actions.rectify(draft.id, 1, someone("namur"))
    assert (carried.stage, carried.wording.cause, carried.wording.label) == ("submitted", "placed", "rect.")


def test_what_is_done_already_stays_in_its_round(round_, next_round, propose, write, someone, clause):
    content = queries.bases(round_.id)[clause.id].version.content
    done = propose(round_, "namur", content=content, heading="Un titre nouveau")
    clauses.rename_clause(clause.id, "Un titre nouveau", someone("moderation"))
    assert queries.of_round(next_round().id) == []
    assert done.stage == "submitted"


def test_sub_amendments_and_drafts_go_along(round_, next_round, propose, write, someone):
    parent = propose(round_, "namur")
    sub = propose(round_, "quebec", heading="Autre", parent_id=parent.id)
    draft, rectification = write(round_, "geneve"), write(round_, "namur", heading="Encore", amendment_id=parent.id)
    new = next_round()
    first, second = queries.of_round(new.id)
    assert (second.parent_id, second.carried_from_id) == (first.id, sub.id)
    assert second.wording.parent_digest == first.wording.digest
    kept = db.session.get(Draft, draft.id), db.session.get(Draft, rectification.id)
    assert [(each.round_id, each.amendment_id, each.revision) for each in kept] == [
        (new.id, None, 2),
        (new.id, first.id, 2),
    ]
