"""The urn of the room in a sealed vote: one count however many pages the roll has, which tells of nobody's ballot."""

import re

import pytest
import time_machine

from charter.accounts.models import Member
from charter.core import clock
from charter.core.errors import Refused
from charter.database import db
from charter.journal.models import Entry
from charter.notifications import composing
from charter.votes import queries
from charter.votes.ballots import queries as ballot_queries
from charter.votes.casting import paper_urn
from charter.votes.lifecycle import closing
from charter.votes.lifecycle.closing import MIN_BALLOTS_PER_WAY
from charter.votes.lifecycle.dual_control import StepResult
from charter.votes.lifecycle.preparing import Settings
from charter.votes.lifecycle.scheduler import scheduler
from charter.votes.models import SealedBallot, Vote, VoterMark
from tests.verifier.assembly import cast, held, member

CROWD = 45


@pytest.fixture
def moderator(sign_in):
    return sign_in("moderation")


@pytest.fixture
def hall(app) -> list[int]:
    """Forty-five delegates more, who fill two pages of the roll."""
    people = [
        Member(email=f"h{n}@h.example", name=f"Hall {n:02}", role="delegate", association_id=1) for n in range(CROWD)
    ]
    db.session.add_all(people)
    db.session.commit()
    return [person.id for person in people]


def sealed(*chosen, **how):
    return held(Settings(ballots="sealed", **how), *chosen, ends=None)


def boxes(page):
    """The checkboxes of a page: whom it offers, and who is ticked."""
    found = re.findall(r'type="checkbox" name="voted" value="(\d+)" (checked)?', page.text)
    return [int(number) for number, _ in found], [int(number) for number, checked in found if checked]


def test_an_urn_of_many_pages_is_ticked_page_by_page_and_counted_once(moderator, hall):
    vote_id = sealed("for", "against", "for", "for")
    address, ticked = f"/votes/{vote_id}/room", 0
    for page in (1, 2):
        offered, was = boxes(moderator.get(f"{address}?page={page}"))
        these = [each for each in offered if each in hall]
        sent = {"voted": these, "was": was, "page": str(page % 2 + 1)}
        answer = moderator.post(f"/votes/{vote_id}/urn/signatures?page={page}", data=sent)
        assert answer.location.endswith(f"page={page % 2 + 1}")
        ticked += len(these)
        assert f"{ticked} electors are ticked in all" in moderator.get(answer.location).text
    assert ticked == CROWD
    assert set(boxes(moderator.get(f"{address}?page=2"))[1]) <= set(hall)
    digest = queries.get(vote_id).digest
    counts = {
        "papers-for": "30",
        "papers-against": "10",
        "papers-abstain": "3",
        "papers-no_part": "2",
        "digest": digest,
    }
    assert moderator.post(f"/votes/{vote_id}/urn/count", data=counts).status_code == 409  # people are still voting
    moderator.post(f"/votes/{vote_id}/closure")
    one_too_many = moderator.post(f"/votes/{vote_id}/urn/count", data=counts | {"papers-for": "31"})
    assert one_too_many.status_code == 422
    assert "You counted 46 papers, and 45 electors are ticked" in one_too_many.text
    assert 'name="papers-for"' in one_too_many.text
    assert 'value="31"' in one_too_many.text
    assert moderator.post(f"/votes/{vote_id}/urn/count", data=counts).status_code == 303
    db.session.rollback()
    vote = db.session.get(Vote, vote_id)
    result = queries.result(vote)
    assert (vote.stage, result.votes.votes_for, result.votes.votes_against) == ("closed", 33, 11)
    assert result.sources["paper"] == CROWD
    assert db.session.query(SealedBallot).filter_by(vote_id=vote_id).count() == CROWD + 4
    assert moderator.post(f"/votes/{vote_id}/urn/count", data=counts).status_code == 409


def test_what_is_counted_too_high_for_any_urn_is_refused_in_words(moderator):
    vote_id = sealed("for", "for", "for", closes_at=None)
    paper_urn.mark_voters(
        vote_id, [member(each).id for each in ("nantes", "montreal", "lausanne")], [], member("moderation")
    )
    closing.close(vote_id, member("moderation"))
    for number in ("1" + "0" * 400, "-1", "x", "\0"):
        sent = {"papers-for": number, "digest": queries.get(vote_id).digest}
        assert moderator.post(f"/votes/{vote_id}/urn/count", data=sent).status_code == 422


def test_who_is_ticked_votes_no_more_from_a_distance_and_is_told(app):
    vote_id = sealed("for")
    quebec, moderation = member("quebec"), member("moderation")
    paper_urn.mark_voters(vote_id, [quebec.id], [], moderation)
    cast(vote_id, "quebec", "against")  # said to be in the box already
    assert db.session.query(SealedBallot).filter_by(vote_id=vote_id).count() == 1
    assert "urne de la salle" in composing.write("ballot", vote_id, quebec)[1]
    with pytest.raises(Refused, match="voté"):
        paper_urn.mark_voters(vote_id, [member("namur").id], [], moderation)
    paper_urn.mark_voters(vote_id, [], [quebec.id], moderation)
    cast(vote_id, "quebec", "against")
    db.session.rollback()
    assert {each.source for each in db.session.query(VoterMark).filter_by(vote_id=vote_id)} == {"online"}
    verbs = [entry.verb for entry in db.session.query(Entry).filter_by(subject=f"vote:{vote_id}")]
    assert verbs.count("urn.signed") == 2


def test_a_tick_of_a_page_that_was_loaded_before_takes_back_nobody_elses(moderator, hall):
    vote_id = sealed("for")
    moderator.post(f"/votes/{vote_id}/urn/signatures", data={"voted": hall[:2]})
    moderator.post(f"/votes/{vote_id}/urn/signatures", data={"voted": hall[2:4]})  # a page that knew of no tick yet
    moderator.post(f"/votes/{vote_id}/urn/signatures", data={"voted": hall[:1], "was": hall[:2]})
    db.session.rollback()
    signed = {each.member_id for each in db.session.query(VoterMark).filter_by(vote_id=vote_id, source="paper")}
    assert signed == {hall[0], hall[2], hall[3]}


def test_a_refused_tick_loses_no_other_tick(moderator, hall):
    vote_id = sealed("for")
    voted = member("namur").id
    answer = moderator.post(f"/votes/{vote_id}/urn/signatures?find=Hall", data={"voted": [voted, *hall[:3]]})
    assert answer.status_code == 409
    assert boxes(answer)[1] == hall[:3]


def test_the_list_is_that_of_the_hall_by_name_whatever_its_accents(moderator, hall):
    for each, name in zip(hall, ["Etienne", "Élodie", "eliane"], strict=False):
        db.session.get(Member, each).name = name
    db.session.commit()
    vote_id = sealed("for")
    shown = moderator.get(f"/votes/{vote_id}/room").text
    assert shown.index("eliane") < shown.index("Élodie") < shown.index("Etienne")
    assert "Élodie" in moderator.get(f"/votes/{vote_id}/room?find=elodie").text


@pytest.mark.parametrize("name", ["voted", "was"])
@pytest.mark.parametrize("odd", ["9" * 5000, str(2**63), "\u0663", "x"])
def test_what_numbers_nobody_is_refused_wherever_it_is_sent(moderator, name, odd):
    vote_id = sealed("for")
    for place in ("signatures", "count"):
        assert moderator.post(f"/votes/{vote_id}/urn/{place}", data={name: odd}).status_code in (409, 422)


@pytest.mark.parametrize(("distant", "papers"), [(1, 4), (2, 4), (4, 1), (4, 2)])
def test_where_one_way_has_too_few_ballots_nothing_is_counted(app, distant, papers):
    vote_id = sealed(*["for"] * distant)
    moderation = member("moderation")
    room = [member(each).id for each in ("nantes", "montreal", "lausanne", "dschang")[:papers]]
    paper_urn.mark_voters(vote_id, room, [], moderation)
    with pytest.raises(Refused, match=str(MIN_BALLOTS_PER_WAY)):
        closing.close(vote_id, moderation)
    others = ("namur", "quebec", "geneve")[distant:]
    for each in others:
        cast(vote_id, each, "against")
    paper_urn.mark_voters(vote_id, [member(each).id for each in ("nantes", "montreal", "lausanne")], [], moderation)
    assert closing.close(vote_id, moderation) is StepResult.DONE
    assert paper_urn.count(vote_id, queries.get(vote_id).digest, {"for": max(papers, 3)}, moderation) is StepResult.DONE


@pytest.mark.parametrize("papers", [1, 2, 5])
def test_an_urn_alone_is_counted_however_small(app, papers):
    vote_id = sealed()
    room = [member(each).id for each in ("nantes", "montreal", "lausanne", "dschang", "namur")[:papers]]
    paper_urn.mark_voters(vote_id, room, [], member("moderation"))
    closing.close(vote_id, member("moderation"))
    assert (
        paper_urn.count(vote_id, queries.get(vote_id).digest, {"against": papers}, member("moderation"))
        is StepResult.DONE
    )
    assert queries.result(queries.get(vote_id)).votes.votes_against == papers


def test_at_its_time_a_vote_with_an_urn_takes_no_more_ballots_and_waits_for_the_count(app):
    ends = clock.now() + (clock.now() - clock.now()).resolution * 3_600_000_000
    vote_id = sealed("for", "for", "for", closes_at=ends)
    room = ["nantes", "montreal", "lausanne"]
    paper_urn.mark_voters(vote_id, [member(each).id for each in room], [], member("moderation"))
    with time_machine.travel(ends):
        scheduler.open_and_close_due()
        scheduler.open_and_close_due()
    with pytest.raises(Refused):
        cast(vote_id, "dschang", "for")
    db.session.rollback()
    assert queries.get(vote_id).stage == "open"
    assert vote_id not in [vote.id for vote in ballot_queries.votes_to_cast(member("dschang"))]
    assert paper_urn.count(vote_id, queries.get(vote_id).digest, {"for": 3}, member("moderation")) is StepResult.DONE
    assert queries.result(queries.get(vote_id)).votes.votes_for == 6


def test_the_page_of_the_urn_tells_nothing_of_how_it_goes(moderator, hall):
    """Of two halls that voted otherwise from a distance, the page of the urn is the same, to its last letter."""
    pages = []
    moderator.get("/")  # which has said by now that somebody has signed in
    for choices in (("for", "for", "for"), ("against", "abstain", "no_part")):
        vote_id = sealed(*choices)
        paper_urn.mark_voters(vote_id, hall[:3], [], member("moderation"))
        closing.close(vote_id, member("moderation"))
        page = moderator.get(f"/votes/{vote_id}/room").text
        digest = queries.get(vote_id).digest
        pages.append(re.sub(rf"(votes/|Vote ){vote_id}|{digest}|csrf_token\S+ \S+|(?:badge|number).>\d+", "", page))
        closing.cancel(vote_id, "Essai", member("moderation"))
    assert pages[0] == pages[1]
