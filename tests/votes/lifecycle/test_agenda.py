"""The agenda: the order of the prepared votes, and the next one."""

import pytest

from charter.core.errors import Refused
from charter.database import db
from charter.journal.models import Entry
from charter.votes import queries
from charter.votes.lifecycle import opening, preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from tests.verifier.assembly import first_charter, member

MAX_PAGE_BYTES = 100_000


@pytest.fixture
def prepared(app):
    """Prepare so many votes; returns their ids."""

    def prepare(number):
        subjects = [
            Subject("question", heading=f"Une question de longueur ordinaire, la {n}", question="Faut-il ?")
            for n in range(number)
        ]
        votes = preparing.prepare_all(
            first_charter().id, [(subject, Settings()) for subject in subjects], member("moderation")
        )
        return [vote.id for vote in votes]

    return prepare


def order():
    db.session.expire_all()
    return [vote.id for vote in queries.prepared(first_charter().id)]


def test_a_vote_is_put_before_another_one_first_or_last(prepared, sign_in):
    a, b, c = prepared(3)
    moderator = sign_in("moderation")
    for moved, before, expected in ((c, a, [c, a, b]), (c, "", [a, b, c]), (a, c, [b, a, c]), (a, a, [b, a, c])):
        assert moderator.post(f"/votes/{moved}/place", data={"before": str(before)}).status_code == 303
        assert order() == expected
    assert db.session.query(Entry).filter_by(verb="vote.moved").count() == 3


def test_two_moderators_who_move_at_once_lose_nothing(prepared):
    a, b, c, d = prepared(4)
    one, other = member("moderation"), member("secretariat")
    preparing.move_before(d, a, one)  # the other one still sees a, b, c, d
    preparing.move_before(a, c, other)
    assert order() == [d, b, a, c]


def test_who_moves_a_vote_before_one_that_has_been_opened_is_told(prepared, sign_in):
    a, b = prepared(2)
    opening.open_vote(a, member("moderation"))
    with pytest.raises(Refused):
        preparing.move_before(b, a, member("moderation"))
    answer = sign_in("moderation").post(f"/votes/{b}/place", data={"before": str(a)})
    assert answer.status_code == 409
    assert "nothing was moved" in answer.text
    assert f'id="vote-{b}"' in answer.text


def test_the_next_vote_is_one_click_away_from_its_recap_also_after_one_is_over(prepared, sign_in):
    a, b = prepared(2)
    moderator = sign_in("moderation")
    page = moderator.get(f"/charters/{first_charter().slug}/votes").text
    assert page.count("Review, then open the next vote") == 1
    assert f"/votes/{a}/opening" in page
    assert "Review, then open the next vote" not in sign_in("namur").get(f"/charters/{first_charter().slug}/votes").text
    opening.open_vote(a, member("moderation"))
    moderator.post(f"/votes/{a}/closure", data={})
    assert f"/votes/{b}/opening" in moderator.get(f"/votes/{a}").text


def test_sixty_votes_stay_a_light_page(prepared, sign_in):
    prepared(60)
    pages = [sign_in("moderation").get(f"/charters/{first_charter().slug}/votes?page={number}") for number in (1, 2)]
    assert sum(page.text.count('aria-label="Earlier: vote') for page in pages) == 59
    assert max(len(page.data) for page in pages) < MAX_PAGE_BYTES


def test_several_votes_are_prepared_all_or_none(app):
    planned = [(Subject("clause", [5]), Settings()), (Subject("clause", []), Settings())]
    with pytest.raises(Refused):
        preparing.prepare_all(first_charter().id, planned, member("moderation"))
    assert order() == []
