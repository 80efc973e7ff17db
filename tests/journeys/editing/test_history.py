"""Going back in a clause's life: a version restored before everyone's eyes, and the making played."""

import re
import shutil
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import expect

from charter.accounts import queries as accounts
from charter.collab.publishing import actions as collab
from charter.collab.storage import update_log
from charter.collab.ydoc import from_prosemirror
from charter.core import clock
from charter.database import db
from charter.demo import actions as demo
from tests.conftest import make_app
from tests.journeys.conftest import CHARTER, editor, open_clause, saved, text_of

CLAUSE = 3
MAKING = f"{CHARTER}/clauses/{CLAUSE}/making"


def write(page, words):
    open_clause(page, CLAUSE)
    editor(page).click()
    page.keyboard.press("Control+Home")
    page.keyboard.type(words)
    saved(page)


def restore(page):
    page.goto(f"{CHARTER}/clauses/{CLAUSE}/versions/1")
    page.get_by_role("link", name="Restaurer cette version…").click()
    page.get_by_role("button", name="Restaurer la version 1").click()
    expect(page.get_by_text("La version 1 est restaurée")).to_be_visible()


def test_a_restored_version_reaches_everyone_who_has_the_clause_open(server, people):
    quebec, namur = people.page("quebec"), people.page("namur")
    open_clause(quebec, CLAUSE)
    before = text_of(quebec)
    write(namur, "Une phrase de Namur. ")
    expect(editor(quebec)).to_contain_text("Une phrase de Namur.")
    restore(namur)
    expect(editor(quebec)).not_to_contain_text("Une phrase de Namur.")
    assert text_of(quebec) == before
    editor(quebec).click()
    quebec.keyboard.press("Control+End")
    quebec.keyboard.type(" Et de Québec.")
    saved(quebec)
    expect(editor(namur)).to_contain_text("Et de Québec.")
    expect(editor(quebec)).to_contain_text(re.compile("Et de Québec\\.$"))


def test_a_version_is_restored_without_a_script(server, people):
    quebec, namur = people.page("quebec"), people.page("namur", java_script_enabled=False)
    write(quebec, "Une phrase de Québec. ")
    restore(namur)
    expect(editor(quebec)).not_to_contain_text("Une phrase de Québec.")


def test_a_clause_that_was_quiet_when_the_server_stopped_has_its_version_once_it_is_back(server, people, template):
    server.kill()
    for left in server.folder.glob("charter.db-*"):
        left.unlink()
    shutil.copy(template / "empty.db", server.folder / "charter.db")
    app = make_app(server.folder)
    with app.app_context(), time_machine.travel(clock.now() - timedelta(days=1), tick=True) as moment:
        demo.load()  # a site of yesterday: what is recorded is never earlier than what was recorded before
        clause_id = collab.create_clause(
            1, 1, "Un ancien article", accounts.get_by_email("moderation@forum.example")
        ).id
        author = accounts.get_by_email("namur@forum.example").id
        db.session.rollback()
        moment.shift(timedelta(minutes=5))
        blob = from_prosemirror.document(from_prosemirror.paragraphs("Écrit avant la coupure.")).get_update()
        update_log.append([update_log.NewEdit(clause_id, author, blob)], {})
        db.engine.dispose()
    server.start()
    page = people.page("namur")
    page.goto(f"{CHARTER}/clauses/{clause_id}")
    page.get_by_text("1 version automatique").click()
    page.get_by_role("link", name="Version 1.1").click()
    expect(page.locator("main .text")).to_contain_text("Écrit avant la coupure.")


@pytest.fixture
def made(server, people):
    """A clause in three steps."""
    quebec, namur = people.page("quebec"), people.page("namur")
    write(quebec, "Un. ")
    write(namur, "Deux. ")
    return namur


def step(page, n):
    expect(page.locator(".step-said strong")).to_have_text(f"Étape {n} sur 3")


def test_the_making_is_played_to_its_end_and_said(made):
    made.goto(f"{MAKING}?at=1")
    made.get_by_label("Rythme").select_option(label="Rapide")
    play = made.get_by_role("button", name="Dérouler les étapes")
    play.click()
    expect(made.get_by_role("button", name="Mettre en pause")).to_be_focused()
    step(made, 3)
    expect(play).to_be_focused()
    expect(made.get_by_label("Étape", exact=True)).to_have_value("3")
    expect(made.locator("main ins")).to_contain_text("Deux.")
    expect(made.locator("#announcements")).to_contain_text(re.compile("Étape . sur 3.*Délégation"))
    assert made.url.endswith("at=3")


def test_the_making_is_followed_by_keyboard(made):
    made.goto(f"{MAKING}?at=1")
    made.get_by_label("Étape", exact=True).focus()
    made.keyboard.press("ArrowRight")
    step(made, 2)
    expect(made.get_by_label("Étape", exact=True)).to_have_attribute(
        "aria-valuetext", re.compile("Étape 2 sur 3.*Québec")
    )
    made.get_by_role("link", name="Suivante").focus()
    made.keyboard.press("Enter")
    step(made, 3)
    expect(made.get_by_label("Étape", exact=True)).to_be_focused()
    made.get_by_role("button", name="Dérouler les étapes").focus()
    made.keyboard.press("ArrowLeft")
    step(made, 2)
    made.keyboard.press("Space")
    step(made, 3)
    made.keyboard.press("ArrowLeft")
    made.get_by_label("Rythme").select_option(label="Lent")
    made.get_by_role("button", name="Dérouler les étapes").press("Space")
    made.keyboard.press("Escape")
    expect(made.get_by_role("button", name="Dérouler les étapes")).to_be_visible()


def test_a_line_that_is_down_is_said_and_stops_the_play(made):
    made.goto(f"{MAKING}?at=1")
    made.context.set_offline(True)
    made.get_by_role("button", name="Dérouler les étapes").click()
    expect(made.get_by_role("alert")).to_contain_text("Cette étape n’a pas pu être chargée")
    step(made, 1)
    made.context.set_offline(False)
    made.get_by_role("link", name="Dernière").click()
    step(made, 3)
    expect(made.get_by_role("alert")).to_have_count(0)


def test_the_making_is_followed_without_a_script(made, people):
    page = people.page("namur", java_script_enabled=False)
    page.goto(f"{MAKING}?at=1")
    page.get_by_role("link", name="Suivante").click()
    step(page, 2)
    page.get_by_label("Étape", exact=True).press("ArrowRight")
    page.get_by_role("button", name="Afficher cette étape").click()
    step(page, 3)
    expect(page.get_by_role("button", name="Dérouler les étapes")).to_have_count(0)
