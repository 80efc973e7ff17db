"""The list of members: who was invited, who came; searched, filtered, and changed several at once."""

import re
from datetime import timedelta

import pytest
import time_machine

from charter.accounts import queries as accounts
from charter.accounts.models import Account, Association, College, Member
from charter.core import clock
from charter.core.alphabet import key
from charter.database import db
from charter.directory import listing
from charter.journal.models import Entry


@pytest.fixture
def secretary(sign_in):
    return sign_in("secretariat")


@pytest.fixture
def hall(app):
    """612 more people, none of them invited."""
    accounts_of_hall = [Account(email=f"p{number}@hall.example") for number in range(612)]
    db.session.add_all(accounts_of_hall)
    db.session.flush()
    db.session.add_all(
        Member(account_id=each.id, name=f"Élue {number} de la Communauté", role="observer")
        for number, each in enumerate(accounts_of_hall)
    )
    db.session.commit()


def state_of(mailbox, domain="forum.example"):
    member = accounts.get_by_email(f"{mailbox}@{domain}")
    [listed] = listing.of_ids([member.id])
    return listed.state


def names(page):
    return re.findall(r'<th scope="row"><a href="/members/\d+">([^<]+)', page)


def invite(secretary, *mailboxes):
    ids = [accounts.get_by_email(f"{each}@forum.example").id for each in mailboxes]
    return secretary.post("/members/selection", data={"member": ids, "act": "invite"}, follow_redirects=True).text


def test_a_member_is_not_invited_then_invited_then_never_came_or_came(secretary, visitor, post):
    assert state_of("quebec") == "not_invited"
    invite(secretary, "quebec", "geneve")
    assert state_of("quebec") == "invited"
    link = re.search(r"/sign-in/\S+", post()["geneve"])[0]
    visitor.post(link)
    with time_machine.travel(clock.now() + timedelta(days=8)):
        assert (state_of("quebec"), state_of("geneve")) == ("never_came", "came")


def test_an_invitation_that_the_mail_server_refuses_is_seen_in_the_list(secretary, post, letterbox):
    letterbox.replies["quebec"] = "550 5.1.1 No such mailbox"
    invite(secretary, "quebec", "geneve")
    assert list(post()) == ["geneve"]
    assert names(secretary.get("/members?state=refused").text) == ["Délégation de Québec"]


def test_one_address_gets_three_invitations_a_day_apart(sign_in):
    assert "1 invitation is queued." in invite(sign_in("secretariat"), "quebec")
    assert "0 invitations are queued. 1 person gets none" in invite(sign_in("secretariat"), "quebec")
    for days in (1, 2):
        with time_machine.travel(clock.now() + timedelta(days=days, minutes=1)):
            assert "1 invitation is queued." in invite(sign_in("secretariat"), "quebec")
    with time_machine.travel(clock.now() + timedelta(days=30)):
        assert "0 invitations are queued." in invite(sign_in("secretariat"), "quebec")


def test_who_came_or_is_suspended_is_not_invited_again(secretary, sign_in, someone):
    sign_in("namur")
    secretary.post(f"/members/{someone('quebec').id}/suspension")
    assert "0 invitations are queued. 2 people get none" in invite(secretary, "namur", "quebec")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=quebec", ["Délégation de Québec"]),
        ("q=DÉLÉGATION+namur", ["Délégation de Namur"]),
        ("q=geneve@forum", ["Délégation de Genève"]),
        ("role=secretary", ["Secrétariat du forum"]),
        ("q=nobody", []),
    ],
)
def test_members_are_found_by_words_without_accents_and_by_role(secretary, query, found):
    assert names(secretary.get(f"/members?{query}").text) == found


def test_a_delegate_does_not_find_people_by_their_address(sign_in):
    page = sign_in("namur").get("/members?q=forum.example").text
    assert "0 people" in page


def test_a_list_of_612_people_is_pages_of_fifty_and_light(secretary, hall):
    page = secretary.get("/members?page=2&role=observer").text
    assert len(names(page)) == 50
    assert "2 / 13" in page
    assert len(page.encode()) < 100_000
    assert len(secretary.get("/members").text.encode()) < 100_000


def test_a_list_stays_light_where_each_person_speaks_for_another_association(secretary, hall):
    college = db.session.query(College).first()
    names = (f"Communauté de communes du pays {number}" for number in range(612))
    db.session.add_all(Association(name=name, college=college) for name in names)
    db.session.commit()
    assert len(secretary.get("/members").data) < 100_000


def test_all_who_are_found_are_invited_on_every_page(secretary, hall):
    page = secretary.post(
        "/members/selection", data={"all": "on", "q": "elue 61", "act": "invite"}, follow_redirects=True
    )
    assert "8 invitations are queued." in page.text  # 61, 161, … 561, 610, 611


def test_several_are_suspended_after_a_question_and_lose_their_sessions(secretary, sign_in, someone):
    namur = sign_in("namur")
    ids = [someone(each).id for each in ("namur", "quebec")]
    asked = secretary.post("/members/selection", data={"member": ids, "act": "suspend"}).text
    assert "Délégation de Namur" in asked
    assert state_of("namur") == "came"
    secretary.post("/members/selection", data={"member": ids, "act": "suspend", "confirmed": "y"})
    assert (state_of("namur"), state_of("quebec")) == ("suspended", "suspended")
    assert namur.get("/account").status_code == 303


def test_several_get_a_role_or_none_does(secretary, someone):
    ids = [someone(each).id for each in ("namur", "mediation")]
    refused = secretary.post("/members/selection", data={"member": ids, "act": "role", "new_role": "delegate"})
    assert refused.status_code == 409  # an observer of no association cannot speak for one
    secretary.post("/members/selection", data={"member": ids, "act": "role", "new_role": "moderator"})
    assert [db.session.get(Member, each).role for each in ids] == ["moderator", "moderator"]


def test_whoever_ticks_nobody_is_told(secretary):
    answer = secretary.post("/members/selection", data={"act": "invite"})
    assert answer.status_code == 422
    assert "Tick at least one person." in answer.text


def test_a_corrected_address_signs_out_and_kills_links_to_the_former_one(secretary, sign_in, visitor, post, someone):
    invite(secretary, "quebec")
    link = re.search(r"/sign-in/\S+", post()["quebec"])[0]
    namur, member = sign_in("namur"), someone("quebec")
    answer = secretary.post(f"/members/{member.id}", data={"name": "Ville de Québec", "email": "Hotel@quebec.example"})
    assert answer.status_code == 303
    assert "has been used or is too old" in visitor.post(link).text
    assert namur.get("/account").status_code == 200
    db.session.expire_all()
    assert (member.name, member.email, state_of("hotel", "quebec.example")) == (
        "Ville de Québec",
        "hotel@quebec.example",
        "not_invited",
    )
    assert accounts.by_email("quebec@forum.example") is None


def test_the_journal_says_that_a_person_was_changed_and_not_to_which_address(secretary, someone):
    secretary.post(f"/members/{someone('quebec').id}", data={"name": "Ville", "email": "new@quebec.example"})
    entry = db.session.query(Entry).order_by(Entry.seq.desc()).first()
    assert (entry.verb, entry.facts["changed"]) == ("member.person_changed", ["name", "address"])
    assert "quebec.example" not in str(entry.facts)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"email": "namur@forum.example"}, "already a member with this address"),
        ({"email": "nonsense"}, "not an e-mail address"),
        ({"name": " "}, "field-error"),
    ],
)
def test_a_wrong_correction_says_why_and_changes_nothing(secretary, someone, wrong, reason):
    member = someone("quebec")
    form = {"name": "Ville de Québec", "email": "q@quebec.example"} | wrong
    answer = secretary.post(f"/members/{member.id}", data=form)
    assert answer.status_code == 422
    assert reason in answer.text
    db.session.expire_all()
    assert member.email == "quebec@forum.example"


def test_somebody_who_shares_a_mailbox_leaves_the_other_one_alone(secretary, someone):
    quebec, namur = someone("quebec"), someone("namur")
    form = {"name": quebec.name, "email": namur.email, "shares_address": "y"}
    assert secretary.post(f"/members/{quebec.id}", data=form).status_code == 303
    db.session.expire_all()
    assert quebec.account_id == namur.account_id
    secretary.post(f"/members/{quebec.id}", data={"name": quebec.name, "email": "own@quebec.example"})
    db.session.expire_all()
    assert (quebec.email, namur.email) == ("own@quebec.example", "namur@forum.example")


def test_the_secretary_sees_how_many_came_and_how_many_did_not(secretary, sign_in):
    sign_in("namur")
    invite(secretary, "quebec", "geneve")
    page = secretary.get("/members").text
    assert "Invited (2)" in page
    assert "Came (2)" in page  # the secretary too
    assert "Came (" not in sign_in("namur").get("/members").text


def test_associations_have_a_page_of_their_own(sign_in):
    page = sign_in("namur").get("/associations?q=namur").text
    assert "Ville de Namur" in page
    assert "Ville de Québec" not in page


def test_associations_are_offered_by_name_whatever_their_college(secretary):
    first, last = College(name="A"), College(name="Z")
    db.session.add_all(
        [Association(name="Ville d’Évian", college=last), Association(name="Ville d’Étampes", college=first)]
    )
    db.session.commit()
    page = secretary.get("/members").text
    for select in re.findall(r"<select[^>]* name=\"association\".*?</select>", page, re.DOTALL):
        offered = [each for each in re.findall(r"<option[^>]*>([^<]+)", select) if each.startswith("Ville")]
        assert offered == sorted(offered, key=key)
        assert "Ville d’Évian" in offered
