"""A moderator reads what a clause becomes, ticks what must be read, and puts it into the text; then the round ends."""

import re

from charter.amendments.incorporation import routes
from charter.collab.storage import live_text
from charter.database import db


def test_a_clause_is_put_into_the_text_and_the_round_decided(
    round_, propose, reworded, closed_round, decide, flushed, charter, clause, sign_in
):
    for who, old, new in (("namur", "un délai", "un vrai délai"), ("quebec", "identique", "comparable")):
        propose(round_, who, content=reworded(old, new))
    closed_round()
    one, other = round_amendments(round_)
    decide(one)
    browser = sign_in("moderation")
    here = f"/charters/{charter.slug}/amendments/incorporation"
    early = browser.get(f"{here}/clauses/{clause.id}").text
    assert "It cannot be put into the text:" in early
    assert f"/amendments/to-decide/clauses/{clause.id}?" in early

    vote = decide(other)
    assert f"{here}?" in browser.get(f"/votes/{vote.id}").text
    assert f"{here}?" not in sign_in("namur").get(f"/votes/{vote.id}").text
    assert "2 adopted amendments" in browser.get(here).text

    page = browser.get(f"{here}/clauses/{clause.id}").text
    assert "un vrai délai de réponse comparable" in re.sub("<[^>]+>", "", page)
    sent = {"seen": re.search('name="seen" value="([0-9a-f]{64})"', page)[1]}
    unread = browser.post(f"{here}/clauses/{clause.id}", data=sent)
    assert unread.status_code in (409, 422)
    assert "Read each of these sentences" in unread.text
    done = flushed(lambda: browser.post(f"{here}/clauses/{clause.id}", data=sent | {"read": "1-2"}))
    assert done.status_code == 303
    assert "un vrai délai de réponse comparable" in str(live_text.committed_text(clause.id).content)

    assert "Declare the round decided" in browser.get(here).text
    assert browser.post(f"{here}/decided").status_code == 303
    db.session.expire_all()
    assert round_.decided_at


def round_amendments(round_):
    from charter.amendments import queries

    return queries.of_round(round_.id)


def test_a_clause_of_no_round_is_not_found(round_, charter, sign_in):
    browser = sign_in("moderation")
    assert browser.get(f"/charters/{charter.slug}/amendments/incorporation/clauses/{10**6}").status_code == 404
    assert sign_in("namur").get(f"/charters/{charter.slug}/amendments/incorporation").status_code == 403


def test_of_the_pairs_read_what_is_malformed_is_left_out(app):
    sent = ["3-12", "9" * 5000 + "-1", "٣-١", "-", "3-", "0-1"]
    with app.test_request_context(method="POST", data={"read": sent}):
        assert routes._read() == {(3, 12)}
