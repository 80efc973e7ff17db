"""Real browsers, over TLS, at two processes."""

from charter.accounts import actions as accounts
from charter.demo import actions as demo
from tests.journeys.conftest import People, editor, saved, text_of
from tests.support.waiting import until


def page_of(site, browser, mailbox, process):
    """The page of somebody whom nginx sends to a process; what goes wrong on it is collected."""
    context = browser.new_context(base_url=site.front.secure, locale="fr-FR", ignore_https_errors=True)
    name, line = site.line_to(process).split("=")
    context.add_cookies([{"name": name, "value": line, "url": site.front.secure}])
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    secret = site.asked(lambda: accounts.make_link(f"{mailbox}@{demo.DOMAIN}"))
    People.sign_in(page, f"/sign-in/{secret}")
    return page, errors


def test_two_browsers_write_one_text_over_websockets_and_tls(site, chromium, clause_page):
    pages, sockets = [], []
    for process, mailbox in enumerate(("namur", "quebec")):
        page, errors = page_of(site, chromium, mailbox, process)
        page.on("websocket", lambda socket: sockets.append(socket.url))
        page.goto(clause_page)
        saved(page)
        pages.append((page, errors))
    for page, _ in pages:
        editor(page).click()
        page.keyboard.press("Control+Home")
        page.keyboard.type("Un mot. ")
        saved(page)
    for page, errors in pages:
        until(lambda page=page: text_of(page).startswith("Un mot. Un mot. "), "the words of both")
        assert errors == []
    assert [url.split("/socket.io")[0] for url in sockets] == [site.front.secure.replace("https", "wss")] * 2
    for page, _ in pages:
        page.context.close()
