from datetime import timedelta

import pytest
import time_machine

from charter.accounts import queries
from charter.accounts.models import Association, Member
from charter.core import clock
from charter.database import db
from charter.journal.models import Entry
from tests.support.mail_server import secret_in


def newest_entry():
    return db.session.query(Entry).order_by(Entry.seq.desc()).first()


def test_the_secretary_invites_a_delegate_who_gets_a_link_for_a_week(app, sign_in, visitor, post):
    namur = queries.association_named("Ville de Namur")
    form = {"email": "New@namur.example", "name": "Suppléance de Namur", "role": "delegate", "association": namur.id}
    page = sign_in("secretariat").post("/members", data=form, follow_redirects=True)
    assert "is invited" in page.text
    assert newest_entry().verb == "member.invited"
    secret = secret_in(post()["new"])
    with time_machine.travel(clock.now() + timedelta(days=6)):
        assert visitor.post(f"/sign-in/{secret}").status_code == 303


@pytest.mark.parametrize(
    "wrong, reason",
    [
        ({"email": "namur@forum.example"}, "already a member"),
        ({"email": "not an address"}, "not an e-mail address"),
        ({"email": "x@[.y"}, "not an e-mail address"),
        ({"email": "a,b@c.example"}, "not an e-mail address"),
        ({"email": ".a@c.example"}, "not an e-mail address"),
        ({"email": "a.@c.example"}, "not an e-mail address"),
        ({"email": "a..b@c.example"}, "not an e-mail address"),
        ({"email": "a@c..example"}, "not an e-mail address"),
        ({"email": "a@c.example."}, "not an e-mail address"),
        ({"email": "=?utf-8?q?x?=@c.example"}, "not an e-mail address"),
        ({"association": 0}, "choose which"),
        ({"name": ""}, "field-error"),
    ],
)
def test_a_wrong_invitation_says_why_and_keeps_what_was_typed(app, sign_in, wrong, reason):
    form = {"email": "new@namur.example", "name": "Suppléance", "role": "delegate", "association": 1} | wrong
    answer = sign_in("secretariat").post("/members", data=form)
    assert answer.status_code == 422
    assert reason in answer.text
    assert form["email"] in answer.text
    assert db.session.query(Member).filter_by(name="Suppléance").count() == 0


def test_only_the_secretary_invites(app, sign_in):
    for mailbox in ("namur", "moderation", "mediation"):
        assert sign_in(mailbox).post("/members", data={}).status_code == 403


def test_members_see_each_other_without_addresses(app, sign_in, visitor):
    page = sign_in("namur").get("/members").text
    assert "Délégation de Québec" in page
    assert "quebec@forum.example" not in page
    assert visitor.get("/members").status_code == 303


def test_a_suspended_member_is_out_at_once_and_back_when_reinstated(app, sign_in, someone):
    delegate, secretary = sign_in("namur"), sign_in("secretariat")
    number = someone("namur").id
    secretary.post(f"/members/{number}/suspension")
    assert delegate.get("/account").status_code == 303
    assert "suspended" in sign_in("quebec").get("/members").text
    secretary.post(f"/members/{number}/reinstatement")
    assert sign_in("namur").get("/account").status_code == 200


def test_the_last_secretary_stays(app, sign_in, someone):
    secretary = sign_in("secretariat")
    number = someone("secretariat").id
    assert secretary.post(f"/members/{number}/suspension").status_code == 409
    assert secretary.post(f"/members/{number}/role", data={"role": "observer"}).status_code == 409
    assert secretary.get("/members").status_code == 200


def test_a_role_that_there_is_none_of_is_refused(app, sign_in, someone):
    secretary = sign_in("secretariat")
    assert secretary.post(f"/members/{someone('namur').id}/role", data={"role": "king"}).status_code == 422
    assert secretary.post("/members/9999/role", data={"role": "observer"}).status_code == 404


def test_an_observer_without_association_cannot_become_a_delegate(app, sign_in, someone):
    answer = sign_in("secretariat").post(f"/members/{someone('mediation').id}/role", data={"role": "delegate"})
    assert answer.status_code == 409


def test_the_secretary_adds_and_changes_associations(app, sign_in):
    secretary = sign_in("secretariat")
    form = {
        "name": "Ville de Liège",
        "country": "Belgique",
        "college": "Villes francophones",
        "seats": 2,
        "weight": 3,
    }
    assert secretary.post("/associations/new", data=form).status_code == 303
    added = queries.association_named("Ville de Liège")
    assert (added.college.name, added.seats, added.weight) == ("Villes francophones", 2, 3)
    assert "Ville de Liège" in secretary.get(f"/associations/{added.id}").text
    assert secretary.post(f"/associations/{added.id}", data=form | {"weight": 5}).status_code == 303
    db.session.refresh(added)
    assert added.weight == 5


@pytest.mark.parametrize("wrong", [{"name": ""}, {"seats": 0}, {"weight": "x"}, {"name": "Ville de Namur"}])
def test_a_wrong_association_is_refused_with_the_form_kept(app, sign_in, wrong):
    form = {
        "name": "Ville de Liège",
        "country": "Pays typed",
        "college": "C",
        "seats": 1,
        "weight": 1,
    } | wrong
    answer = sign_in("secretariat").post("/associations/new", data=form)
    assert answer.status_code == 422
    assert "Pays typed" in answer.text
    assert db.session.query(Association).filter_by(country="Pays typed").count() == 0


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("role", "the role is now “Observer”."),
        ("headship", "is now the head of the delegation."),
        ("suspension", "is suspended, and signed out everywhere."),
        ("reinstatement", "may sign in again."),
    ],
)
def test_the_secretary_is_told_what_became_of_a_member(sign_in, someone, step, said):
    address = f"/members/{someone('kindia').id}/{step}"
    page = sign_in("secretariat").post(address, data={"role": "observer"}, follow_redirects=True).text
    assert "Délégation de Kindia (Ville de Kindia)" in page
    assert said in page
