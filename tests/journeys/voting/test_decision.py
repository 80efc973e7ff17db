"""From an invitation to a decision: the whole main job, in real browsers."""

import io
import json
import re
from urllib.request import urlopen

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys.conftest import CHARTER, accessible, editor, open_clause, saved, text_of

CLAUSE = 5


def invited_link(server, address: str) -> str:
    """The link in the mail that the server printed for an address."""
    letters = server.printed().split("--- mail to ")
    letter = [each for each in letters if each.startswith(address)][-1]
    return re.search(r"http://\S+/sign-in/\S+", letter).group()


def test_a_clause_from_invitation_to_export(server, people):
    secretary = people.page("secretariat")
    secretary.goto("/members")
    secretary.get_by_text("Inviter une personne").click()
    secretary.get_by_label("Adresse électronique").fill("suppleance@namur.example")
    secretary.get_by_label("Nom affiché").fill("Suppléance de Namur")
    secretary.locator("#association").select_option("Ville de Namur")
    secretary.get_by_role("button", name="Envoyer l’invitation").click()
    expect(secretary.get_by_role("status").first).to_contain_text("Suppléance de Namur (Ville de Namur)")

    namur, quebec = people.page(), people.page("quebec")
    people.sign_in(namur, invited_link(server, "suppleance@namur.example"))
    for delegate in (namur, quebec):
        open_clause(delegate, CLAUSE)
    expect(namur.locator(".people")).to_contain_text("Délégation de Québec")

    # both type at once, with bold, an emoji and a list
    editor(namur).click()
    namur.keyboard.press("Control+Home")
    editor(quebec).click()
    quebec.keyboard.press("Control+End")
    for left, right in zip("Ensemble, ", " et demain", strict=True):
        namur.keyboard.type(left)
        quebec.keyboard.type(right)
    namur.keyboard.press("Control+b")
    namur.keyboard.type("résolument 🙂 ")
    quebec.keyboard.press("Enter")
    quebec.keyboard.type("- lire")
    quebec.keyboard.press("Enter")
    quebec.keyboard.type("écrire")
    expect(editor(quebec).locator("strong")).to_have_text("résolument 🙂 ")
    expect(editor(namur).locator("li")).to_have_count(2)
    for delegate in (namur, quebec):
        saved(delegate)
    accessible(namur)
    assert text_of(namur) == text_of(quebec)
    assert text_of(namur).startswith("Ensemble, résolument 🙂 Savoir")
    assert " et demain\nlire\nécrire" in text_of(namur)
    expect(namur.locator(".caret-name")).to_have_text("Délégation de Québec")
    expect(quebec.locator(".caret-name")).to_have_text("Suppléance de Namur")

    # a comment appears on the other's page without reloading
    namur.get_by_label("Nouveau commentaire").fill("Ce mot vous convient-il ?")
    namur.get_by_role("button", name="Envoyer le commentaire").click()
    expect(quebec.get_by_text("Ce mot vous convient-il ?")).to_be_visible()
    quebec.get_by_text("Répondre").click()
    quebec.get_by_label("Votre réponse").fill("Oui.")
    quebec.get_by_role("button", name="Envoyer la réponse").click()
    expect(namur.locator(".comment")).to_have_count(2)

    # one goes offline, types, comes back
    namur.context.set_offline(True)
    expect(namur.locator(".save-state")).to_have_attribute("data-state", "offline", timeout=60_000)
    editor(namur).click()
    namur.keyboard.press("Control+Home")
    namur.keyboard.type("Hors ligne. ")
    editor(quebec).click()
    quebec.keyboard.press("Control+End")
    quebec.keyboard.type(" pendant ce temps")
    saved(quebec)
    namur.context.set_offline(False)
    saved(namur)
    expect(editor(quebec)).to_contain_text("Hors ligne. ")
    expect(editor(namur)).to_contain_text("pendant ce temps")
    assert text_of(namur) == text_of(quebec)
    voted = text_of(namur)

    # the vote opens: typing is refused, the page says so
    moderator = people.page("moderation")
    moderator.goto(f"{CHARTER}/clauses/{CLAUSE}")
    moderator.get_by_text("Mettre cet article aux voix").click()
    prepare_and_open(moderator)
    expect(moderator.get_by_role("heading", level=1)).to_contain_text("Scrutin 3")
    expect(namur.locator(".save-state")).to_have_attribute("data-state", "readonly")
    expect(editor(namur)).to_have_attribute("contenteditable", "false")
    editor(namur).click()
    namur.keyboard.type("interdit")
    assert text_of(namur) == voted
    accessible(namur)
    expect(namur.get_by_text("Un scrutin est ouvert")).to_be_visible()
    expect(namur.locator(".clause-head .mark")).to_contain_text("Mis aux voix")

    # delegates vote by keyboard; one changes the ballot
    for delegate, choice in ((namur, "Contre"), (quebec, "Pour")):
        delegate.goto("/votes/3")
        vote_by_keyboard(delegate, choice)
    change_by_keyboard(namur, "Pour")
    expect(moderator.locator(".turnout strong")).to_have_text("2")
    assert "Pour" not in moderator.locator(".turnout").inner_text()

    # the moderator closes; everyone sees the result
    moderator.get_by_text("Clore, prolonger ou annuler le scrutin").click()
    moderator.get_by_role("button", name="Clore le scrutin et dépouiller").click()
    for page in (moderator, quebec):
        expect(page.locator(".verdict")).to_have_text(re.compile(r"^\s*Adopté\s*$"))
        met = re.compile(r"Condition remplie\s: 2 > 0")
        expect(page.locator(".sums li")).to_have_text(["2 pour, 0 contre", met, "2 votants sur 16 inscrits"])
    visitor = people.page()
    visitor.goto(CHARTER)
    expect(visitor.locator(f"#clause-{CLAUSE} .mark")).to_contain_text("2–0")

    # the exports hold the voted text and the result
    exported = json.loads(urlopen(f"{server.url}{CHARTER}/export/json").read())
    vote = exported["votes"][-1]
    counts = vote["result"]["total"]["votes"]
    assert (counts["votes_for"], counts["votes_against"], counts["entitled"]) == (2, 0, 16)
    assert vote["result"]["outcome"] == "adopted"
    assert "".join(strings(vote["items"][0]["content"])) == voted.replace("\n", "")
    assert [ballot["chosen"] for ballot in vote["ballots"]] == ["for", "for"]
    pdf = PdfReader(io.BytesIO(urlopen(f"{server.url}{CHARTER}/export/pdf").read()))
    printed = "".join("".join(page.extract_text() for page in pdf.pages).split())
    assert "Horsligne.Ensemble,résolument🙂" in printed
    assert "2pour,0contre" in printed
    assert vote["digest"] in printed


def prepare_and_open(moderator) -> None:
    """From the clause: a vote without a quorum, since two vote here."""
    moderator.get_by_role("link", name="Choisir une autre règle").click()
    moderator.locator("summary", has_text="Autrement que d’habitude").click()
    moderator.locator("[name=quorum]").select_option("aucun")
    moderator.get_by_role("button", name="Ajouter à l’ordre des scrutins").click()
    moderator.get_by_role("link", name="Relire avant d’ouvrir").click()
    moderator.get_by_role("button", name="Ouvrir le scrutin").click()


def vote_by_keyboard(page, choice: str) -> None:
    """Only the keyboard: to the ballot, to the choice, to the button."""
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.name") != "choice":
        page.keyboard.press("Tab")
    for _ in range(3):
        if page.evaluate("document.activeElement.labels[0].innerText.trim()") == choice:
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")  # to whether a receipt is sent by mail
    assert page.evaluate("document.activeElement.name") == "receipt"
    page.keyboard.press("Tab")
    assert "Enregistrer mon bulletin" in page.evaluate("document.activeElement.innerText")
    page.keyboard.press("Enter")
    expect(page.locator(".receipt")).to_contain_text(choice)


def change_by_keyboard(page, choice: str) -> None:
    """Only the keyboard: to what changes the ballot, and to the button of another choice."""
    for pressed in ("Modifier mon bulletin", choice):
        page.keyboard.press("Tab")
        while page.evaluate("document.activeElement.innerText.trim()") != pressed:
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    expect(page.locator(".receipt")).to_contain_text(choice)


def strings(content: dict) -> list[str]:
    return (
        [content["text"]] if "text" in content else [s for child in content.get("content", []) for s in strings(child)]
    )


def test_the_same_decision_without_javascript_on_a_phone(server, people):
    plain = {"java_script_enabled": False, "viewport": {"width": 320, "height": 700}}
    moderator, namur, quebec = (people.page(who, **plain) for who in ("moderation", "namur", "quebec"))
    namur.goto(f"{CHARTER}/clauses/{CLAUSE}")
    expect(namur.locator(".text")).to_contain_text("Savoir se servir d’un outil")
    namur.get_by_label("Nouveau commentaire").fill("Sans script")
    namur.get_by_role("button", name="Envoyer le commentaire").click()
    expect(namur.locator(".said").last).to_have_text("Sans script")

    moderator.goto(f"{CHARTER}/outline")
    moderator.get_by_role("button", name="Monter : Des compétences pour comprendre et pour choisir").click()
    expect(moderator.locator(f"#clause-{CLAUSE}")).to_contain_text("Article 3")
    moderator.goto(f"{CHARTER}/clauses/{CLAUSE}")
    moderator.get_by_text("Mettre cet article aux voix").click()
    prepare_and_open(moderator)

    for delegate, choice in ((namur, "Contre"), (quebec, "Pour"), (namur, "Abstention")):
        delegate.goto("/")
        if delegate is quebec or choice == "Contre":
            delegate.get_by_role("link", name="Voter – Des compétences pour comprendre").click()
        else:
            delegate.goto("/votes/3?change=1")
        if choice == "Abstention":
            delegate.get_by_role("button", name=choice, exact=True).click()
        else:
            delegate.get_by_label(choice, exact=True).check()
            delegate.get_by_role("button", name="Enregistrer mon bulletin").click()
        expect(delegate.locator(".receipt")).to_contain_text(choice)

    moderator.reload()
    expect(moderator.locator(".turnout strong")).to_have_text("2")
    moderator.get_by_text("Clore, prolonger ou annuler le scrutin").click()
    moderator.get_by_role("button", name="Clore le scrutin et dépouiller").click()
    expect(moderator.locator(".verdict")).to_contain_text("Adopté")
