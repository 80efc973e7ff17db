"""Pasting into a clause what other programs copied, and what becomes of it up to the exports."""

import io
import json
import re
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys.conftest import CHARTER, accessible, editor, open_clause, saved, text_of
from tests.journeys.voting.test_decision import prepare_and_open, vote_by_keyboard

CLAUSE = 3
GOLDEN = Path("tests/paste/golden")


def paste(page, html: str = "", text: str = "") -> None:
    page.evaluate(
        """([html, text]) => {
            const clipboardData = new DataTransfer();
            if (html) clipboardData.setData("text/html", html);
            clipboardData.setData("text/plain", text);
            const how = { clipboardData, bubbles: true, cancelable: true };
            document.querySelector("clause-editor .text").dispatchEvent(new ClipboardEvent("paste", how));
        }""",
        [html, text],
    )


def drop(page, html: str) -> None:
    """Let go of something from another window over the end of the first line."""
    page.evaluate(
        """(html) => {
            const dataTransfer = new DataTransfer();
            dataTransfer.setData("text/html", html);
            const { right, top, height } = document.querySelector("clause-editor .text p").getBoundingClientRect();
            const place = { clientX: right - 2, clientY: top + height / 2 };
            const how = { dataTransfer, bubbles: true, cancelable: true, ...place };
            document.querySelector("clause-editor .text").dispatchEvent(new DragEvent("drop", how));
        }""",
        html,
    )


def copied(page) -> str:
    """What copying puts on the clipboard as plain text."""
    return page.evaluate(
        """() => {
            const clipboardData = new DataTransfer();
            const how = { clipboardData, bubbles: true, cancelable: true };
            document.querySelector("clause-editor .text").dispatchEvent(new ClipboardEvent("copy", how));
            return clipboardData.getData("text/plain");
        }"""
    )


def select_all(page) -> None:
    editor(page).click()
    page.keyboard.press("Control+a")
    # the browser tells the editor of a new selection between two frames; no person is quicker than that
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def shown(page) -> str:
    """The HTML of the text, without what the editor adds to it."""
    html = page.evaluate("document.querySelector('clause-editor .text').innerHTML")
    return re.sub(r'<br class="ProseMirror-trailingBreak">| dir="\w+"', "", html)


def golden(name: str) -> str:
    return (GOLDEN / f"{name}.html").read_text()


def test_what_is_left_out_is_said_and_can_be_undone(people):
    page = people.page("namur")
    open_clause(page, CLAUSE)
    select_all(page)
    page.keyboard.type("Avant. ")
    paste(page, golden("word-tracked"))
    assert shown(page) == "<p>Avant. Chaque commune doit ouvrir ses archives.</p><p>, et ajouté .</p>"
    notice = page.get_by_role("region", name="Ce qui a été collé")
    expect(notice).to_contain_text("Laissé de côté dans ce qui a été collé : mots barrés.")
    expect(page.locator("#announcements")).to_contain_text("mots barrés")
    accessible(page)
    notice.get_by_role("button", name="Annuler le collage").click()
    expect(notice).to_be_hidden()
    assert shown(page) == "<p>Avant. </p>"
    paste(page, '<img src="https://x.example/y.png">')
    expect(notice).to_contain_text("images")
    expect(notice.get_by_role("button", name="Annuler le collage")).to_be_hidden()
    assert shown(page) == "<p>Avant. </p>"
    paste(page, text="un\u200b\r\ndeux\r\n\r\ntrois")
    assert shown(page) == "<p>Avant. un</p><p>deux</p><p>trois</p>"
    expect(notice).to_be_hidden()
    drop(page, "<span>, <s>lâché</s>posé</span>")
    assert shown(page) == "<p>Avant. un, posé</p><p>deux</p><p>trois</p>"
    expect(notice).to_contain_text("mots barrés")
    saved(page)


def test_pasting_into_lists_over_a_selection_and_of_a_whole_report(people):
    page, other = people.page("namur"), people.page("quebec")
    for each in (page, other):
        open_clause(each, CLAUSE)
    select_all(page)
    paste(page, '<ol start="5"><li>cinq</li></ol>')
    assert shown(page) == '<ol start="5"><li><p>cinq</p></li></ol>'
    paste(page, "<ol><li>et demi</li><li>six</li></ol>")
    assert shown(page) == '<ol start="5"><li><p>cinqet demi</p></li><li><p>six</p></li></ol>'
    select_all(page)
    paste(page, "<p>10<sup>6</sup></p>")
    assert shown(page) == "<p>10<sup>6</sup></p>"
    page.keyboard.press("Control+,")
    page.keyboard.type("n")
    page.keyboard.press("Control+.")
    page.keyboard.type("e")
    assert shown(page) == "<p>10<sup>6</sup><sub>n</sub><sup>e</sup></p>"
    select_all(page)
    assert copied(page) == "10⁶ₙᵉ"
    select_all(page)
    sentence = "Les villes <b style='mso-bidi-font-weight:normal'>publient</b> leurs comptes, chaque année. "
    paste(page, "".join(f"<p class=MsoNormal>{n}. {sentence * 30}<o:p></o:p></p>" for n in range(180)))
    saved(page)
    expect(editor(other).locator("p").last).to_contain_text("179. Les villes")
    assert len(text_of(other)) > 260_000
    assert text_of(other) == text_of(page)


def test_a_pasted_clause_is_published_compared_voted_and_exported_as_it_was_pasted(server, people):
    namur, moderator = people.page("namur"), people.page("moderation")
    open_clause(namur, CLAUSE)
    select_all(namur)
    paste(namur, golden("word-lists") + golden("docs") + golden("excel"))
    saved(namur)
    moderator.goto(f"{CHARTER}/clauses/{CLAUSE}")
    moderator.get_by_role("button", name="Publier une version").click()
    moderator.goto(f"{CHARTER}/clauses/{CLAUSE}")
    moderator.get_by_text("Mettre cet article aux voix").click()
    prepare_and_open(moderator)
    namur.goto("/votes/3")
    voted = namur.locator(".text").first
    expect(voted.locator("ol[start='5'] ol[type=a][start='3'] > li").first).to_have_text("lettre c")
    expect(voted.locator("sup").first).to_have_text("6")
    vote_by_keyboard(namur, "Pour")
    moderator.get_by_text("Clore, prolonger ou annuler le scrutin").click()
    moderator.get_by_role("button", name="Clore le scrutin et dépouiller").click()
    expect(moderator.locator(".verdict")).to_contain_text("Adopté")

    exported = json.loads(urlopen(f"{server.url}{CHARTER}/export/json").read())
    blocks = exported["votes"][-1]["items"][0]["content"]["content"]
    lists = [block for block in blocks if block["type"] == "ordered_list"]
    assert [each["attrs"] for each in lists] == [{"start": 5}, {"start": 9}, {"start": 4}]
    html = urlopen(f"{server.url}{CHARTER}/export/html").read().decode()
    assert '<ol start="3" type="a"><li><p dir="auto">lettre c</p></li>' in html
    pdf = PdfReader(io.BytesIO(urlopen(f"{server.url}{CHARTER}/export/pdf").read()))
    printed = "".join("".join(page.extract_text() for page in pdf.pages).split())
    assert "5.cinquième" in printed
    assert "c)lettrec" in printed
    assert "Année:2027;Postes:1500" in printed
