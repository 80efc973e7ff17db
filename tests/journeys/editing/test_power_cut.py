"""What the page calls saved survives anything; what comes back is there once."""

import random
import socket
import socketserver
import sqlite3
import threading

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import CHARTER, accessible, editor, open_clause, saved, text_of

CLAUSE = 5


@pytest.fixture
def proxy(server):
    """The address of a proxy of the kind town halls have: it passes everything on, but refuses websockets."""

    class Relay(socketserver.BaseRequestHandler):
        def handle(self):
            head = self.request.recv(65536)
            if b"upgrade: websocket" in head.lower():
                self.request.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            with socket.create_connection(("127.0.0.1", server.port)) as inside:
                inside.sendall(head)
                threading.Thread(target=pass_on, args=(inside, self.request), daemon=True).start()
                pass_on(self.request, inside)

    class Proxy(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Proxy(("127.0.0.1", 0), Relay) as proxy:
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{proxy.server_address[1]}"
        proxy.shutdown()


def pass_on(source, target):
    try:
        while chunk := source.recv(65536):
            target.sendall(chunk)
    except OSError:
        return  # one of the two has hung up


def type_until_cut(server, pages, marks: str) -> None:
    """Everyone types; the server dies in the middle of it."""
    cut_at = random.randrange(10, len(marks) - 10)
    for place, letter in enumerate(marks):
        if place == cut_at:
            server.kill()
        for page, tag in pages.items():
            page.keyboard.type(tag + letter)


def test_a_server_killed_while_two_people_type_loses_and_doubles_nothing(server, people):
    namur, quebec = people.page("namur"), people.page("quebec")
    for page in (namur, quebec):
        open_clause(page, CLAUSE)
        editor(page).click()
    namur.keyboard.press("Control+Home")
    quebec.keyboard.press("Control+End")
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    type_until_cut(server, {namur: "<", quebec: ">"}, letters)
    for page in (namur, quebec):
        expect(page.locator(".save-state")).to_have_attribute("data-state", "offline")
    accessible(namur)
    server.start()
    for page in (namur, quebec):
        saved(page)
    whole = {tag: "".join(tag + letter for letter in letters) for tag in "<>"}
    expect(editor(namur)).to_contain_text(whole[">"])
    expect(editor(quebec)).to_contain_text(whole["<"])
    assert text_of(namur) == text_of(quebec)
    for tag in "<>":
        assert text_of(namur).count(whole[tag]) == 1
    server.kill()
    server.start()
    fresh = people.page("geneve")
    open_clause(fresh, CLAUSE)
    assert text_of(fresh) == text_of(namur)


def test_what_was_acknowledged_is_on_disk_at_the_very_moment_of_the_cut(server, people):
    namur = people.page("namur")
    open_clause(namur, CLAUSE)
    editor(namur).click()
    namur.keyboard.press("Control+Home")
    namur.keyboard.type("Ceci est enregistré. ")
    saved(namur)
    server.kill()
    namur.context.close()
    people.contexts.remove(namur.context)
    with sqlite3.connect(server.folder / "charter.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    server.start()
    fresh = people.page("geneve")
    open_clause(fresh, CLAUSE)
    assert text_of(fresh).startswith("Ceci est enregistré. ")


def test_reloading_loses_and_doubles_nothing(server, people):
    namur = people.page("namur")
    open_clause(namur, CLAUSE)
    before = text_of(namur)
    for _ in range(3):
        namur.reload()
        saved(namur)
    assert text_of(namur) == before


@pytest.mark.parametrize("manner", ["refuses", "closes"])
def test_typing_works_where_websockets_are_blocked(server, people, proxy, manner):
    namur, quebec = people.page("namur"), people.page("quebec")
    for page in (namur, quebec):
        if manner == "closes":
            page.route_web_socket("**/*", lambda line: line.close())
            open_clause(page, CLAUSE)
        else:
            page.goto(f"{proxy}{CHARTER}/clauses/{CLAUSE}")
            saved(page)
    editor(namur).click()
    namur.keyboard.press("Control+Home")
    namur.keyboard.type("Par relève longue. ")
    saved(namur)
    expect(editor(quebec)).to_contain_text("Par relève longue. ")
    assert quebec.evaluate(
        "performance.getEntriesByType('resource').some((each) => each.name.includes('transport=polling'))"
    )


def test_leaving_with_unsaved_words_warns(server, people):
    namur = people.page("namur")
    open_clause(namur, CLAUSE)
    server.kill()
    expect(namur.locator(".save-state")).to_have_attribute("data-state", "offline")
    editor(namur).click()
    namur.keyboard.type("pas encore envoyé")
    warned = []
    namur.on("dialog", lambda dialog: (warned.append(dialog.type), dialog.dismiss()))
    namur.close(run_before_unload=True)
    namur.wait_for_timeout(500)
    assert warned == ["beforeunload"]
    server.start()
    saved(namur)


def test_a_demoted_delegate_keeps_their_words_in_sight(server, people):
    namur, secretary = people.page("namur"), people.page("secretariat")
    open_clause(namur, CLAUSE)
    secretary.goto("/members")
    row = secretary.get_by_role("row").filter(has_text="namur@forum.example")
    row.get_by_role("checkbox").check()
    secretary.get_by_label("Nouveau rôle").select_option("observer")
    secretary.get_by_role("button", name="Changer le rôle").click()
    editor(namur).click()
    namur.keyboard.press("Control+Home")
    namur.keyboard.insert_text("Trop tard. ")
    expect(namur.locator(".save-state")).to_have_attribute("data-state", "readonly")
    expect(namur.locator(".rejected-draft [role=alert]")).not_to_be_empty()
    accessible(namur)
    assert "Trop tard." in namur.get_by_label("Ces lignes, telles qu’elles étaient").input_value()
    fresh = people.page("geneve")
    fresh.goto(f"{CHARTER}/clauses/{CLAUSE}")
    expect(fresh.locator(".text")).not_to_contain_text("Trop tard.")
