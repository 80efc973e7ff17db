import re
from datetime import timedelta

import pytest
import time_machine

from charter.amendments import queries
from charter.amendments.rounds import schedule
from charter.core import clock
from charter.database import db
from charter.journal.models import Entry


@pytest.fixture
def page(amending) -> str:
    return f"/charters/{amending.slug}/rounds"


def test_a_moderator_opens_a_round_changes_its_times_and_closes_it(sign_in, visitor, amending, page):
    chair = sign_in("moderation")
    sent = {"closes_at": "2031-01-01T18:00", "zone": "Europe/Paris", "least_cosigners": "2", "most_each": "5"}
    refused = chair.post(page, data=sent)
    assert refused.status_code == 409
    assert "more than two years away" in refused.text
    assert 'value="2031-01-01T18:00"' in refused.text

    until = (clock.now() + timedelta(days=10)).strftime("%Y-%m-%dT18:00")
    assert chair.post(page, data=sent | {"closes_at": until}).status_code == 303
    shown = visitor.get(page).text
    assert "An amendment needs the co-signatures of 2 other associations." in shown
    assert "Each association submits at most 5 amendments." in shown
    assert "Close the round" not in shown

    assert chair.post(f"{page}/1/times", data={"zone": "UTC"}).status_code == 422
    chair.post(f"{page}/1/times", data={"zone": "UTC", "reason": "Congés"})
    assert "until a moderator closes it" in visitor.get(page).text
    chair.post(f"{page}/1/closure")
    assert "Round 1, on " in visitor.get(page).text
    assert queries.open_round(amending.id) is None
    assert chair.post(f"{page}/1/closure").status_code == 409
    verbs = [each.verb for each in db.session.query(Entry).filter(Entry.subject == "round:1").order_by(Entry.seq)]
    assert verbs == ["round.opened", "round.times_set", "round.closed"]


@pytest.mark.parametrize("who", ["namur", "secretariat", "mediation", None])
def test_nobody_but_a_moderator_opens_or_closes_a_round(sign_in, visitor, round_, page, who):
    browser = sign_in(who) if who else visitor
    assert [browser.post(f"{page}{each}").status_code for each in ("", "/1/times", "/1/closure")] == [403, 403, 403]


def test_a_round_for_members_is_not_there_for_the_public(sign_in, visitor, open_round, page):
    open_round(is_public=False)
    assert "Round 1" not in visitor.get(page).text
    assert "Only members of the assembly read them." in sign_in("quebec").get(page).text


def test_a_round_closes_at_its_time_though_nobody_is_there(open_round, amending):
    open_round(closes_at=clock.now() + timedelta(hours=1))
    schedule.act_on_due()
    assert queries.open_round(amending.id)
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        schedule.act_on_due()
        schedule.act_on_due()
    assert queries.open_round(amending.id) is None
    closed = db.session.query(Entry).filter_by(verb="round.closed").one()
    assert closed.actor == ""


def test_the_zone_in_which_times_were_set_stays_and_the_next_round_begins_with_the_limits_of_this_one(
    sign_in, amending, page
):
    chair = sign_in("moderation")
    until = (clock.now() + timedelta(days=10)).strftime("%Y-%m-%dT18:00")
    sent = {"closes_at": until, "zone": "America/Montreal", "least_cosigners": "3", "most_each": "7"}
    chair.post(page, data=sent | {"binders": "head", "readers": "members"})
    shown = chair.get(page).text
    assert f'name="closes_at" value="{until}"' in shown
    assert "<option selected>America/Montreal" in shown

    chair.post(f"{page}/1/closure")
    opening = chair.get(page).text
    assert 'id="least_cosigners" name="least_cosigners" inputmode="numeric" size="4" value="3"' in opening
    assert 'name="most_each" inputmode="numeric" size="4" value="7"' in opening
    assert 'value="head" checked' in opening
    assert 'value="members" checked' in opening
    assert 'name="keeps" value="1" >' in opening


def test_who_reads_the_text_learns_that_a_round_is_open_and_how_many_amendments_a_clause_has(
    open_round, propose, visitor, amending, clause, sign_in
):
    page = f"/charters/{amending.slug}"
    assert f'href="{page}/amendments">A round' not in visitor.get(page).text
    round_ = open_round(closes_at=clock.now() + timedelta(days=2))
    propose(round_, "namur")
    shown = visitor.get(page).text
    assert f'href="{page}/amendments">A round of amendments closes <time' in shown
    assert shown.count("1 amendment</a>") == 1
    [address] = re.findall(r'href="([^"]*)" [^>]*>1 amendment</a>', shown)
    assert address == f"{amending.slug}/clauses/{clause.id}#amendments"


def test_the_text_tells_the_public_nothing_of_a_round_for_members(open_round, propose, visitor, amending, sign_in):
    propose(open_round(is_public=False), "namur")
    page = f"/charters/{amending.slug}"
    told = [
        ("A round of amendments is open" in shown, "1 amendment</a>" in shown)
        for shown in (visitor.get(page).text, sign_in("quebec").get(page).text)
    ]
    assert told == [(False, False), (True, True)]
