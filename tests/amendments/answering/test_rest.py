"""Part of what an amendment asks was adopted with another one: its author keeps the rest, or drops it."""

import pytest

from charter.amendments import rules
from charter.amendments.deciding import outcomes
from charter.database import db, writing
from tests.amendments.views.forms import words


@pytest.fixture
def amendment(round_, propose, clause, reworded, someone):
    """It asks for a word that another amendment asks for too, and for another title."""
    content = reworded("accueil", "véritable accueil")
    own = propose(round_, "namur", content=content, heading="Un autre titre")
    other = propose(round_, "quebec", content=content)
    with writing():
        outcomes.end(other, "adopted", someone("moderation"))
        outcomes.apply(other, {own.id: "reduced"}, None, someone("moderation"))
    db.session.expire_all()
    return own


def test_its_author_reads_what_is_left_and_keeps_it(amendment, page, sign_in):
    shown = words(sign_in("namur").get(page).text)
    assert "A part of what it asks was adopted with no. 2." in shown
    left = shown[shown.index("What is left of it") :]
    assert "Un autre titre" in left[: left.index("Keep the rest")]
    assert "véritable" not in left[: left.index("Keep the rest")]
    assert "Keep the rest" not in sign_in("quebec").get(page).text

    assert sign_in("quebec").post(f"{page}/rest").status_code == 409
    assert sign_in("namur").post(f"{page}/rest").status_code == 303
    assert amendment.stage == rules.SUBMITTED
    assert amendment.wording.cause == rules.REST
    said = words(sign_in("quebec").get(page).text)
    assert "what is left of it" in said[said.index("Wordings") :]


def test_its_author_drops_the_rest(amendment, page, sign_in):
    assert sign_in("namur").post(f"{page}/rest/removal").status_code == 303
    assert amendment.stage == rules.WITHDRAWN
