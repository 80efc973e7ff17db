"""Another wording of an amendment: several write it, support is asked for anew, and time is that of co-signatures."""

from datetime import timedelta

import pytest
import time_machine

from charter.amendments import actions, support
from charter.amendments.models import Draft
from charter.clauses import queries as clauses
from charter.core import clock, signals
from charter.database import db
from tests.amendments.views.forms import filled_in, words
from tests.pages.work.test_work import lines


@pytest.fixture
def address(amending):
    return lambda amendment: f"/charters/{amending.slug}/amendments/{amendment.id}"


def test_who_rectifies_when_a_colleague_has_begun_meanwhile_is_shown_both_and_replaces_it_knowingly(
    round_, sign_in, propose, address
):
    amendment = propose(round_, "namur")
    form = f"{address(amendment)}/rectification"
    first, second = sign_in("namur"), sign_in("namur")
    sent = filled_in(first.get(form).text)
    assert first.post(form, data=sent | {"paragraph-0-0": "La mienne.", "do": "save"}).status_code == 303

    both = second.post(form, data=sent | {"paragraph-0-0": "La sienne.", "do": "save"})
    assert both.status_code == 409
    assert "La mienne." in words(both.text)
    again = filled_in(both.text)
    assert again["paragraph-0-0"] == "La sienne."
    [draft] = db.session.query(Draft)
    kept = second.post(f"{address(amendment)[:-1]}drafts/{draft.id}", data=again | {"do": "replace-1"})
    assert kept.status_code == 303
    db.session.refresh(draft)
    assert "La sienne." in str(draft.changes)


def test_what_the_former_association_was_writing_stays_theirs_when_another_takes_over(
    round_, write, propose, someone, amending
):
    amendment = propose(round_, "namur")
    theirs = write(round_, "namur", reason="Resté là.", amendment_id=amendment.id)
    actions.withdraw(amending.id, amendment.id, someone("namur"))
    actions.take_over(amending.id, amendment.id, someone("montreal"))
    write(round_, "montreal", amendment_id=amendment.id)
    db.session.refresh(theirs)
    assert (theirs.amendment_id, theirs.reason) == (None, "Resté là.")


def test_where_support_is_asked_for_anew_every_page_counts_alike(
    open_round, write, propose, sign_in, someone, amending, address
):
    round_ = open_round(keeps_cosignatures=False)
    amendment = propose(round_, "namur")
    support.cosign(amending.id, amendment.id, amendment.wording.digest, someone("montreal"))
    assert lines(sign_in("montreal"), "to-cosign") == []

    draft = write(round_, "namur", heading="Un autre titre", amendment_id=amendment.id)
    actions.rectify(draft.id, 1, someone("namur"))
    missing = "association has still to co-sign it"
    assert missing in words(sign_in("namur").get(address(amendment)).text)
    [own] = lines(sign_in("namur"), "amendments")
    assert missing in own
    assert len(lines(sign_in("montreal"), "to-cosign")) == 1


def test_after_the_deadline_one_who_rectifies_is_told_of_the_time_that_is_left(
    open_round, sign_in, propose, write, address, amending
):
    now = clock.now()
    round_ = open_round(closes_at=now + timedelta(hours=1), cosign_until=now + timedelta(days=9))
    amendment = propose(round_, "namur")
    draft = write(round_, "namur", heading="Un autre titre", amendment_id=amendment.id)
    with time_machine.travel(now + timedelta(hours=2)):
        said = words(sign_in("namur").get(f"{address(amendment)[:-1]}drafts/{draft.id}/submission").text)
        assert "The time for amendments is over" not in said
        from charter.amendments.rounds import schedule

        schedule.act_on_due()
        said = words(sign_in("namur").get(f"{address(amendment)[:-1]}drafts/{draft.id}/submission").text)
        assert "The time for amendments is over" not in said
        page = words(sign_in("namur").get(f"/charters/{amending.slug}/rounds").text)
        assert "It was closed" in page
        assert "They are co-signed and rectified until" in page


def test_the_page_of_a_clause_that_it_no_longer_concerns_hears_of_it_too(
    round_, write, propose, someone, clause, amending
):
    from charter.amendments import drafting
    from charter.amendments.texts import Proposed
    from tests.amendments.conftest import OTHER

    other = next(each.clause for each in clauses.outline(amending.id).clauses if each.clause.id != clause.id)
    amendment = propose(round_, "namur")
    draft = drafting.begin(
        round_.id,
        [Proposed(other.heading, OTHER, clause_id=other.id)],
        "Ailleurs.",
        someone("namur"),
        amendment_id=amendment.id,
    )
    heard = []

    def hear(topic, **_more):
        heard.append(topic)

    signals.changed.connect(hear)
    actions.rectify(draft.id, 1, someone("namur"))
    signals.changed.disconnect(hear)
    assert {f"clause:{clause.id}", f"clause:{other.id}"} <= {*heard}


def test_the_check_of_a_rectification_says_what_becomes_of_co_signatures(open_round, write, propose, sign_in, amending):
    round_ = open_round(keeps_cosignatures=False)
    amendment = propose(round_, "namur")
    draft = write(round_, "namur", reason="Mieux dit.", amendment_id=amendment.id)
    said = words(sign_in("namur").get(f"/charters/{amending.slug}/amendments/drafts/{draft.id}/submission").text)
    assert "asked to co-sign this wording" in said
    assert "cannot be changed" not in said
