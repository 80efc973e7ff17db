"""Votes on amendments on their pages: what is printed before the opening, on the ballot and after."""

import pytest

from charter.amendments import rules
from charter.database import db
from charter.votes.models import Vote


@pytest.fixture
def two(round_, propose, reworded, closed_round):
    """A wide amendment, and a narrow one that would fall with it."""
    wide = propose(round_, "namur", content=reworded("réponse identique", "retour équivalent"), reason="Plus large.")
    narrow = propose(round_, "quebec", content=reworded("identique", "comparable"))
    closed_round()
    return wide, narrow


def newest() -> Vote:
    return db.session.query(Vote).order_by(Vote.id.desc()).first()


def test_a_vote_is_prepared_and_opened_from_its_amendment(two, charter, sign_in):
    wide, narrow = two
    browser = sign_in("moderation")
    form = browser.get(f"/charters/{charter.slug}/votes/new?kind=amendment&amendments={wide.id}")
    assert "Amendment no. 1" in form.text
    assert f'name="amendments" value="{wide.id}"' in form.text

    sent = {"kind": "amendment", "amendments": wide.id, "rule": "simple_majority_expressed", "then": "review"}
    answer = browser.post(f"/charters/{charter.slug}/votes/new", data=sent, follow_redirects=True)
    assert "no. 2" in answer.text
    assert "falls" in answer.text
    assert "remplacer" in answer.text
    assert wide.stage == rules.SUBMITTED
    seen = {
        f"seen-{part}": answer.text.partition(f'name="seen-{part}" value="')[2].partition('"')[0]
        for part in ("text", "rule", "roll", "warnings")
    }
    opened = browser.post(f"/votes/{newest().id}/opening", data=seen)
    db.session.expire_all()
    assert opened.status_code == 303
    assert (wide.stage, narrow.stage) == (rules.VOTING, rules.SUBMITTED)


def test_the_ballot_prints_what_follows(two, put, sign_in):
    wide, _narrow = two
    vote = put(wide)

    for browser in (sign_in("namur"), sign_in("moderation")):
        page = browser.get(f"/votes/{vote.id}").text
        assert "Plus large." in page
        assert "falls" in page
        assert vote.motions[0].digest[:4] in page.replace(" ", "")


def test_who_objects_takes_an_amendment_out_of_a_block(round_, propose, reworded, closed_round, advise, put, sign_in):
    one = propose(round_, "namur", content=reworded("un accueil", "un bon accueil"))
    two = propose(round_, "quebec", heading="Un droit", content=reworded("un accueil", "un accueil"))
    closed_round()
    for each in (one, two):
        advise(each, "adopt")
    vote = put(one, two, kind="amendments", heading="Sans débat")

    browser = sign_in("geneve")
    refused = browser.post(f"/votes/{vote.id}/motions/1/objection", data={"reason": ""})
    assert refused.status_code in (409, 422)
    taken = browser.post(f"/votes/{vote.id}/motions/1/objection", data={"reason": "À débattre."})

    db.session.expire_all()
    assert taken.status_code == 303
    assert (one.stage, two.stage) == (rules.VOTING, rules.SUBMITTED)
    assert (newest().kind, newest().motions[0].amendment_id) == ("amendment", two.id)
    assert "À débattre." in browser.get(f"/votes/{vote.id}").text
