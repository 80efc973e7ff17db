"""No voice goes to somebody whom nobody named: it is settled on one page before a vote opens, and told to all."""

from dataclasses import replace

import pytest

from charter.accounts import actions as accounts
from charter.accounts import queries as directory
from charter.accounts.delegation import actions as delegation
from charter.accounts.delegation.actions import Mandate
from charter.accounts.models import Member
from charter.core.errors import Refused
from charter.database import db
from charter.journal.models import Entry
from charter.notifications import composing
from charter.outbox.models import OutboxMail
from charter.votes import queries
from charter.votes.decisions import changing
from charter.votes.lifecycle import delegation_heads, opening, preparing
from charter.votes.lifecycle.dual_control import StepResult
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.rules.decision_settings import DEFAULT
from charter.votes.rules.electorate import Delegate, roll
from tests.verifier.assembly import first_charter, member

QUESTION = Subject("question", heading="Une question", question="Faut-il ?")


@pytest.fixture
def seconds(app):
    """A second delegate of Namur and one of Québec; neither delegation has a head."""
    people = [
        Member(email=f"{n}@h.example", name=f"Seconde {n}", role="delegate", association_id=member(n).association_id)
        for n in ("namur", "quebec")
    ]
    db.session.add_all(people)
    db.session.commit()
    return people


def prepared(**how):
    return preparing.prepare(first_charter().id, QUESTION, Settings(**how), member("moderation")).id


@pytest.mark.parametrize("holders", ["association", "weight"])
def test_every_association_without_a_named_head_is_an_obstacle(seconds, holders):
    vote_id = prepared(holders=holders)
    with pytest.raises(Refused) as no:
        opening.open_vote(vote_id, member("moderation"))
    named = [str(reason) for reason in no.value.reasons]
    assert len(named) == 2
    assert all(any(each.association.name in reason for reason in named) for each in seconds)


def test_who_sits_in_the_place_of_another_is_chosen_as_the_others_are(seconds, someone):
    namur, secretary = member("namur"), someone("secretariat")
    accounts.invite("tiers@h.example", "Tiers", "delegate", namur.association_id, by=secretary)
    substitute = directory.get_by_email("tiers@h.example")
    delegation.change_mandate(substitute.id, Mandate(substitute_for_id=seconds[0].id), secretary)
    delegation.seat(substitute.id, secretary)
    vote_id = prepared(holders="association")
    chosen = {seconds[0].association_id: substitute.id, seconds[1].association_id: seconds[1].id}
    delegation_heads.settle(vote_id, chosen, member("moderation"))
    assert opening.open_vote(vote_id, member("moderation")) is StepResult.DONE
    assert substitute.id in {each.member_id for each in queries.get(vote_id).electors}
    assert directory.get(seconds[0].id).is_head


def test_all_is_settled_on_one_page_and_every_delegate_is_told(seconds, sign_in):
    moderator = sign_in("moderation")
    vote_id = prepared(holders="association")
    assert f"/votes/{vote_id}/heads" in moderator.get(f"/votes/{vote_id}").text
    page = moderator.get(f"/votes/{vote_id}/heads").text.partition("<main")[2].partition("</main>")[0]
    namur, quebec = (each.association_id for each in seconds)
    assert moderator.get(f"/votes/{vote_id}/opening").text.count("nobody is named yet") == 2
    assert page.count('type="radio"') == 6
    assert " checked" not in page
    chosen = {f"head-{namur}": seconds[0].id, f"head-{quebec}": 0}
    assert moderator.post(f"/votes/{vote_id}/heads", data=chosen).status_code == 303
    assert opening.open_vote(vote_id, member("moderation")) is StepResult.DONE
    vote = queries.get(vote_id)
    on_roll = {each.association_id: each.member_id for each in vote.electors}
    assert on_roll[namur] == seconds[0].id
    assert quebec not in on_roll
    waiting = {each.member_id for each in db.session.query(OutboxMail).filter_by(kind="vote.voice", subject_id=vote_id)}
    assert waiting == {member("namur").id, member("quebec").id, seconds[1].id}
    assert "Seconde namur" in composing.write("vote.voice", vote_id, member("namur"))[1]
    assert "Seconde" not in composing.write("vote.voice", vote_id, member("quebec"))[1]
    verbs = [entry.verb for entry in db.session.query(Entry)]
    assert (verbs.count("vote.left_off"), verbs.count("member.named_head")) == (1, 1)


def test_an_association_left_off_is_put_back_and_both_are_recorded(seconds, sign_in):
    moderator = sign_in("moderation")
    vote_id = prepared(holders="association")
    namur, quebec = (each.association_id for each in seconds)
    moderator.post(f"/votes/{vote_id}/heads", data={f"head-{namur}": seconds[0].id, f"head-{quebec}": 0})
    recap = moderator.get(f"/votes/{vote_id}/opening").text
    assert "left off the roll of this vote by the moderators" in recap
    assert "Put associations back on the roll" in recap
    assert f'name="back" value="{quebec}"' in moderator.get(f"/votes/{vote_id}/heads").text
    answer = moderator.post(f"/votes/{vote_id}/heads", data={"back": quebec})
    assert answer.headers["Location"].endswith(f"/votes/{vote_id}/opening")
    recap = moderator.get(f"/votes/{vote_id}/opening").text
    assert "nobody is named yet" in recap
    assert "Open the vote" not in recap
    with pytest.raises(Refused):
        opening.open_vote(vote_id, member("moderation"))
    [entry] = db.session.query(Entry).filter_by(verb="vote.put_back")
    assert entry.facts["associations"] == [quebec]


def test_the_recap_of_a_clause_leads_to_where_heads_are_named(seconds, sign_in, charter):
    ordinary = DEFAULT.model("ordinary")
    model = replace(ordinary, name="Une voix", holders="association")
    changing.change_model(charter.id, model, ordinary.digest, member("moderation"))
    recap = sign_in("moderation").get(f"/charters/{charter.slug}/clauses/5/votes/opening").text
    assert recap.count("nobody is named yet") == 2
    assert "Prepare this vote, then say who holds each voice" in recap


def test_nobody_is_named_who_is_no_delegate_of_the_association(seconds, sign_in):
    moderator = sign_in("moderation")
    vote_id = prepared(holders="association")
    namur, quebec = (each.association_id for each in seconds)
    for association, somebody in ((namur, seconds[1].id), (namur, 2**31), (999, 0), (quebec, -1)):
        answer = moderator.post(f"/votes/{vote_id}/heads", data={f"head-{association}": somebody})
        assert answer.status_code == 422
    assert moderator.post(f"/votes/{vote_id}/heads", data={}).status_code == 422
    assert sign_in("namur").get(f"/votes/{vote_id}/heads").status_code == 403


def test_a_head_who_is_suspended_holds_no_voice_by_the_order_of_invitation(seconds):
    third = Member(email="t@h.example", name="T", role="delegate", association_id=seconds[0].association_id)
    db.session.add(third)
    db.session.commit()
    for each in (seconds[0], seconds[1]):
        accounts.name_head(each.id, member("secretariat"))
    vote_id = prepared(holders="association")
    accounts.suspend(seconds[0].id, member("secretariat"))
    with pytest.raises(Refused):
        opening.open_vote(vote_id, member("moderation"))


def delegate(number, **more):
    return Delegate(number, f"D{number}", 1, "A", "C", **more)


@pytest.mark.parametrize(
    ("how", "seats", "is_unnamed"),
    [
        ({"holders": "seats"}, 4, False),
        ({"holders": "seats"}, 3, True),
        ({"holders": "seats", "most_votes": 2}, 3, False),
        ({"holders": "delegate"}, 1, False),
        ({"holders": "delegate", "most_votes": 1}, 1, True),
        ({"holders": "delegate", "most_votes": 2}, 1, False),
    ],
)
def test_nor_does_a_seat_or_a_place_that_cannot_be_shared(how, seats, is_unnamed):
    two = [delegate(1, seats=seats), delegate(2, seats=seats)]
    assert bool(roll(two, **how).unnamed) == is_unnamed
    assert not roll([delegate(1, seats=seats), delegate(2, seats=seats, is_head=True)], **how).unnamed
