"""Seven amendments to one clause, from their submission to the vote on the clause as amended: two moderators and five
delegates, in browsers."""

import re
from copy import deepcopy

import pytest
from playwright.sync_api import Page, expect

from charter.accounts import queries as accounts
from charter.amendments import actions, drafting, queries
from charter.amendments.rounds import actions as rounds
from charter.amendments.rounds.actions import RoundSettings
from charter.amendments.texts import Proposed
from charter.charters.models import Charter
from charter.clauses import actions as clauses
from charter.clauses.models import Clause
from charter.collab.storage import live_text
from charter.database import db
from charter.demo.actions import DOMAIN
from tests.conftest import make_app
from tests.journeys.conftest import CHARTER, People, accessible

HEADING = "Le droit à un accueil humain"
VOTERS = ("namur", "quebec", "geneve", "montreal", "lausanne")
LINE = {"type": "paragraph", "content": [{"type": "text", "text": "Nul n’est exclu."}]}


def replaced(content: dict, *words: tuple[str, str]) -> dict:
    """A text with some words in the place of others."""
    found = deepcopy(content)
    nodes = [found]
    while nodes:
        node = nodes.pop()
        nodes += node.get("content", ())
        for old, new in words if "text" in node else ():
            node["text"] = node["text"].replace(old, new)
    return found


def proposals(base: dict) -> list[tuple[str, dict | None]]:
    """Who proposes what, but for the last two: the removal, a rewriting, a wide one, a new line, one word."""
    rewritten = replaced(base, ("identique à celui", "jamais plus long que celui"), ("un délai", "une attente"))
    return [
        ("namur", None),
        ("quebec", rewritten),
        ("geneve", replaced(base, ("identique", "comparable"), ("gratuite", "offerte à tous"))),
        ("montreal", base | {"content": [*base["content"], LINE]}),
        ("lausanne", replaced(base, ("identique", "comparable"))),
    ]


@pytest.fixture
def seven(server) -> int:
    """The id of the clause, with five amendments in an open round that asks for no co-signatures, and a second
    moderator."""
    app = make_app(server.folder)
    with app.app_context():
        charter_id, moderator = db.session.query(Charter).one().id, accounts.get_by_email(f"moderation@{DOMAIN}")
        clause = db.session.query(Clause).filter_by(heading=HEADING).one()
        clauses.move_charter(charter_id, "amending", "", moderator)
        round_ = rounds.open_round(charter_id, RoundSettings(least_cosigners=0), moderator)
        for who, content in proposals(live_text.committed_text(clause.id).content):
            author = accounts.get_by_email(f"{who}@{DOMAIN}")
            proposed = Proposed(HEADING, content, clause_id=clause.id, drops=content is None)
            draft = drafting.begin(round_.id, [proposed], "Parce que.", author)
            actions.submit(draft.id, draft.revision, author)
        clause_id = clause.id
        db.session.remove()
        db.engine.dispose()
    return clause_id


def propose_without_javascript(page: Page, clause_id: int, old: str, new: str) -> None:
    page.goto(f"{CHARTER}/clauses/{clause_id}")
    page.get_by_role("link", name="Proposer une autre rédaction").click()
    paragraph = page.get_by_label(re.compile("^Alinéa")).filter(has_text=old).first
    paragraph.fill(paragraph.input_value().replace(old, new))
    page.get_by_label("Motif").fill("Parce que.")
    page.get_by_role("button", name="Relire, puis déposer").click()
    page.get_by_role("button", name="Déposer l’amendement").click()
    page.wait_for_url(re.compile(r"/amendments/\d+$"))


def advise(page: Page) -> None:
    """Leave each amendment to the vote."""
    for number in range(1, 8):
        page.goto(f"{CHARTER}/amendments/{number}/advice")
        page.get_by_label("S’en remettre au vote").check()
        page.get_by_role("button", name="Enregistrer et publier").click()
        page.wait_for_url(lambda url: not url.endswith("/advice"))


def hold(chair: Page, voters: list[Page], choice: str) -> None:
    """Open the next vote, vote, and close it."""
    chair.goto(f"{CHARTER}/votes")
    chair.get_by_role("link", name="Relire, puis ouvrir le scrutin suivant").click()
    chair.get_by_role("button", name="Ouvrir le scrutin").click()
    chair.wait_for_url(re.compile(r"/votes/\d+"))
    address = chair.url.partition("#")[0]
    for page in voters:
        page.goto(address)
        page.get_by_text(choice, exact=True).first.click()
        page.get_by_role("button", name="Enregistrer mon bulletin").first.click()
        expect(page.get_by_text(f"Votre bulletin : {choice.lower()}").first).to_be_visible()
    chair.goto(address)
    chair.get_by_text("Clore, prolonger ou annuler le scrutin").click()
    chair.get_by_role("button", name="Clore le scrutin et dépouiller").click()
    expect(chair.get_by_role("heading", name="Résultat")).to_be_visible()


def test_from_seven_amendments_to_the_voted_clause(people: People, server, seven):
    to_decide = f"{CHARTER}/amendments/to-decide/clauses/{seven}"
    bare = people.page("dschang", java_script_enabled=False)
    propose_without_javascript(bare, seven, "identique", "comparable")
    propose_without_javascript(people.page("agadir", java_script_enabled=False), seven, "identique", "égal")
    chair, second = people.page("moderation"), people.page("moderation", viewport={"width": 820, "height": 1180})
    chair.goto(f"{CHARTER}/rounds")
    chair.get_by_text("Clore la série", exact=True).click()
    chair.get_by_role("button", name="Clore la série maintenant").click()
    expect(chair.get_by_text("La série d’amendements est close.")).to_be_visible()

    second.goto(to_decide)
    accessible(second)
    expect(second.get_by_text("Amendements identiques").first).to_be_visible()
    advise(chair)
    chair.goto(to_decide)
    chair.get_by_role("button", name="Préparer ces scrutins").click()

    voters = [people.page(who) for who in VOTERS]
    chair.goto(f"{CHARTER}/votes")
    expect(chair.get_by_text("Amendement n° 1")).not_to_have_count(0)
    hold(chair, voters, "Contre")  # the removal
    hold(chair, voters, "Contre")  # the rewriting
    chair.goto(f"{CHARTER}/votes")
    chair.get_by_role("link", name="Relire, puis ouvrir le scrutin suivant").click()
    follows = chair.locator(".consequences")
    for said in (r"n°\s5 .*est satisfait", r"n°\s6 .*est satisfait", r"n°\s7 .*tombe"):
        expect(follows).to_contain_text(re.compile(said))
    accessible(chair)
    hold(chair, voters, "Pour")  # the wide one
    hold(chair, voters, "Pour")  # the new line
    bare.goto(f"{CHARTER}/amendments/6")
    expect(bare.get_by_text(re.compile("satisfait", re.IGNORECASE)).first).to_be_visible()

    second.goto(f"{CHARTER}/amendments/incorporation/clauses/{seven}")
    accessible(second)
    for box in second.get_by_role("checkbox").all():
        box.check()
    second.get_by_role("button", name="Porter dans le texte").click()
    expect(second.get_by_text("Ce qui a été adopté est dans le texte.", exact=True)).to_be_visible()
    second.get_by_role("link", name="Mettre aux voix l’article amendé").click()
    second.get_by_role("button", name="Ajouter à l’ordre des scrutins").click()
    hold(chair, voters, "Pour")

    bare.goto(f"{CHARTER}/clauses/{seven}")
    expect(bare.locator("main")).to_contain_text("Nul n’est exclu.")
    expect(bare.locator("main")).to_contain_text("comparable")
    assert outcomes(server) == {1: "rejected", 2: "rejected", 3: "adopted", 4: "adopted", 5: "satisfied"} | {
        6: "satisfied",
        7: "fallen",
    }


def outcomes(server) -> dict[int, str]:
    """The stage of each amendment, by number."""
    app = make_app(server.folder)
    with app.app_context():
        round_ = queries.latest_round(db.session.query(Charter).one().id, accounts.get_by_email(f"namur@{DOMAIN}"))
        found = {each.number: each.stage for each in queries.of_round(round_.id)}
        db.session.remove()
        db.engine.dispose()
    return found
