"""Who sits for an association: a delegate or their substitute, exactly one of the two."""

import pytest
from sqlalchemy.exc import IntegrityError

from charter.accounts import actions, queries
from charter.accounts.delegation import actions as delegation
from charter.accounts.delegation.actions import Mandate
from charter.accounts.models import Member
from charter.charters import queries as charters
from charter.core import clock
from charter.core.errors import NotAllowed, Refused
from charter.database import db
from charter.journal.models import Entry
from charter.votes.lifecycle import actions as votes
from charter.votes.roll import eligibility


@pytest.fixture
def substitute(someone) -> Member:
    """The substitute of Namur, who does not sit."""
    namur, secretary = someone("namur"), someone("secretariat")
    found = actions.invite("suppleance@forum.example", "Suppléance", "delegate", namur.association_id, secretary)
    delegation.change_mandate(found.id, Mandate(substitute_for_id=namur.id), secretary)
    return found


def on_roll(charter) -> set[int]:
    return {each.member_id for each in eligibility.delegates(charter.id)}


def test_of_a_delegate_and_their_substitute_exactly_one_sits(charter, someone, substitute):
    namur, secretary = someone("namur"), someone("secretariat")
    for sits, rests, act in (
        (namur, substitute, delegation.seat),
        (substitute, namur, delegation.unseat),
        (namur, substitute, None),
    ):
        assert sits.id in on_roll(charter)
        assert rests.id not in on_roll(charter)
        assert charters.may(sits, charter, "comment")
        assert not charters.may(rests, charter, "comment")
        if act:
            act(substitute.id, secretary)


def test_both_are_told_and_it_is_in_the_journal(someone, substitute, post):
    post()
    delegation.seat(substitute.id, someone("secretariat"))
    letters = post()
    assert set(letters) == {"namur", "suppleance"}
    assert "Suppléance (Ville de Namur) siège désormais" in letters["namur"]
    entry = db.session.query(Entry).order_by(Entry.seq.desc()).first()
    assert entry.verb == "member.substitute_seated"
    assert set(entry.personal) == {"actor", "name", "delegate"}


def test_the_head_of_the_delegation_says_who_sits_and_other_delegates_do_not(sign_in, someone, substitute):
    address = f"/members/{substitute.id}/seat"
    assert sign_in("namur").post(address).status_code == 403
    assert sign_in("quebec").post(address).status_code == 403
    actions.name_head(someone("namur").id, someone("secretariat"))
    assert sign_in("namur").post(address).status_code == 303
    assert queries.is_sitting(substitute.id)
    assert "does not sit" in sign_in("namur").get(f"/associations/{substitute.association_id}/delegation").text
    assert sign_in("namur").post(f"{address}/end").status_code == 303
    assert queries.is_sitting(someone("namur").id)


def test_who_sits_in_the_place_of_the_head_casts_the_voice_of_the_association(charter, someone, substitute):
    actions.name_head(someone("namur").id, someone("secretariat"))
    delegation.seat(substitute.id, someone("secretariat"))
    assert {each.member_id: each.is_head for each in eligibility.delegates(charter.id)}[substitute.id]


def test_who_sits_since_the_opening_of_a_vote_reads_why_they_are_not_on_its_roll(sign_in, someone, clause, substitute):
    vote = votes.put_to_vote(clause.id, someone("moderation"))
    delegation.seat(substitute.id, someone("secretariat"))
    page = sign_in("suppleance").get(f"/votes/{vote.id}").text
    assert "before you sat in the place of Délégation de Namur" in page
    assert "Record my ballot" in sign_in("namur").get(f"/votes/{vote.id}").text


def test_a_second_press_changes_nothing_and_says_so(someone, substitute):
    delegation.seat(substitute.id, someone("secretariat"))
    with pytest.raises(Refused):
        delegation.seat(substitute.id, someone("secretariat"))
    assert queries.is_sitting(substitute.id)


def test_a_delegate_sits_again_when_their_substitute_is_suspended_or_their_mandate_ends(someone, substitute, post):
    secretary = someone("secretariat")
    delegation.seat(substitute.id, secretary)
    substitute.ends_at = clock.now()
    db.session.commit()
    assert queries.is_sitting(someone("namur").id)
    substitute.ends_at = None
    db.session.commit()
    assert not queries.is_sitting(someone("namur").id)
    post()
    actions.suspend(substitute.id, secretary)
    assert "siège désormais" in post()["namur"]
    actions.reinstate(substitute.id, secretary)
    assert queries.is_sitting(someone("namur").id)


def test_whoever_does_not_sit_reads_and_is_refused_when_they_write(sign_in, someone, substitute, clause_page):
    delegation.seat(substitute.id, someone("secretariat"))
    namur = sign_in("namur")
    assert namur.get(clause_page).status_code == 200
    assert namur.post(f"{clause_page}/threads", data={"body": "Un mot"}).status_code == 403


def wrong_pairs(someone, substitute):
    second = actions.invite("x@forum.example", "Seconde", "delegate", someone("namur").association_id, None)
    return {
        "itself": (second.id, second.id),
        "another association": (second.id, someone("quebec").id),
        "a substitute": (second.id, substitute.id),
        "taken": (second.id, someone("namur").id),
        "has one": (someone("namur").id, second.id),
        "no delegate": (second.id, someone("moderation").id),
    }


@pytest.mark.parametrize("kind", ["itself", "another association", "a substitute", "taken", "has one", "no delegate"])
def test_what_cannot_be_a_pair_is_refused_with_the_reason(someone, substitute, kind):
    member_id, delegate_id = wrong_pairs(someone, substitute)[kind]
    with pytest.raises(Refused):
        delegation.change_mandate(member_id, Mandate(substitute_for_id=delegate_id), someone("secretariat"))


def test_whose_substitute_somebody_is_does_not_change_while_they_sit(someone, substitute):
    delegation.seat(substitute.id, someone("secretariat"))
    with pytest.raises(Refused):
        delegation.change_mandate(substitute.id, Mandate(), someone("secretariat"))


def test_the_journal_tells_a_substitute_who_is_named_from_one_who_is_no_longer(someone, substitute):
    delegation.change_mandate(substitute.id, Mandate(), someone("secretariat"))
    verbs = [each.verb for each in db.session.query(Entry).order_by(Entry.seq.desc()).limit(2)]
    assert verbs == ["member.substitute_ended", "member.named_substitute"]


def test_the_database_keeps_one_substitute_for_each_delegate(someone, substitute):
    twin = actions.invite("y@forum.example", "Autre", "delegate", substitute.association_id, None)
    twin.rank, twin.substitute_for_id = "substitute", someone("namur").id
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_only_a_delegate_is_a_substitute(someone, substitute):
    actions.change_role(substitute.id, "observer", someone("secretariat"))
    assert (substitute.rank, substitute.substitute_for_id) == ("delegate", None)


def test_a_mandate_lasts_from_the_start_of_a_day_to_the_end_of_another(sign_in, someone):
    address, secretary = f"/members/{someone('namur').id}/mandate", sign_in("secretariat")
    assert secretary.post(address, data={"begins": "2026-03-01", "ends": "2032-03-28"}).status_code == 303
    found = someone("namur")
    assert (clock.iso(found.begins_at), clock.iso(found.ends_at)) == (
        "2026-02-28T23:00:00.000000Z",
        "2032-03-28T22:00:00.000000Z",
    )
    page = secretary.get(address).text
    assert 'value="2026-03-01"' in page
    assert 'value="2032-03-28"' in page
    assert "28 Mar 2032 at 23:59" in secretary.get(f"/associations/{found.association_id}/delegation").text


def test_a_mandate_that_ends_before_it_begins_is_refused_and_what_was_typed_stays(sign_in, someone):
    address = f"/members/{someone('namur').id}/mandate"
    answer = sign_in("secretariat").post(address, data={"begins": "2026-03-02", "ends": "2026-03-01"})
    assert answer.status_code == 422
    assert 'value="2026-03-02"' in answer.text
    assert someone("namur").begins_at is None


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "٢٠٢٦-٠١-٠١"])
@pytest.mark.parametrize("field", ["begins", "ends"])
def test_a_day_that_no_calendar_here_has_is_refused(sign_in, someone, field, day):
    answer = sign_in("secretariat").post(f"/members/{someone('namur').id}/mandate", data={field: day})
    assert answer.status_code == 422
    assert f'value="{day}"' in answer.text


def test_the_only_secretary_stays(someone):
    secretary = someone("secretariat")
    with pytest.raises(Refused):
        delegation.change_mandate(secretary.id, Mandate(ends_at=clock.now()), secretary)


def test_who_is_nobodys_substitute_is_seated_by_nobody(someone):
    with pytest.raises(NotAllowed):
        delegation.seat(someone("moderation").id, someone("namur"))
    with pytest.raises(Refused):
        delegation.seat(someone("moderation").id, someone("secretariat"))


@pytest.mark.parametrize("is_seated", [True, False])
def test_a_delegate_who_takes_another_role_leaves_their_substitute_a_delegate(charter, someone, substitute, is_seated):
    namur, secretary = someone("namur"), someone("secretariat")
    if is_seated:
        delegation.seat(substitute.id, secretary)
    actions.change_role(namur.id, "moderator", secretary)
    assert charters.may(namur, charter, "comment")
    assert on_roll(charter) >= {substitute.id}
    assert (substitute.rank, substitute.substitute_for_id) == ("delegate", None)


def test_who_does_not_sit_reads_so_on_their_account_and_where_they_would_comment(
    clause_page, sign_in, someone, substitute
):
    delegation.seat(substitute.id, someone("secretariat"))
    namur = sign_in("namur")
    for page in ("/account", clause_page):
        assert "You do not sit at present" in namur.get(page).text
    assert "You do not sit" not in sign_in("quebec").get("/account").text


def test_the_page_of_a_delegation_says_who_names_substitutes_while_there_is_none(sign_in, someone):
    page = f"/associations/{someone('namur').association_id}/delegation"
    assert "The secretary names them" in sign_in("namur").get(page).text


def test_the_page_of_a_substitute_says_whose_they_are(sign_in, substitute):
    assert "Substitute of Délégation de Namur" in sign_in("secretariat").get(f"/members/{substitute.id}").text
