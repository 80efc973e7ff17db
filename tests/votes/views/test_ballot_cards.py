"""The cards of a ballot: one for each elector for whom a person may vote."""

import pytest

from charter.database import db
from charter.votes import queries
from charter.votes.ballots import queries as ballot_queries
from charter.votes.lifecycle.preparing import Settings
from charter.votes.models import Vote
from charter.votes.roll import proxies
from tests.verifier.assembly import held, member


@pytest.fixture
def vote(charter) -> Vote:
    """An open vote in which Namur holds the proxy of Bruxelles."""
    proxies.give(charter.id, member("namur").id, member("bruxelles"))
    return db.session.get(Vote, held(Settings(), ends=None))


def cards(browser, vote: Vote, query: str = "") -> list[str]:
    page = browser.get(f"/votes/{vote.id}{query}").text
    return [each.partition("</section>")[0] for each in page.split('<section class="paper"')[1:]]


def test_each_card_names_its_elector_and_the_law_is_said_once(sign_in, vote):
    namur = sign_in("namur")
    own, other = cards(namur, vote)
    assert "My own voice, Délégation de Namur (Ville de Namur)" in own
    assert "By proxy for Délégation de Bruxelles (Ville de Bruxelles)" in other
    assert namur.get(f"/votes/{vote.id}").text.count("This vote is named") == 1
    assert "checked" not in own + other


def test_a_form_that_was_loaded_under_one_mandate_records_nothing_under_another(sign_in, vote):
    [own, _] = cards(sign_in("namur"), vote)
    elector = own.partition('name="elector" value="')[2].partition('"')[0]
    assert int(elector) == member("namur").id
    form = {"choice": "for", "digest": queries.text_digest(vote), "elector": elector}
    assert sign_in("quebec").post(f"/votes/{vote.id}/ballot", data=form).status_code == 403
    assert ballot_queries.turnout(vote).cast == 0


def test_a_recorded_ballot_is_changed_by_one_button_for_each_other_choice(sign_in, vote):
    namur, form = sign_in("namur"), {"digest": queries.text_digest(vote)}
    namur.post(f"/votes/{vote.id}/ballot", data=form | {"choice": "for"})
    closed, opened = cards(namur, vote)[0], cards(namur, vote, "?change=1")[0]
    assert "Your ballot: For." in closed
    assert '<details class="change">' in closed
    assert '<details class="change" open>' in opened
    assert [f'name="choice" value="{each}"' in opened for each in ("for", "against", "abstain", "no_part")] == [
        False,
        True,
        True,
        True,
    ]
