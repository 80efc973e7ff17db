"""What somebody writes in a form survives a session that ended elsewhere, and a reload, until it is sent."""

from playwright.sync_api import expect

from tests.journeys.conftest import CHARTER, open_clause

WORDS = "Ce que je voulais dire."


def test_a_comment_refused_after_signing_in_again_is_there_after_the_reload(people, server):
    page = people.page("namur")
    open_clause(page, 3)
    comment = page.get_by_label("Nouveau commentaire")
    comment.fill(WORDS)
    other = page.context.new_page()
    other.goto("/account")
    other.get_by_role("button", name="Me déconnecter de cet appareil").click()
    people.sign_in(other, server.sign_in_link("namur"))
    page.get_by_role("button", name="Envoyer le commentaire").click()
    expect(page.locator("#new-thread")).to_contain_text("a expiré")
    page.reload()
    expect(comment).to_have_value(WORDS)
    page.get_by_role("button", name="Envoyer le commentaire").click()
    expect(page.locator(".said", has_text=WORDS)).to_be_visible()
    page.reload()
    expect(page.locator(".said", has_text=WORDS)).to_be_visible()
    expect(comment).to_have_value("")


def test_words_of_a_plain_form_outlive_a_reload_and_end_with_the_sending(people):
    page = people.page("secretariat")
    page.goto(f"{CHARTER}/description")
    summary = page.locator("textarea[name=summary]")
    before = summary.input_value()
    summary.fill(WORDS)
    page.reload()
    expect(summary).to_have_value(WORDS)
    page.locator("main button.primary").click()
    page.wait_for_url("**/outline")
    page.goto(f"{CHARTER}/description")
    expect(summary).to_have_value(WORDS)
    summary.fill(before)
    page.locator("main button.primary").click()
    page.wait_for_url("**/outline")
    page.goto(f"{CHARTER}/description")
    expect(summary).to_have_value(before)
