"""A delegate reads the advice on amendments and what is still open, on a phone and in the dark, and answers without
JavaScript."""

from copy import deepcopy

import pytest
from playwright.sync_api import Page, expect

from charter.amendments import actions, drafting, queries
from charter.amendments.deciding import dispositions, outcomes
from charter.amendments.deciding.dispositions import Advice
from charter.amendments.rounds import actions as rounds
from charter.amendments.rounds.actions import RoundSettings
from charter.amendments.texts import Proposed
from charter.clauses import actions as clauses
from charter.database import db, writing
from tests.conftest import make_app
from tests.journeys import conftest
from tests.journeys.conftest import CHARTER, People
from tests.verifier.assembly import member

CLAUSE = 4


@pytest.fixture
def advised(server):
    """1: of Namur, for which another wording is advised; 2: of Namur, of which a part is adopted with 3, of Québec."""
    app = make_app(server.folder)
    with app.app_context():
        chair = member("moderation")
        clauses.move_charter(1, "amending", "", chair)
        round_ = rounds.open_round(1, RoundSettings(), chair)
        base = queries.bases(round_.id)[CLAUSE].version

        def propose(who: str, heading: str, *added: str):
            draft = drafting.begin(round_.id, [_text(base, heading, *added)], "Pour l’essai.", member(who))
            return actions.submit(draft.id, draft.revision, member(who))

        one, two = propose("namur", base.heading, "Chaque année."), propose("namur", "Un autre titre", "Sans délai.")
        three = propose("quebec", base.heading, "Sans délai.")
        better = _text(base, base.heading, "Chaque année, en public.")
        dispositions.advise(1, one.id, Advice("adopt_modified", "Plus précis.", proposed=[better]), 0, chair)
        dispositions.publish(1, {one.id: 1}, chair)
        with writing():
            outcomes.end(three, "adopted", chair)
            outcomes.apply(three, {two.id: "reduced"}, None, chair)
        db.session.remove()
        db.engine.dispose()


def _text(base, heading: str, *added: str) -> Proposed:
    content = deepcopy(base.content)
    content["content"] += [{"type": "paragraph", "content": [{"type": "text", "text": each}]} for each in added]
    return Proposed(heading, content, clause_id=CLAUSE)


def accessible(page: Page) -> None:
    conftest.accessible(page)
    page.emulate_media(color_scheme="dark")
    page.evaluate("document.getAnimations().forEach((each) => each.finish())")  # buttons change their colours slowly
    conftest.accessible(page, only=["color-contrast", "link-in-text-block"])
    page.emulate_media(color_scheme="light")


def test_a_delegate_reads_what_is_advised_and_answers(people: People, advised):
    phone = people.page("namur", viewport={"width": 320, "height": 640})
    for address in ("/work", f"{CHARTER}/amendments/1?reading=sides", f"{CHARTER}/amendments/2"):
        phone.goto(address)
        accessible(phone)
    phone.goto(f"{CHARTER}/amendments/open")
    expect(phone.locator("main")).to_contain_text("2 amendements restent à trancher")
    accessible(phone)

    plain = people.page("namur", java_script_enabled=False)
    plain.goto("/work")
    plain.get_by_role("link", name="Répondre (n° 1)").click()
    plain.get_by_label("D’accord : cette rédaction devient celle de notre amendement").check()
    plain.get_by_label("En quelques mots").fill("Volontiers.")
    plain.get_by_role("button", name="Répondre", exact=True).click()
    expect(plain.locator("main")).to_contain_text("Ville de Namur : d’accord.")
    plain.goto(f"{CHARTER}/amendments/2")
    plain.get_by_role("button", name="Maintenir le reste").click()
    expect(plain.locator(".amendment-side")).to_contain_text("ce qui en reste")
