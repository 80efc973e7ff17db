"""Many amendments at once: equal ones alone, as they were shown; votes in the proposed order, or with a reason."""

import re

import pytest
from sqlalchemy import select

from charter.amendments.deciding import queries as decisions
from charter.database import db
from charter.votes.models import Vote
from tests.pages.to_decide.test_pages import words


@pytest.fixture
def newest(proposed):
    """Call it for the newest advice on an amendment, by its number."""

    def look(number: int):
        db.session.expire_all()
        return decisions.newest([proposed[number].id]).get(proposed[number].id)

    return look


def newest_vote() -> int:
    return db.session.scalar(select(Vote.id).order_by(Vote.id.desc()))


def votes():
    db.session.expire_all()
    query = select(Vote).where(Vote.kind.in_(("amendment", "amendments"))).order_by(Vote.position)
    return [(each.kind, [one.number for one in each.motions], each.order_reason) for each in db.session.scalars(query)]


def sent(page: str, address: str) -> dict[str, list[str]]:
    """The hidden fields of the form at this address, and its button."""
    [form] = [each for each in re.findall(r"<form.*?</form>", page, re.DOTALL) if address in each][:1]
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form):
        fields.setdefault(name, []).append(value)
    return fields


def test_typographic_ones_are_advised_at_once_and_no_others(sign_in, proposed, page, clause, newest):
    chair = sign_in("moderation")
    shown = chair.get(f"{page}/clauses/{clause.id}").text
    assert "Advise to adopt 1 that changes typography alone" in shown

    fields = sent(shown, 'value="typographic"')
    fields["shown"].append(str(proposed[3].id))  # which is not equal to it
    assert chair.post(f"{page}/advice", data=fields).status_code == 303

    assert newest(4).advice == "adopt"
    assert newest(3) is None
    assert chair.post(f"{page}/advice", data=fields).status_code == 303
    assert newest(4).revision == 1


def test_identical_ones_are_satisfied_by_the_first(sign_in, proposed, page, clause, newest):
    chair = sign_in("moderation")
    fields = sent(chair.get(f"{page}/clauses/{clause.id}").text, 'value="identical"')
    chair.post(f"{page}/advice", data=fields)

    assert (newest(2).advice, newest(2).other.number) == ("satisfied", 1)
    assert newest(1) is None


def test_all_that_is_shown_is_published_as_it_was_shown(sign_in, proposed, page, clause, newest, someone):
    from charter.amendments.deciding import dispositions
    from charter.amendments.deciding.dispositions import Advice

    chair = sign_in("moderation")
    for number in (1, 3):
        each = proposed[number]
        dispositions.advise(each.charter_id, each.id, Advice("vote"), 0, someone("moderation"))
    fields = sent(chair.get(page).text, "publication")
    assert len(fields["shown"]) == 2

    dispositions.advise(proposed[3].charter_id, proposed[3].id, Advice("reject"), 1, someone("moderation"))
    assert chair.post(f"{page}/publication", data=fields).status_code == 409
    assert newest(1).published_at is None

    assert chair.post(f"{page}/publication", data=sent(chair.get(page).text, "publication")).status_code == 303
    assert newest(1).published_at
    assert newest(3).published_at


def test_votes_are_prepared_in_the_proposed_order_or_with_a_reason(sign_in, proposed, page, clause, advise):
    for number in (1, 2, 3):
        advise(proposed[number], "vote")
    chair = sign_in("moderation")
    shown = chair.get(f"{page}/clauses/{clause.id}").text
    fields = sent(shown, "/votes?") if "/votes?" in shown else sent(shown, 'to-decide/votes"')
    assert fields["amendments"] == [str(proposed[1].id), str(proposed[3].id)]

    swapped = fields | {f"place-{proposed[1].id}": ["2"], f"place-{proposed[3].id}": ["1"], "order_reason": [""]}
    refused = chair.post(f"{page}/votes", data=swapped)
    assert refused.status_code == 422
    assert "Say why the votes are not held in the proposed order." in refused.text
    assert "Before no. 3 would be voted: no. 1, 2." in words(refused)
    assert votes() == []

    assert chair.post(f"{page}/votes", data=swapped | {"order_reason": ["Plus clair."]}).status_code == 303
    assert votes() == [("amendment", [3], "Plus clair."), ("amendment", [1, 2], "Plus clair.")]
    assert "In a vote of its own" in words(chair.get(page))


def test_what_the_opening_would_ask_is_asked_already(sign_in, proposed, page, clause, advise):
    for number in (1, 2, 3):
        advise(proposed[number], "vote")
    chair = sign_in("moderation")
    data = {"clause": clause.id, "amendments": proposed[3].id, f"place-{proposed[3].id}": 1}

    refused = chair.post(f"{page}/votes", data=data)
    assert refused.status_code == 422
    assert "Before no. 3 would be voted: no. 1, 2." in words(refused)

    first = data | {"amendments": proposed[1].id, f"place-{proposed[1].id}": 1}
    assert chair.post(f"{page}/votes", data=first).status_code == 303
    proper = chair.post(f"{page}/votes", data=data)
    assert proper.status_code == 303
    assert f'<a class="lacking" href="/votes/{newest_vote()}">' in chair.get(f"{page}/clauses/{clause.id}").text
    assert votes() == [("amendment", [1, 2], ""), ("amendment", [3], "")]


def test_a_block_takes_all_that_is_agreed_and_does_not_collide(sign_in, proposed, page, advise):
    for number in (1, 3, 4):
        advise(proposed[number], "adopt")
    chair = sign_in("moderation")
    assert "3 are to be adopted as their authors want them." in chair.get(page).text

    assert chair.post(f"{page}/block", data={}).status_code == 303

    assert votes() == [("amendments", [1, 4], "")]


def test_a_block_of_nothing_is_refused_in_words(sign_in, proposed, page):
    refused = sign_in("moderation").post(f"{page}/block", data={})
    assert refused.status_code == 422
    assert "Choose one amendment." in refused.text


@pytest.mark.parametrize("gesture", ["advice", "publication", "votes", "block"])
@pytest.mark.parametrize("who", ["namur", "secretariat"])
def test_nobody_else_does_any_of_it(sign_in, proposed, page, who, gesture):
    assert sign_in(who).post(f"{page}/{gesture}", data={}).status_code == 403
