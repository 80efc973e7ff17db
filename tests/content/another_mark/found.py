"""Where people meet a mark: typing, reading, comparing, exporting, pasting."""

import io
import subprocess
from pathlib import Path

import pytest
from lxml import html
from pypdf import PdfReader

import charter as package
from charter.collab.publishing import actions as publishing
from charter.content import marks, schema
from charter.export import pdf
from charter.web.rendering import sanitise
from tests.collab.client import first_line, flush
from tests.collab.conftest import writer
from tests.paste.test_golden import cleaned, page

__all__ = ["page", "writer"]  # fixtures


@pytest.fixture
def published(writer, clause, someone) -> None:
    """The first words of a clause under the mark, typed by a delegate and published."""
    namur = writer("namur")
    answer = namur.send(namur.change(lambda root: first_line(root).format(0, 3, {"capitals": {}})))
    assert not answer
    flush()
    assert namur.socket.received("ack")
    publishing.publish(clause.id, "", someone("moderation"))


def marked(answer) -> list[str]:
    return [each.text_content() for each in html.fromstring(answer.text).cssselect("mark")]


def test_this_is_the_copy():
    assert Path(package.__file__).resolve().is_relative_to(Path.cwd())
    assert "capitals" in marks.declared()


def test_another_name_is_still_refused(app, writer):
    namur = writer("namur")
    wrong = namur.change(lambda root: first_line(root).format(0, 3, {"capital": {}}))
    assert "cannot hold" in namur.send(wrong)["refused"][0]


def test_who_types_it_finds_it_on_every_page(published, visitor, sign_in, clause_page):
    assert marked(visitor.get(clause_page)) == ["Nul"]
    assert marked(sign_in("namur").get(clause_page)) == ["Nul"]
    [authors] = {each for each in marked(visitor.get(f"{clause_page}/versions/2/authors"))}
    assert "Nul" in authors


def test_the_toolbar_offers_it_with_its_first_letter(sign_in, clause_page):
    bar = html.fromstring(sign_in("namur").get(clause_page).text).cssselect("[role=toolbar]")[0]
    buttons = bar.cssselect("[aria-pressed], [data-command=link]")
    assert [each.get("data-command") for each in buttons][:6] == [
        *("strong", "em", "superscript", "subscript", "link", "capitals")
    ]
    assert (buttons[5].get("title"), buttons[5].cssselect("svg text")[0].text) == ("Capitals", "C")


@pytest.mark.parametrize("view", ["inline", "sides"])
def test_the_comparison_says_and_shows_it(published, visitor, clause_page, view):
    answer = visitor.get(f"{clause_page}/comparison?view={view}")
    assert "(plain before, in capitals now)" in " ".join(html.fromstring(answer.text).text_content().split())
    assert "Nul" in marked(answer)


def test_html_and_pdf_print_it(published, visitor, charter):
    assert marked(visitor.get(f"/charters/{charter.slug}/export/html")) == ["Nul"]
    printed = PdfReader(io.BytesIO(visitor.get(f"/charters/{charter.slug}/export/pdf").data))
    text = "".join(each.extract_text() for each in printed.pages)
    assert "NUL" in text
    assert pdf._functions()["capitals"] == "upper"


def test_the_sanitiser_keeps_it_and_leaves_out_an_empty_line_of_it():
    assert sanitise.clause("<p><mark>a</mark><u>b</u></p>") == "<p><mark>a</mark>&lt;u&gt;b&lt;/u&gt;</p>"
    assert sanitise.shown("<p><mark> </mark></p>") == ""


def test_plain_text_tells_it():
    assert marks.levelled("abba", {"capitals"}) == "ABBA"
    assert marks.levelled("c", {"capitals"}) == "!(c)"


def test_its_words_are_collected_for_the_catalogue():
    with Path(schema.__file__).with_name("schema.json").open("rb") as file:
        collected = {words for _line, _function, words, _comments in marks.extract(file, (), (), {})}
    assert {"Capitals", "in capitals", "Bold", "bold"} <= collected


def test_the_editor_knows_it():
    done = subprocess.run(["node", "--test", "tests/content/another_mark/found.mjs"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "pasted", ["<mark>mot</mark>", "<big>mot</big>", '<span style="text-transform: uppercase">mot</span>']
)
def test_it_may_be_pasted(page, pasted):
    assert cleaned(page, f"<p>{pasted}</p>").endswith("<p><mark>mot</mark></p>\n")
