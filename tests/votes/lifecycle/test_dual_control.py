"""Where two persons must agree, one alone decides nothing, and what was asked falls with the role of who asked."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from charter.accounts import actions as accounts
from charter.core.errors import Refused
from charter.database import db
from charter.journal.models import Entry
from charter.votes import queries
from charter.votes.ballots.recording import BallotPaper
from charter.votes.casting import in_person, paper_urn
from charter.votes.decisions import changing
from charter.votes.lifecycle import closing, dual_control, opening, preparing
from charter.votes.lifecycle.dual_control import StepResult
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.models import Ballot, Request, Vote
from charter.votes.rules.decision_settings import DEFAULT
from tests.verifier.assembly import cast, first_charter, member
from tests.votes.cast_ballots import own
from tests.votes.opening_pages import shown

QUESTION = Subject("question", heading="Une question", question="Faut-il ?")


@pytest.fixture
def two(app):
    """Two moderators."""
    member("mediation").role = "moderator"
    db.session.commit()
    return member("moderation"), member("mediation")


def opened(two, **how):
    vote_id = preparing.prepare(first_charter().id, QUESTION, Settings(two_persons=True, **how), two[0]).id
    assert opening.open_vote(vote_id, two[0]) is StepResult.AWAITS_SECOND
    assert opening.open_vote(vote_id, two[1]) is StepResult.DONE
    return vote_id


def paper(vote_id, choice):
    return BallotPaper(queries.text_digest(queries.get(vote_id)), {choice: 1})


def test_one_moderator_alone_replaces_no_ballot(two):
    vote_id = opened(two)
    for mailbox in ("namur", "quebec"):
        cast(vote_id, mailbox, "for")
    papers = {member(mailbox).id: paper(vote_id, "against") for mailbox in ("namur", "quebec")}
    assert in_person.enter(vote_id, "hands", papers, two[0]) is StepResult.AWAITS_SECOND
    with pytest.raises(Refused):
        in_person.enter(vote_id, "hands", papers, two[0])
    assert own(queries.get(vote_id), member("namur")).chosen == "for"
    cast(vote_id, "namur", "abstain")  # still theirs to change
    assert in_person.enter(vote_id, "hands", papers, two[1]) is StepResult.DONE
    db.session.rollback()
    ballots = db.session.query(Ballot).filter_by(vote_id=vote_id)
    assert {(ballot.chosen, ballot.source) for ballot in ballots} == {("against", "hands")}
    verbs = [entry.verb for entry in db.session.query(Entry).filter_by(subject=f"vote:{vote_id}")]
    assert verbs.count("ballot.entered") == 1
    assert "vote.step_asked" in verbs
    assert db.session.query(Request).filter_by(vote_id=vote_id).count() == 0


@pytest.mark.parametrize(
    ("step", "asked", "stage"),
    [
        (
            "extension",
            {"closes_at": "2031-05-06T07:08", "zone": "Europe/Paris", "reason": "Un « réseau » lent"},
            "open",
        ),
        ("cancellation", {"reason": "Un « réseau » lent"}, "cancelled"),
        ("closure", {}, "closed"),
    ],
)
def test_the_second_moderator_confirms_what_was_asked_without_typing_it_again(two, sign_in, step, asked, stage):
    vote_id = opened(two)
    one, other = sign_in("moderation"), sign_in("mediation")
    assert one.post(f"/votes/{vote_id}/{step}", data=asked).status_code == 303
    confirmation = re.compile(
        rf'<form method="post" action="/votes/{vote_id}/{step}" class="action">(.*?)</form>', re.S
    )
    assert not confirmation.search(one.get(f"/votes/{vote_id}").text)
    [form] = confirmation.findall(other.get(f"/votes/{vote_id}").text)
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    assert other.post(f"/votes/{vote_id}/{step}", data=sent).status_code == 303
    vote = queries.get(vote_id)
    assert vote.stage == stage
    assert step != "extension" or vote.closes_at == datetime(2031, 5, 6, 5, 8, tzinfo=UTC)
    assert dual_control.open_requests(vote) == []


def test_the_second_moderator_reads_that_the_vote_opens_at_once(two, sign_in):
    vote_id = preparing.prepare(first_charter().id, QUESTION, Settings(two_persons=True), two[0]).id
    assert opening.open_vote(vote_id, two[0]) is StepResult.AWAITS_SECOND
    assert "It opens as soon as you confirm." in sign_in("mediation").get(f"/votes/{vote_id}/opening").text
    assert "once a second moderator" in sign_in("moderation").get(f"/votes/{vote_id}/opening").text


def test_a_second_moderator_who_enters_something_else_confirms_nothing(two):
    vote_id = opened(two)
    namur = member("namur").id
    assert in_person.enter(vote_id, "hands", {namur: paper(vote_id, "for")}, two[0]) is StepResult.AWAITS_SECOND
    assert in_person.enter(vote_id, "hands", {namur: paper(vote_id, "against")}, two[1]) is StepResult.AWAITS_SECOND
    assert in_person.enter(vote_id, "paper", {namur: paper(vote_id, "against")}, two[0]) is StepResult.AWAITS_SECOND
    assert db.session.query(Ballot).filter_by(vote_id=vote_id).count() == 0


def test_a_wrong_entry_is_refused_to_the_first_moderator_already(two):
    vote_id = opened(two)
    with pytest.raises(Refused):
        in_person.enter(vote_id, "hands", {member("namur").id: paper(vote_id, "perhaps")}, two[0])
    with pytest.raises(Refused):
        in_person.enter(vote_id, "hands", {two[0].id: paper(vote_id, "for")}, two[0])
    assert dual_control.open_requests(queries.get(vote_id)) == []


def test_pages_of_the_roll_entered_one_after_the_other_are_confirmed_together(two, sign_in):
    vote_id = opened(two)
    one, other = sign_in("moderation"), sign_in("mediation")
    digest = queries.get(vote_id).digest
    for mailbox, choice in (("namur", "for"), ("quebec", "against")):
        sent = {"source": "hands", "digest": digest, f"choice-{member(mailbox).id}": choice}
        assert one.post(f"/votes/{vote_id}/room", data=sent).status_code == 303
    page = other.get(f"/votes/{vote_id}/room").text
    assert "Confirm these ballots" in page
    assert "Confirm these ballots" not in one.get(f"/votes/{vote_id}/room").text
    hidden = {f"choice-{member('namur').id}": "for", f"choice-{member('quebec').id}": "against"}
    for name, value in hidden.items():
        assert f'name="{name}" value="{value}"' in page
    sent = {"source": "hands", "digest": digest} | hidden
    assert other.post(f"/votes/{vote_id}/room", data=sent).status_code == 303
    db.session.rollback()
    assert own(db.session.get(Vote, vote_id), member("quebec")).chosen == "against"


def test_an_urn_is_counted_alike_by_two(two):
    vote_id = opened(two, ballots="sealed")
    paper_urn.mark_voters(vote_id, [member(each).id for each in ("nantes", "montreal", "lausanne")], [], two[0])
    assert closing.close(vote_id, two[0]) is StepResult.AWAITS_SECOND
    assert closing.close(vote_id, two[1]) is StepResult.DONE
    digest = queries.get(vote_id).digest
    assert paper_urn.count(vote_id, digest, {"for": 3, "against": 0}, two[0]) is StepResult.AWAITS_SECOND
    assert paper_urn.count(vote_id, digest, {"for": 2, "against": 1}, two[1]) is StepResult.AWAITS_SECOND
    assert paper_urn.count(vote_id, digest, {"for": 2, "against": 1}, two[0]) is StepResult.DONE
    assert queries.get(vote_id).stage == "closed"


def suspended(asker, secretary):
    accounts.suspend(asker.id, secretary)


def demoted(asker, secretary):
    accounts.change_role(asker.id, "observer", secretary)


@pytest.mark.parametrize("falls", [suspended, demoted])
def test_what_somebody_asked_for_falls_with_their_role(two, falls):
    vote_id = preparing.prepare(first_charter().id, QUESTION, Settings(two_persons=True), two[0]).id
    assert opening.open_vote(vote_id, two[0]) is StepResult.AWAITS_SECOND
    falls(two[0], member("secretariat"))
    assert dual_control.open_requests(queries.get(vote_id)) == []
    assert opening.open_vote(vote_id, member("mediation")) is StepResult.AWAITS_SECOND
    assert queries.get(vote_id).stage == "prepared"
    assert [each.asked_by_id for each in dual_control.open_requests(queries.get(vote_id))] == [member("mediation").id]


def test_one_person_with_two_mandates_is_not_two_persons(two):
    first, secretary = two[0], member("secretariat")
    second = accounts.invite(first.email, first.name, "moderator", None, secretary, shares_address=True)
    vote_id = preparing.prepare(first_charter().id, QUESTION, Settings(two_persons=True), first).id
    assert opening.open_vote(vote_id, first) is StepResult.AWAITS_SECOND
    with pytest.raises(Refused):
        opening.open_vote(vote_id, second)
    accounts.suspend(first.id, secretary)
    assert opening.open_vote(vote_id, second) is StepResult.AWAITS_SECOND
    assert opening.open_vote(vote_id, two[1]) is StepResult.DONE


def test_a_clause_whose_usual_model_asks_for_two_persons_is_not_opened_by_one(charter, sign_in):
    ordinary = DEFAULT.model("ordinary")
    changing.change_model(charter.id, replace(ordinary, two_persons=True), ordinary.digest, member("moderation"))
    moderator = sign_in("moderation")
    address = f"/charters/{charter.slug}/clauses/5/votes"
    seen = shown(moderator, f"{address}/opening")
    answer = moderator.post(address, data=seen, follow_redirects=True)
    assert "Recorded: another moderator must confirm it." in answer.text
    [vote] = queries.prepared(charter.id)
    assert [request.step for request in dual_control.open_requests(vote)] == ["open"]
