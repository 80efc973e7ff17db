"""A ballot that somebody is filling in is never taken from them, whatever happens to the vote meanwhile."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from charter.core import clock
from charter.database import db
from charter.outbox import actions as outbox
from charter.votes.lifecycle import opening, preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.rules import named_rules
from tests.conftest import make_app
from tests.verifier.assembly import member

OPENS_DETAILS = "Clore, prolonger ou annuler le scrutin"


@pytest.fixture
def block(server) -> str:
    """The address of an open vote on three clauses at once."""
    return opened(server, Subject("block", [11, 12, 14], heading="Trois articles sans désaccord"))


LISTEN = """() => { const region = document.getElementById("announcements"); window.said = [];
new MutationObserver(() => window.said.push(region.textContent)).observe(region, { childList: true }); }"""


def test_who_waits_for_a_vote_hears_that_it_opens_and_that_it_is_over(server, people):
    app = make_app(server.folder)
    with app.app_context():
        how = Settings(rule=named_rules.SIMPLE_MAJORITY, closes_at=clock.now() + timedelta(days=1))
        vote = preparing.prepare(1, Subject("clause", [11]), how, member("moderation")).id
        db.session.remove()
        db.engine.dispose()
    namur, moderator = people.page("namur"), people.page("moderation")
    namur.goto(f"/votes/{vote}")
    namur.evaluate("customElements.whenDefined('live-part')")
    namur.evaluate(LISTEN)
    moderator.goto(f"/votes/{vote}/opening")
    moderator.get_by_role("button", name="Ouvrir le scrutin").click()
    expect(namur.get_by_label("Pour", exact=True)).to_be_visible()
    close(moderator, f"/votes/{vote}")
    expect(namur.locator(".verdict")).to_be_visible()
    namur.wait_for_timeout(3500)  # two sentences are three seconds apart
    heard = [f"Le scrutin {vote} est ouvert, ou a été annulé.", f"Le scrutin {vote} est terminé."]
    assert namur.evaluate("window.said") == heard


def opened(server, subject: Subject, rule=named_rules.SIMPLE_MAJORITY) -> str:
    """The address of an open vote that closes tomorrow."""
    app = make_app(server.folder)
    with app.app_context():
        how = Settings(rule=rule, closes_at=clock.now() + timedelta(days=1))
        vote_id = preparing.prepare(1, subject, how, member("moderation")).id
        opening.open_vote(vote_id, member("moderation"))
        outbox.clear()
        db.session.remove()
        db.engine.dispose()
    return f"/votes/{vote_id}"


def record(page, choice: str) -> None:
    expect(page.locator("live-part:not(:defined)")).to_have_count(0)  # before, the form goes without a script
    if page.locator(".change").count():
        page.get_by_text("Modifier mon bulletin", exact=True).click()
        page.get_by_role("button", name=choice, exact=True).click()
    else:
        page.get_by_label(choice, exact=True).check()
        page.get_by_role("button", name="Enregistrer mon bulletin").click()
    expect(page.locator(".receipt")).to_contain_text(choice)
    expect(page.locator("#announcements")).to_contain_text(f"Votre bulletin\u00a0: {choice}")


def extend(page, address: str) -> None:
    page.goto(address)
    page.get_by_text(OPENS_DETAILS).click()
    page.get_by_label("Nouvelle heure de clôture").fill("2031-05-06T07:08")
    page.get_by_label("Motif de la prolongation").fill("Le réseau est lent")
    page.get_by_role("button", name="Prolonger le scrutin").click()


def close(page, address: str) -> None:
    page.goto(address)
    page.get_by_text(OPENS_DETAILS).click()
    page.get_by_label("Motif de la clôture anticipée").fill("Tout le monde a voté")
    page.get_by_role("button", name="Clore le scrutin et dépouiller").click()
    expect(page.locator(".verdict")).to_be_visible()


def test_a_half_filled_ballot_stays_whatever_happens_to_the_vote(block, people):
    namur, quebec, geneve, moderator = (people.page(who) for who in ("namur", "quebec", "geneve", "moderation"))
    namur.goto(block)
    against = namur.get_by_label("Contre", exact=True)
    against.check()
    namur.mouse.click(5, 5)  # the focus goes elsewhere; the choice alone must keep the form

    quebec.goto(block)
    record(quebec, "Pour")
    expect(namur.locator(".turnout strong")).to_have_text("1")
    expect(against).to_be_checked()

    extend(moderator, block)
    expect(namur.locator(".deadline")).to_contain_text("2031")
    expect(against).to_be_checked()
    expect(namur.locator("[data-renew]")).to_have_count(0)

    quebec.get_by_text("Objecter : voter cet article séparément").first.click()
    quebec.get_by_label("Motif", exact=True).first.fill("À discuter")
    quebec.get_by_role("button", name="Retirer cet article du scrutin groupé").first.click()
    expect(namur.locator(".taken-out")).to_contain_text("À discuter")
    expect(namur.locator("[data-renew]")).to_be_visible()
    expect(against).to_be_checked()

    namur.locator("[data-renew]").click()
    expect(namur.locator("[data-renew]")).to_have_count(0)
    expect(against).to_be_checked()
    namur.get_by_role("button", name="Enregistrer mon bulletin").click()
    expect(namur.locator(".receipt")).to_contain_text("Contre")

    geneve.goto(block)
    abstain = geneve.get_by_label("Abstention", exact=True)
    abstain.check()
    close(moderator, block)
    expect(geneve.locator("[data-renew]")).to_be_visible()
    expect(abstain).to_be_checked()
    geneve.locator("[data-renew]").click()
    expect(geneve.locator(".verdict")).to_be_visible()
    expect(geneve.locator("h2:focus")).to_have_count(1)


def test_a_page_without_a_choice_shows_the_result_by_itself(block, people):
    namur, moderator = people.page("namur"), people.page("moderation")
    namur.goto(block)
    extend(moderator, block)
    expect(namur.locator(".deadline")).to_contain_text("2031")
    close(moderator, block)
    expect(namur.locator(".verdict")).to_be_visible()


def test_another_tab_shows_the_ballot_that_was_changed_in_this_one(block, people):
    first = people.page("namur")
    first.goto(block)
    record(first, "Pour")
    second = first.context.new_page()
    second.goto(block)
    record(second, "Contre")
    expect(first.locator(".receipt")).to_contain_text("Contre")


def test_the_header_counts_what_still_waits_as_soon_as_a_ballot_is_in_here_and_in_another_tab(block, people):
    one = people.page("namur")
    other = one.context.new_page()
    for page in (one, other):
        page.goto(block)
        expect(page.locator("live-part:not(:defined)")).to_have_count(0)
    before = int(one.locator(".my-work .badge").inner_text())
    record(one, "Pour")
    for page in (one, other):
        expect(page.locator(".my-work .badge")).to_have_text(str(before - 1) if before > 1 else "")


def test_words_of_an_objection_stay_although_no_choice_was_made(server, people):
    address = opened(server, Subject("question", heading="Une question", question="Faut-il ?"), named_rules.CONSENT)
    namur, moderator = people.page("namur"), people.page("moderation")
    namur.goto(address)
    reason = namur.locator("textarea[name=objection]")
    reason.fill("Le coût n’est pas chiffré")
    namur.mouse.click(5, 5)
    asked = []
    namur.on("request", lambda request: asked.append(request.url.partition("?")[0]))
    extend(moderator, address)
    expect(namur.locator(".deadline")).to_contain_text("2031")
    assert not [url for url in asked if url.endswith("/body")]
    expect(reason).to_have_value("Le coût n’est pas chiffré")


def test_a_ballot_that_the_line_did_not_take_stays_filled_in_and_is_sent_again(block, people):
    namur = people.page("namur")
    namur.goto(block)
    namur.evaluate("customElements.whenDefined('live-part')")
    namur.context.set_offline(True)
    namur.get_by_label("Pour", exact=True).check()
    namur.get_by_role("button", name="Enregistrer mon bulletin").click()
    expect(namur.locator(".paper [data-problem]")).to_contain_text("La connexion est coupée")
    expect(namur.get_by_label("Pour", exact=True)).to_be_checked()

    namur.context.set_offline(False)
    namur.get_by_role("button", name="Enregistrer mon bulletin").click()
    expect(namur.locator(".receipt")).to_contain_text("Pour")
    expect(namur.get_by_role("heading", name="Bulletin", exact=True)).to_be_focused()
    namur.goto("/")
    expect(namur.locator(".flash")).to_have_count(0)  # the paper said it
