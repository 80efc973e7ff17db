"""A page that is open while its site is upgraded asks to be reloaded, and what was typed in it arrives."""

from playwright.sync_api import expect

from tests.journeys.conftest import open_clause, saved, text_of
from tests.journeys.editing.test_unsaved import CLAUSE, kept, offline, type_first


def test_a_page_of_before_an_upgrade_is_told_to_reload_and_its_words_arrive(server, people):
    """The page joins under the name of today; from the upgrade on it sends `open`, as a page of version 1 does."""
    page = people.page("namur")

    def of_before(route) -> None:
        script = route.fetch().text()
        assert script.count('"join",') == 1
        script = script.replace('"join",', '(globalThis.joinsBy ?? "join"),')
        route.fulfill(body=script, content_type="text/javascript")

    page.route("**/clause-editor-*.js", of_before)
    open_clause(page, CLAUSE)
    type_first(page, "Déjà là. ")
    saved(page)
    offline(page)
    type_first(page, "Pendant la mise à jour. ")
    page.evaluate("globalThis.joinsBy = 'open'")
    page.context.set_offline(False)
    expect(page.get_by_role("alert").filter(has_text="Cette page n’est plus à jour")).to_be_visible()
    expect(page.locator(".text")).to_contain_text("Pendant la mise à jour.")
    kept(page, 1, "Pendant la mise à jour.")
    page.unroute_all()
    page.reload()
    saved(page)
    assert text_of(page).startswith("Pendant la mise à jour. Déjà là. ")
    expect(page.locator(".rejected-draft")).to_be_hidden()
    kept(page, 0)


def test_what_a_page_out_of_date_could_not_send_arrives_from_the_next_one(server, people):
    page = people.page("namur")
    open_clause(page, CLAUSE)
    offline(page)
    type_first(page, "Avant la mise à jour. ")
    kept(page, 1, "Avant la mise à jour.")
    context, address = page.context, page.url
    page.close()
    context.set_offline(False)
    old = context.new_page()

    made_older = []

    def of_before(route) -> None:
        """The schema stands in a script that several elements share: in which one is the bundler's to say."""
        script = route.fetch().text()
        if "version:2," in script:
            made_older.append(route.request.url)
        route.fulfill(body=script.replace("version:2,", "version:1,"), content_type="text/javascript")

    old.route("**/*.js", of_before)
    old.goto(address)
    expect(old.get_by_role("alert").filter(has_text="Cette page n’est plus à jour")).to_be_visible()
    assert len(made_older) == 1, made_older
    kept(old, 1, "Avant la mise à jour.")
    old.unroute_all()
    old.reload()
    saved(old)
    assert text_of(old).startswith("Avant la mise à jour. ")
