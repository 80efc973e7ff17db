from datetime import timedelta

import pytest
import time_machine

from charter.accounts import actions
from charter.accounts.models import Session, SignInLink
from charter.core import clock
from charter.core.errors import NotFound
from charter.database import db
from tests.conftest import public
from tests.post import secret_in


def test_a_link_signs_in_once(app, visitor, post):
    visitor.post("/sign-in", data={"email": " Namur@Forum.example ", "next": "/help"})
    secret = secret_in(post()["namur"])
    assert "Sign in here" in visitor.get(f"/sign-in/{secret}").text
    assert visitor.post(f"/sign-in/{secret}").headers["Location"] == "/help"
    assert "Délégation de Namur" in visitor.get("/").text
    again = public(app).post(f"/sign-in/{secret}")
    assert again.status_code == 409
    assert "Délégation de Namur" not in again.text


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


def test_a_wrong_address_stays_in_the_form(visitor):
    answer = visitor.post("/sign-in", data={"email": ""})
    assert answer.status_code == 422
    assert "field-error" in answer.text


def test_a_link_is_too_old_after_a_quarter_of_an_hour(app, visitor):
    secret = actions.make_link("namur@forum.example")
    with time_machine.travel(clock.now() + timedelta(minutes=15, seconds=1)):
        assert visitor.post(f"/sign-in/{secret}").status_code == 409


def test_no_secret_is_kept(app):
    secret = actions.make_link("namur@forum.example")
    kept = [link.secret_digest for link in db.session.query(SignInLink)]
    assert kept
    assert secret not in kept
    key = actions.sign_in(secret, "browser")
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
