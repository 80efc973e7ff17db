"""A refused form keeps what was typed: the page that refuses it carries the words, to be sent again from there."""

import re
import shutil

import pytest

from charter.accounts import actions as accounts
from charter.comments.models import Comment
from charter.database import db
from tests.conftest import make_app, public

HERE = {"Origin": "http://localhost"}
WORDS = "\nDeux lignes\nd’un « avis » & <b>."


@pytest.fixture
def strict(template, tmp_path):
    """The application with its guard against forms from elsewhere."""
    shutil.copy(template / "demo.db", tmp_path / "charter.db")
    app = make_app(tmp_path, WTF_CSRF_ENABLED=True)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def enter(app, mailbox: str):
    browser = public(app)
    secret = accounts.make_link(f"{mailbox}@forum.example")
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(f"/sign-in/{secret}").text)[1]
    browser.post(f"/sign-in/{secret}", data={"csrf_token": token}, headers=HERE)
    return browser


def test_an_expired_form_is_sent_again_from_the_page_that_refuses_it(strict):
    namur = enter(strict, "namur")
    address = "/charters/charte-pour-une-societe-numerique-desirable/clauses/3/threads"
    refused = namur.post(address, data={"body": WORDS, "csrf_token": "of another session"}, headers=HERE)
    assert refused.status_code == 400
    assert "You are signed in as Délégation de Namur" in refused.text
    assert f'action="{address}"' in refused.text
    assert "\nDeux lignes\nd’un « avis » &amp; &lt;b&gt;.</textarea>" in refused.text
    token = re.search(r'name="csrf_token" value="([^"]+)"', refused.text)[1]
    assert namur.post(address, data={"body": WORDS, "csrf_token": token}, headers=HERE).status_code == 303
    assert db.session.query(Comment).order_by(Comment.id.desc()).first().body == WORDS.strip()


@pytest.mark.parametrize(
    "origin", [{}, {"Origin": "https://evil.example"}, {"Origin": "http://localhost.evil.example"}]
)
def test_what_another_site_filled_in_is_not_sent_with_one_click(strict, origin):
    address = "/charters/charte-pour-une-societe-numerique-desirable/clauses/3/threads"
    refused = enter(strict, "namur").post(address, data={"body": WORDS}, headers=origin)
    assert refused.status_code == 400
    assert "Deux lignes" in refused.text
    assert f'action="{address}"' not in refused.text


def test_a_form_of_somebody_signed_out_elsewhere_keeps_its_words(strict):
    address = "/charters/charte-pour-une-societe-numerique-desirable/clauses/3/threads"
    strict.config["WTF_CSRF_ENABLED"] = False
    refused = public(strict).post(address, data={"body": WORDS, "seen": "3"}, headers=HERE)
    assert refused.status_code == 403
    assert 'name="seen" value="3"' in refused.text
    assert "Deux lignes" in refused.text
    assert "Sign in in another tab" in refused.text


def test_a_ballot_sent_after_signing_out_in_another_tab_says_so(strict):
    signed_out = public(strict)
    refused = signed_out.post("/votes/1/ballot", data={"choice": "for", "csrf_token": "of then"}, headers=HERE)
    assert refused.status_code == 403
    assert "You are no longer signed in, and nothing was recorded." in refused.text


@pytest.mark.parametrize(
    ("came_from", "leads_to"),
    [
        ("http://localhost/votes/2?association=x", "/votes/2?association%3Dx"),
        ("http://localhost/votes/2/ballot", "/"),
        ("http://localhost//evil.example/", "/"),
        ("https://evil.example/votes/2", "/"),
        ("http://localhost.evil.example/votes/2", "/"),
    ],
)
def test_the_answer_to_a_form_leads_back_to_the_page_it_stood_on(strict, came_from, leads_to):
    sent = {"data": {"choice": "for"}, "headers": {"Referer": came_from}}
    refused = public(strict).post("/votes/2/ballot", **sent)
    assert f'href="/sign-in?next={leads_to}"' in refused.text
    assert f'href="/language/fr?next={leads_to}"' in refused.text
    assert ("Back to the page before" in refused.text) is (leads_to != "/")


@pytest.mark.parametrize("address", ["http://[", "https://localhost:abc/", "https://localhost:99999999/"])
def test_a_form_from_an_address_that_is_none_is_refused(strict, address):
    browser = public(strict)
    https = {"base_url": "https://localhost"}
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/sign-in", **https).text)[1]
    form = {"email": "namur@forum.example", "csrf_token": token}
    assert browser.post("/sign-in", data=form, headers={"Referer": address}, **https).status_code == 400
    assert browser.post("/sign-in", data=form, headers={"Referer": "https://localhost/"}, **https).status_code == 200


def test_a_form_of_a_visitor_that_expires_speaks_of_no_session(strict):
    refused = public(strict).post("/sign-in", data={"email": "namur@forum.example"}, headers=HERE)
    assert refused.status_code == 400
    assert "expired" in refused.text


def test_a_form_too_large_is_refused_in_words_that_say_what_to_do(sign_in, clause_page):
    namur = sign_in("namur")
    for body in ({"data": {"body": "x" * 5_000_000}}, {"data": b"{" * 5_000_000, "content_type": "application/json"}):
        answer = namur.post(f"{clause_page}/threads", **body, headers=HERE)
        assert answer.status_code in (413, 422)
        assert "too large" in answer.text or "Write something first" in answer.text
    assert "x" * 9_000 in namur.post(f"{clause_page}/threads", data={"body": "x" * 9_000}).text


@pytest.mark.parametrize("form", [b"title=x&body=" + b"y" * 1_100_000, b"title=x" + b"&a=1" * 100_000])
@pytest.mark.parametrize(("path", "status"), [("/nowhere", 404), ("/members", 403), ("/sign-in", 413)])
def test_a_form_too_large_is_not_looked_through_wherever_it_is_sent(visitor, path, status, form):
    answer = visitor.post(path, data=form, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == status
    assert "<main" in answer.text
    assert len(answer.text) < 5_000


def test_a_form_that_comes_as_json_is_no_form(visitor):
    assert visitor.post("/sign-in", json={"email": 5, "next": []}).status_code == 422


def test_a_page_that_is_not_there_says_so(visitor):
    for address in ("/nothing-here", "/journal/checkpoints/2", "/language/xx"):
        page = visitor.get(address).text
        assert "<h1>There is no such page</h1>" in page
        assert "There is nothing at this address." in page
    assert "<h1>This could not be done</h1>" in visitor.post("/sign-out").text
