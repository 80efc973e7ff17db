"""One address, several mandates: a mayor who sits for two bodies, two delegates of one mailbox."""

import re
from datetime import timedelta

import pytest
import time_machine

from charter.accounts import actions, queries, sessions
from charter.accounts.models import Member, Session
from charter.charters import queries as charters
from charter.charters.models import Charter
from charter.clauses.models import Clause
from charter.comments.models import Comment
from charter.core import clock
from charter.core.errors import Invalid, Refused
from charter.database import db
from charter.votes.lifecycle import actions as votes
from charter.votes.roll import eligibility
from charter.web.access import SignInFirst
from tests.conftest import public


@pytest.fixture
def mayor(someone) -> Member:
    """A second mandate of the person who speaks for Namur: they observe as well."""
    namur = someone("namur")
    return actions.invite(namur.email, namur.name, "observer", None, someone("secretariat"), shares_address=True)


@pytest.fixture
def neighbour(someone) -> Member:
    """Another delegate who reads the mailbox of Namur."""
    namur = someone("namur")
    given = namur.email, "Seconde de Namur", "delegate", namur.association_id, someone("secretariat")
    return actions.invite(*given, shares_address=True)


def mandate_in(page: str) -> int:
    return int(re.search(r'data-member="(\d+)"', page)[1])


def test_somebody_with_two_mandates_switches_in_one_click_and_stays_on_the_page(sign_in, mayor, someone):
    browser = sign_in("namur")
    assert mandate_in(browser.get("/help").text) == someone("namur").id
    answer = browser.post("/account/mandate", data={"mandate": mayor.id}, headers={"Referer": "http://localhost/help"})
    assert answer.headers["Location"] == "/help"
    assert mandate_in(browser.get("/help").text) == mayor.id
    assert "Act as Délégation de Namur (Ville de Namur)" in browser.get("/help").text


def test_whoever_has_one_mandate_sees_nothing_to_switch(sign_in):
    assert "Act as" not in sign_in("namur").get("/account").text


def test_what_is_said_is_said_under_the_mandate_of_the_moment(sign_in, mayor, clause_page):
    browser = sign_in("namur")
    browser.post("/account/mandate", data={"mandate": mayor.id})
    browser.post(f"{clause_page}/threads", data={"body": "À relire"})
    assert db.session.query(Comment).order_by(Comment.id.desc()).first().author_id == mayor.id


def test_nobody_acts_under_the_mandate_of_another_address(sign_in, someone):
    browser = sign_in("namur")
    answer = browser.post("/account/mandate", data={"mandate": someone("quebec").id})
    assert answer.status_code == 403
    assert mandate_in(browser.get("/").text) == someone("namur").id


def test_the_session_of_the_earlier_mandate_ends_with_the_switch(sign_in, mayor, someone):
    browser = sign_in("namur")
    before = db.session.query(Session).filter_by(member_id=someone("namur").id, revoked_at=None).one()
    browser.post("/account/mandate", data={"mandate": mayor.id})
    db.session.refresh(before)
    assert before.revoked_at


def test_a_session_that_is_ended_during_the_switch_lives_on_under_no_mandate(sign_in, mayor, someone):
    sign_in("namur")
    here = db.session.query(Session).filter_by(member_id=someone("namur").id, revoked_at=None).one()
    sessions.revoke(here.id, someone("namur"))
    with pytest.raises(SignInFirst):
        sessions.act_as(mayor.id, here)
    assert db.session.query(Session).filter_by(member_id=mayor.id).all() == []


def test_switching_to_and_fro_does_not_lengthen_a_session(sign_in, someone, mayor):
    browser, namur = sign_in("namur"), someone("namur")
    ends = db.session.query(Session).filter_by(member_id=namur.id, revoked_at=None).one().expires_at
    for mandate in (mayor, namur):
        with time_machine.travel(clock.now() + timedelta(days=1)):
            browser.post("/account/mandate", data={"mandate": mandate.id})
    assert db.session.query(Session).filter_by(member_id=namur.id, revoked_at=None).one().expires_at == ends


@pytest.mark.parametrize(("hours", "status"), [(11, 303), (13, 409)])
def test_a_sign_in_of_yesterday_does_not_lead_to_the_role_of_a_moderator(sign_in, someone, hours, status):
    browser, namur = sign_in("namur"), someone("namur")
    given = namur.email, namur.name, "moderator", None, someone("secretariat")
    moderator = actions.invite(*given, shares_address=True)
    with time_machine.travel(clock.now() + timedelta(hours=hours)):
        assert browser.post("/account/mandate", data={"mandate": moderator.id}).status_code == status
        assert browser.get("/account").status_code == 200


def test_a_mailbox_of_two_people_gets_a_link_for_each(app, visitor, post, neighbour):
    assert "Seconde de Namur" in post()["namur"]  # the invitation, to the same mailbox
    visitor.post("/sign-in", data={"email": "namur@forum.example"})
    letter = post()["namur"]
    names = ("Délégation de Namur (Ville de Namur)", "Seconde de Namur (Ville de Namur)")
    secrets = re.findall(r"/sign-in/(\S+)", letter)
    assert [letter.index(name) for name in names] == sorted(letter.index(name) for name in names)
    for name, secret in zip(names, secrets, strict=True):
        browser = public(app)
        assert f"as {name}" in browser.get(f"/sign-in/{secret}").text
        assert browser.post(f"/sign-in/{secret}").status_code == 303
        assert name.split(" (")[0] in browser.get("/account").text


def test_one_person_with_two_mandates_gets_one_link(visitor, post, mayor):
    post()
    visitor.post("/sign-in", data={"email": "namur@forum.example"})
    assert len(re.findall(r"/sign-in/\S+", post()["namur"])) == 1


def test_a_known_address_is_taken_again_only_when_the_secretary_says_so(sign_in, someone):
    form = {"email": "namur@forum.example", "name": "Seconde de Namur", "role": "delegate", "association": 1}
    refused = sign_in("secretariat").post("/members", data=form)
    assert refused.status_code == 422
    assert "already a member" in refused.text
    assert sign_in("secretariat").post("/members", data=form | {"shares_address": "y"}).status_code == 303
    assert len(queries.mandates_of_address("namur@forum.example")) == 2


@pytest.mark.parametrize("name", ["Délégation de Namur", "DÉLÉGATION DE NAMUR", "De\u0301le\u0301gation de Namur"])
def test_the_same_mandate_is_not_given_twice(someone, name):
    namur = someone("namur")
    with pytest.raises(Invalid):
        actions.invite(namur.email, name, "delegate", namur.association_id, None, shares_address=True)


def test_two_people_of_one_mailbox_are_two_electors(charter, someone, neighbour):
    assert {someone("namur").id, neighbour.id} <= {each.member_id for each in eligibility.delegates(charter.id)}


@pytest.mark.parametrize("term, reason", [(("begins_at", 1), "not begun"), (("ends_at", -1), "has ended")])
def test_a_mandate_out_of_its_term_opens_nothing(charter, sign_in, someone, term, reason):
    browser, namur, secret = sign_in("namur"), someone("namur"), actions.make_link("namur@forum.example")
    setattr(namur, term[0], clock.now() + timedelta(days=term[1]))
    db.session.commit()
    assert 'data-member="' not in browser.get("/").text
    assert not charters.may(namur, charter, "comment")
    with pytest.raises(Refused, match="mandat"):
        sessions.sign_in(secret, "browser")


def test_the_end_of_one_mandate_leaves_the_others_of_the_account(someone, mayor):
    someone("namur").ends_at = clock.now()
    db.session.commit()
    assert queries.able_to_sign_in("namur@forum.example") == mayor.id


def test_times_are_shown_in_the_zone_of_the_account_on_pages_and_in_that_of_the_site_in_files(sign_in, charter):
    browser = sign_in("namur")
    assert browser.post("/account/zone", data={"zone": "America/Montreal"}).status_code == 303
    assert "(Montréal)" in browser.get("/account").text
    file = f"/charters/{charter.slug}/export/html"
    assert browser.get(file).data == sign_in("quebec").get(file).data


def test_an_unknown_zone_is_refused_and_the_old_one_stays(sign_in, someone):
    assert sign_in("namur").post("/account/zone", data={"zone": "Mars/Olympus"}).status_code == 422
    assert someone("namur").zone is None


def put_to_vote(someone) -> None:
    charter = db.session.query(Charter).one()
    charter.stage = "voting"
    db.session.commit()
    votes.put_to_vote(db.session.query(Clause).filter_by(stage="drafting").first().id, someone("moderation"))


def test_home_says_what_waits_under_the_other_mandates(charter, sign_in, someone, neighbour):
    put_to_vote(someone)
    of_namur, of_quebec = (sign_in(each).get("/").text.partition("<main")[2] for each in ("namur", "quebec"))
    assert f'name="mandate" value="{neighbour.id}"' in of_namur
    assert "Seconde de Namur" in of_namur
    assert 'name="mandate"' not in of_quebec


def test_mails_to_a_mailbox_of_two_people_say_for_whom_they_are(someone, neighbour, post, letterbox):
    post()
    put_to_vote(someone)
    told = post()["namur"]
    assert "(Délégation de Namur (Ville de Namur))" in told
    assert "(Seconde de Namur (Ville de Namur))" in told
    assert [each["To"] for each in letterbox.letters].count("namur@forum.example") == 1
