import shutil
from datetime import timedelta

import pytest
import time_machine

from charter.accounts import actions, sessions
from charter.accounts.models import Session, SignInLink
from charter.core import clock
from charter.core.errors import NotFound
from charter.database import db
from tests.conftest import make_app, public
from tests.support.mail_server import secret_in


def test_a_link_signs_in_once(app, visitor, post):
    visitor.post("/sign-in", data={"email": " Namur@Forum.example ", "next": "/help"})
    secret = secret_in(post()["namur"])
    assert "Sign in here" in visitor.get(f"/sign-in/{secret}").text
    assert visitor.post(f"/sign-in/{secret}").headers["Location"] == "/help"
    assert "Délégation de Namur" in visitor.get("/").text
    again = public(app).post(f"/sign-in/{secret}")
    assert again.status_code == 409
    assert "Délégation de Namur" not in again.text


@pytest.mark.parametrize("asked_on", ["/sign-in", "/sign-in/an-old-link", "/sign-in?next=/help"])
def test_signing_in_from_a_page_for_signing_in_does_not_lead_back_to_it(visitor, asked_on, post):
    visitor.post("/sign-in", data={"email": "namur@forum.example", "next": asked_on})
    assert visitor.post(f"/sign-in/{secret_in(post()['namur'])}").headers["Location"] == "/"


def test_the_page_for_signing_in_keeps_where_one_was(visitor):
    assert 'href="/sign-in?next=/help"' in visitor.get("/sign-in?next=/help").text


def test_opening_a_link_does_not_use_it_up(app, visitor, post):
    visitor.post("/sign-in", data={"email": "namur@forum.example"})
    secret = secret_in(post()["namur"])
    for _ in range(3):
        public(app).get(f"/sign-in/{secret}")
    assert visitor.post(f"/sign-in/{secret}").status_code == 303


def test_known_and_unknown_addresses_get_the_same_answer(app, post):
    known = public(app).post("/sign-in", data={"email": "namur@forum.example"})
    unknown = public(app).post("/sign-in", data={"email": "abcde@forum.example"})
    assert known.status_code == unknown.status_code == 200
    assert known.text.replace("namur@", "abcde@") == unknown.text
    assert list(post()) == ["namur"]


def test_an_address_copied_with_a_character_that_cannot_be_seen_gets_its_link(visitor, post):
    visitor.post("/sign-in", data={"email": "\u200bNamur@forum.example\ufeff"})
    assert set(post()) == {"namur"}


def test_a_wrong_address_stays_in_the_form(visitor):
    answer = visitor.post("/sign-in", data={"email": ""})
    assert answer.status_code == 422
    assert "field-error" in answer.text


def test_nobody_is_signed_out_when_the_clock_is_set_back(sign_in):
    namur = sign_in("namur")
    with time_machine.travel(clock.now() - timedelta(minutes=5)):
        assert "Délégation de Namur" in namur.get("/").text


@pytest.mark.parametrize("sent", ["", "x", "e30.x.y", "\u00e9"])
def test_a_cookie_that_we_did_not_sign_is_nobodys(visitor, sent):
    visitor.set_cookie("session", sent)
    assert visitor.get("/account").status_code == 303


def test_a_link_is_too_old_after_a_quarter_of_an_hour(app, visitor):
    secret = actions.make_link("namur@forum.example")
    with time_machine.travel(clock.now() + timedelta(minutes=15, seconds=1)):
        assert visitor.post(f"/sign-in/{secret}").status_code == 409


def test_no_secret_is_kept(app):
    secret = actions.make_link("namur@forum.example")
    kept = [link.secret_digest for link in db.session.query(SignInLink)]
    assert kept
    assert secret not in kept
    key = sessions.sign_in(secret, "browser")
    assert key not in [session.key_digest for session in db.session.query(Session)]


def test_signing_in_renews_the_session(app, visitor):
    with visitor.session_transaction() as before:
        before["left over"] = "by somebody else"
    visitor.post(f"/sign-in/{actions.make_link('namur@forum.example')}")
    with visitor.session_transaction() as after:
        assert "left over" not in after


def test_a_session_revoked_elsewhere_ends_at_the_next_request(app, sign_in):
    phone, desk = sign_in("namur"), sign_in("namur")
    newest = db.session.query(Session).order_by(Session.id.desc()).first()
    assert "this device" in phone.get("/account").text
    phone.post(f"/account/sessions/{newest.id}/revocation")
    assert desk.get("/account").status_code == 303
    assert phone.get("/account").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(app, sign_in):
    sign_in("namur")
    newest = db.session.query(Session).order_by(Session.id.desc()).first()
    sign_in("quebec").post(f"/account/sessions/{newest.id}/revocation")
    db.session.refresh(newest)
    assert newest.revoked_at is None


def test_a_session_ends_by_itself(app, sign_in):
    delegate, moderator = sign_in("namur"), sign_in("moderation")
    with time_machine.travel(clock.now() + timedelta(hours=13)):
        assert delegate.get("/account").status_code == 200
        assert moderator.get("/account").status_code == 303
    with time_machine.travel(clock.now() + timedelta(days=8)):
        assert delegate.get("/account").status_code == 303


def test_signing_out_ends_the_session_on_the_server(app, sign_in):
    browser = sign_in("namur")
    with browser.session_transaction() as cookie:
        key = cookie["key"]
    browser.post("/sign-out")
    with browser.session_transaction() as cookie:
        cookie["key"] = key  # the cookie of before, played back
    assert browser.get("/account").status_code == 303


def test_the_command_line_makes_links_for_members_only(app):
    with pytest.raises(NotFound):
        actions.make_link("nobody@forum.example")


def test_signing_in_again_ends_the_session_it_replaces(app, visitor):
    visitor.post(f"/sign-in/{actions.make_link('namur@forum.example')}")
    with visitor.session_transaction() as cookie:
        old = cookie["key"]
    visitor.post(f"/sign-in/{actions.make_link('namur@forum.example')}")
    with visitor.session_transaction() as cookie:
        cookie["key"] = old
    assert visitor.get("/account").status_code == 303


def test_a_promotion_shortens_the_sessions_there_are(app, sign_in, someone):
    delegate = sign_in("namur")
    sign_in("secretariat").post(f"/members/{someone('namur').id}/role", data={"role": "moderator"})
    with time_machine.travel(clock.now() + timedelta(hours=13)):
        assert delegate.get("/account").status_code == 303


def test_a_link_from_before_a_suspension_stays_dead(app, visitor, sign_in, someone):
    secret, secretary = actions.make_link("namur@forum.example"), sign_in("secretariat")
    secretary.post(f"/members/{someone('namur').id}/suspension")
    secretary.post(f"/members/{someone('namur').id}/reinstatement")
    assert visitor.post(f"/sign-in/{secret}").status_code == 409


def test_a_link_says_whom_it_signs_in(app, visitor, sign_in):
    secret = actions.make_link("namur@forum.example")
    page = visitor.get(f"/sign-in/{secret}").text
    assert "Délégation de Namur" in page
    assert "namur@forum.example" in page
    assert "that session ends" in sign_in("quebec").get(f"/sign-in/{secret}").text
    visitor.post(f"/sign-in/{secret}")
    assert "You are signed in as Délégation de Namur" in visitor.get("/").text


@pytest.mark.parametrize("is_used", [True, False])
def test_a_dead_link_offers_a_new_one_before_and_after_the_click(app, visitor, is_used):
    secret = actions.make_link("namur@forum.example") if is_used else "never-one"
    public(app).post(f"/sign-in/{secret}")
    for answer in (visitor.get(f"/sign-in/{secret}"), visitor.post(f"/sign-in/{secret}")):
        assert answer.status_code in (409, 410)
        assert "Sign in here" not in answer.text
        assert 'action="/sign-in"' in answer.text
        assert "Get a new link" in answer.text


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_used_up_here_says_that_one_is_signed_in(app, visitor, method):
    address = f"/sign-in/{actions.make_link('namur@forum.example')}"
    visitor.post(address)
    again = getattr(visitor, method)(address).text
    assert "You are signed in as Délégation de Namur" in again
    assert "Get a new link" not in again


def test_a_language_goes_with_the_person_to_their_other_devices(app, sign_in):
    one, other = sign_in("namur"), app.test_client()
    other.post(f"/sign-in/{actions.make_link('namur@forum.example')}")
    one.get("/language/fr")
    assert 'lang="fr"' in other.get("/", headers={"Accept-Language": "en"}).text
    one.get("/language/en")
    assert 'lang="en"' in other.get("/", headers={"Accept-Language": "fr"}).text
    assert 'lang="fr"' in public(app).get("/language/fr", follow_redirects=True).text


AGENTS = {
    "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0": "Firefox on Linux",
    "Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0": "Edge on Windows",
    "Mozilla/5.0 (iPhone; like Mac OS X) Version/17.5 Safari/604.1": "Safari on iPhone",
    "Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36": "Chrome on Android",
    "curl/8.0": "Unknown browser",
}


@pytest.mark.parametrize("agent", AGENTS)
def test_sessions_are_listed_in_words(app, visitor, agent):
    visitor.post(f"/sign-in/{actions.make_link('namur@forum.example')}", headers={"User-Agent": agent})
    page = visitor.get("/account").text
    assert AGENTS[agent] in page
    assert "Mozilla" not in page


def test_long_addresses_are_counted_without_being_kept(tmp_path, template):
    shutil.copy(template / "demo.db", tmp_path / "charter.db")
    app = make_app(tmp_path, RATELIMIT_ENABLED=True)
    answers = [public(app).post("/sign-in", data={"email": "x" * 300_000 + str(n)}).status_code for n in range(6)]
    assert answers == [422] * 5 + [429]
    kept = app.extensions["limiter"].pop().storage.storage
    assert sum(map(len, kept)) < 2000
