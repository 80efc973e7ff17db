"""Rights are read when somebody acts, not when the form was shown."""

import pytest

from charter.accounts import actions as accounts
from charter.amendments import actions, drafting, rules, support
from charter.amendments.models import Amendment, Cosignature, Draft
from charter.charters import actions as charters
from charter.charters import queries as tables
from charter.clauses import actions as clauses
from charter.core.errors import NotAllowed, NotFound, Refused
from charter.database import db
from tests.amendments.conftest import OTHER


@pytest.mark.parametrize("what", ["suspended", "observer", "stage", "right"])
def test_who_may_no_longer_amend_submits_and_co_signs_nothing(round_, write, propose, someone, amending, what):
    draft, other = write(round_, "namur"), propose(round_, "quebec")
    namur, secretary = someone("namur"), someone("secretariat")
    if what == "suspended":
        accounts.suspend(namur.id, secretary)
    elif what == "observer":
        accounts.change_role(namur.id, "observer", secretary)
    elif what == "stage":
        clauses.move_charter(amending.id, "drafting", "Trop tôt", someone("moderation"))
    else:
        rights = tables.rights(amending) - {("amending", "delegate", each) for each in ("amend", "cosign")}
        charters.set_rights(amending.id, rights, secretary)
    with pytest.raises(Refused):
        actions.submit(draft.id, 1, namur)
    with pytest.raises(Refused):
        support.cosign(amending.id, other.id, other.wording.digest, namur)
    assert db.session.query(Amendment).count() == 1
    assert db.session.query(Cosignature).count() == 0
    assert db.session.query(Draft).count() == 1


def test_who_moved_to_another_association_acts_for_that_one_alone(round_, write, propose, someone, amending):
    draft, other = write(round_, "namur"), propose(round_, "quebec")
    namur = someone("namur")
    namur.association_id = someone("quebec").association_id
    db.session.commit()
    with pytest.raises(NotFound):
        actions.submit(draft.id, 1, namur)
    with pytest.raises(Refused, match="own association"):
        support.cosign(amending.id, other.id, other.wording.digest, namur)


def test_where_the_head_binds_other_delegates_write_drafts_alone(open_round, write, someone):
    round_ = open_round(binders=rules.HEAD)
    quebec, namur = someone("quebec"), someone("namur")
    accounts.name_head(quebec.id, someone("secretariat"))
    assert not namur.is_head
    drafts = write(round_, "quebec"), write(round_, "namur")
    assert actions.submit(drafts[0].id, 1, quebec).number == 1
    with pytest.raises(Refused, match="head of the delegation"):
        actions.submit(drafts[1].id, 1, namur)


def test_drafts_are_bounded_and_of_their_association_alone(round_, write, someone, monkeypatch):
    monkeypatch.setattr(rules, "MAX_DRAFTS", 2)
    first = write(round_, "namur")
    write(round_, "namur")
    with pytest.raises(Refused, match="at most 2 drafts"):
        write(round_, "namur")
    write(round_, "quebec")
    for verb in (
        lambda who: drafting.save(first.id, 1, [], "", who),
        lambda who: drafting.discard(first.id, who),
        lambda who: actions.submit(first.id, 1, who),
    ):
        for who in ("quebec", "moderation", "secretariat"):
            with pytest.raises((NotFound, NotAllowed)):
                verb(someone(who))


def test_sub_amendments_have_one_level_and_touch_what_their_amendment_touches(round_, propose, write, someone, clause):
    parent = propose(round_, "namur")
    sub = propose(round_, "quebec", heading="Encore un titre", parent_id=parent.id)
    with pytest.raises(Refused, match="not amended again"):
        write(round_, "geneve", heading="Et encore", parent_id=sub.id)
    with pytest.raises(Refused, match="Nothing is changed"):
        propose(round_, "geneve", parent_id=parent.id)
    elsewhere = drafting.begin(
        round_.id, [drafting.Proposed("Ailleurs", OTHER, clause.id + 1)], "Non.", someone("geneve"), parent.id
    )
    with pytest.raises(Refused, match="not changed by the amendment"):
        actions.submit(elsewhere.id, 1, someone("geneve"))


def test_limits_hold_for_each_clause_and_free_what_is_withdrawn(open_round, propose, someone, amending):
    round_ = open_round(most_each_clause=1)
    first = propose(round_, "namur")
    with pytest.raises(Refused, match="as many amendments"):
        propose(round_, "namur")
    actions.withdraw(amending.id, first.id, someone("namur"))
    assert propose(round_, "namur").number == 2


def test_a_frozen_clause_is_amended_no_more(round_, write, someone, clause):
    from charter.votes.lifecycle import actions as votes

    draft = write(round_, "namur")
    votes.put_to_vote(clause.id, someone("moderation"))
    with pytest.raises(Refused, match="no longer in drafting"):
        actions.submit(draft.id, 1, someone("namur"))
