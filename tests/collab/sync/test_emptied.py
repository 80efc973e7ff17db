"""A clause of which everything was deleted: select all, delete."""

import pytest
from pycrdt import XmlElement, XmlText

from charter.collab.storage import live_text
from tests.collab.client import flush

PAGES = ["", "/versions", "/making", "/authors", "/comparison", "/versions/1/restoration", "/comments"]


@pytest.fixture
def emptied(app, writer, clause):
    namur = writer("namur")

    def delete_all(root):
        del root.children[0 : len(root.children)]

    namur.send(namur.change(delete_all))
    flush()
    assert namur.socket.received("ack")
    assert live_text.committed_text(clause.id).content == {"type": "doc"}
    return clause


@pytest.mark.parametrize("mailbox", ["namur", "moderation", "mediation"])
def test_its_pages_answer(emptied, clause_page, sign_in, mailbox):
    browser = sign_in(mailbox)
    assert {path: browser.get(clause_page + path).status_code for path in PAGES} == dict.fromkeys(PAGES, 200)


def test_it_can_be_published_and_exported(emptied, clause_page, sign_in, visitor, charter):
    assert sign_in("moderation").post(f"{clause_page}/versions", data={"note": "Vidé"}).status_code == 303
    paths = [clause_page] + [f"/charters/{charter.slug}/export/{form}" for form in ("html", "json", "pdf")]
    assert {path: visitor.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)


def test_words_come_back_into_it_by_typing_and_by_restoring(emptied, writer, clause_page, sign_in):
    quebec = writer("quebec")
    assert quebec.text == ""

    def write(root):
        root.children.append(XmlElement("paragraph")).children.append(XmlText("De nouveau."))

    quebec.send(quebec.change(write))
    flush()
    assert live_text.committed_text(emptied.id).content["content"][0]["content"][0]["text"] == "De nouveau."
