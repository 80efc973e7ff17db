"""What keeps an amendment from being submitted is said before somebody presses Submit, with its field."""

from datetime import timedelta

import pytest

from charter.accounts import actions as accounts
from charter.amendments import rules
from charter.amendments.models import Draft
from charter.core import clock
from charter.database import db
from charter.votes.lifecycle import actions as votes
from tests.amendments.views.forms import filled_in, words


@pytest.fixture
def home(amending) -> str:
    return f"/charters/{amending.slug}/amendments"


@pytest.mark.parametrize("what", ["reason", "nothing changed", "heading"])
def test_the_check_leads_to_each_field_that_is_missing_and_has_no_button(round_, sign_in, home, write, what):
    draft = write(round_, "namur", reason="" if what == "reason" else "Oui.")
    field = "reason" if what == "reason" else "heading-0"
    if what != "reason":
        base = draft.changes[0] | {"heading": ""}
        if what == "nothing changed":
            from charter.amendments import queries

            version = queries.bases(round_.id)[base["clause_id"]].version
            base |= {"heading": version.heading, "content": version.content}
        draft.changes = [base]
        db.session.commit()
    address = f"{home}/drafts/{draft.id}"
    page = sign_in("namur").get(f"{address}/submission")
    assert f'href="{address}#{field}"' in page.text
    assert "Submit the amendment" not in words(page.text)
    assert f'id="{field}"' in sign_in("namur").get(address).text


def test_the_check_says_who_binds_the_association_and_which_clause_is_closed(
    open_round, sign_in, home, write, someone, clause
):
    round_ = open_round(binders=rules.HEAD, most_each=0)
    accounts.name_head(someone("quebec").id, someone("secretariat"))
    draft = write(round_, "namur")
    votes.put_to_vote(clause.id, someone("moderation"))
    page = words(sign_in("namur").get(f"{home}/drafts/{draft.id}/submission").text)
    assert "the head of the delegation binds the association" in page
    assert "is no longer in drafting" in page
    assert "Submit the amendment" not in page
    assert "is no longer in drafting" in words(sign_in("namur").get(f"{home}/new?clause={clause.id}").text)


@pytest.mark.parametrize("empty", [True, False])
def test_an_empty_form_or_one_without_a_reason_is_refused_at_its_field_and_kept(round_, sign_in, home, clause, empty):
    namur = sign_in("namur")
    address = f"{home}/new" if empty else f"{home}/new?clause={clause.id}"
    sent = filled_in(namur.get(address).text) | ({} if empty else {"paragraph-0-0": "Mes mots."})
    refused = namur.post(address, data=sent | {"do": "check"})
    assert refused.status_code == 422
    assert 'href="#reason"' in refused.text
    assert ('href="#add"' in refused.text) == empty
    assert f'action="{home}/drafts/{db.session.query(Draft).one().id}"' in refused.text


@pytest.mark.parametrize("who", ["moderation", "secretariat"])
def test_who_may_never_send_one_is_refused_before_they_write(round_, sign_in, home, propose, clause, who):
    amendment, browser = propose(round_, "montreal"), sign_in(who)
    for address in (f"{home}/new?clause={clause.id}", f"{home}/{amendment.id}/rectification"):
        refused = browser.get(address)
        assert refused.status_code == 403
        assert "your mandate is for none" in words(refused.text)


def test_nobody_begins_to_rectify_what_is_not_theirs_or_to_sub_amend_what_is(round_, sign_in, home, propose):
    amendment = propose(round_, "montreal")
    assert sign_in("namur").get(f"{home}/{amendment.id}/rectification").status_code == 403
    own = sign_in("montreal").get(f"{home}/new?parent={amendment.id}")
    assert own.status_code == 409
    assert "rectify it instead" in words(own.text)


def test_a_sub_amendment_which_may_come_until_the_vote_is_not_warned_of_the_time_of_the_round(
    open_round, sign_in, home, propose
):
    amendment = propose(open_round(closes_at=clock.now() + timedelta(hours=2)), "montreal")
    namur = sign_in("namur")
    assert "The time for amendments ends" in words(namur.get(f"{home}/new").text)
    page = words(namur.get(f"{home}/new?parent={amendment.id}").text)
    assert "The time for amendments" not in page
    assert "The round closes" not in page
