"""A new delegate, from the mail to the first useful act, on a phone."""

import re
from time import monotonic

from playwright.sync_api import Locator, expect

from charter.accounts import actions as accounts
from charter.accounts import queries
from charter.database import db
from charter.votes.lifecycle import actions as votes
from tests.conftest import make_app
from tests.journeys.conftest import accessible
from tests.support import waiting

MAX_CLICKS = 6
MAX_SECONDS = 120
ADDRESS = "nouvelle@namur.example"


def invite_and_open_a_vote(server) -> None:
    """Beside the server, as the secretary and a moderator would."""
    with make_app(server.folder).app_context():
        namur = queries.association_named("Ville de Namur")
        accounts.invite(ADDRESS, "Nouvelle déléguée", "delegate", namur.id, by=None)
        votes.put_to_vote(3, queries.get_by_email("moderation@forum.example"))
        db.session.remove()
        db.engine.dispose()


def invitation(server) -> str | None:
    """The link in the mail that the server printed, once it is there."""
    letters = [each for each in server.printed().split("--- mail to ") if each.startswith(ADDRESS)]
    links = [re.search(r"http://\S+/sign-in/\S+(?=\s)", each) for each in letters]
    return next((link.group() for link in links if link), None)


def test_a_new_delegate_votes_within_six_clicks_of_the_mail(server, people):
    invite_and_open_a_vote(server)
    waiting.until(lambda: invitation(server), "the invitation")
    phone = people.page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    clicks: list[str] = []

    def click(what: Locator) -> None:
        clicks.append(str(what))
        what.click()

    begun = monotonic()
    clicks.append("the link in the mail")
    phone.goto(invitation(server))
    click(phone.get_by_role("button", name="Me connecter ici"))
    expect(phone.get_by_role("heading", name="Bienvenue, en trois étapes")).to_be_visible()
    accessible(phone)
    click(phone.get_by_role("link", name=re.compile("^Voter . Le droit à un accueil humain")))
    expect(phone.get_by_role("radio", name="Pour")).to_be_in_viewport()
    click(phone.get_by_text("Pour", exact=True))
    click(phone.get_by_role("button", name="Enregistrer mon bulletin"))
    expect(phone.locator(".receipt")).to_contain_text("Pour")
    assert len(clicks) <= MAX_CLICKS
    assert monotonic() - begun < MAX_SECONDS

    phone.goto("/")
    expect(phone.get_by_text("Rien ne vous attend pour le moment.")).to_be_visible()
    expect(phone.get_by_role("heading", name=re.compile("^Voté, scrutin encore ouvert"))).to_be_visible()
    phone.get_by_role("button", name="C’est vu, ne plus l’afficher").click()
    expect(phone.get_by_role("heading", name="Bienvenue, en trois étapes")).to_have_count(0)
