"""Who is on a roll and who is not: every kind of non-elector is refused, and nothing that comes later changes that."""

import pytest

from charter.accounts import actions as accounts
from charter.accounts.models import Association, Member
from charter.database import db
from charter.votes import queries
from charter.votes.ballots import queries as ballot_queries
from charter.votes.lifecycle import closing, opening, preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.models import Ballot, SealedBallot
from charter.votes.roll import attendance, proxies
from tests.verifier.assembly import member

QUESTION = Subject("question", heading="Une question", question="Faut-il ?")


def put(**how):
    vote = preparing.prepare(1, QUESTION, Settings(**how), member("moderation"))
    opening.open_vote(vote.id, member("moderation"))
    return queries.get(vote.id)


def second_of_namur(is_head=False):
    namur = member("namur")
    twin = Member(
        email="second@forum.example", name="Second de Namur", role="delegate", rank="head" if is_head else "delegate"
    )
    twin.association_id = namur.association_id
    db.session.add(twin)
    db.session.commit()
    return twin


def suspend():
    accounts.suspend(member("namur").id, member("secretariat"))


def demote():
    member("namur").role = "observer"
    db.session.commit()


def no_association():
    member("namur").association_id = None
    db.session.commit()


def only_quebec_is_there():
    attendance.mark_present(1, [member("quebec").id], [], member("moderation"))


def one_seat():
    second_of_namur(is_head=True)
    member("namur").association.seats = 1
    db.session.commit()


NEVER = [
    ("moderation", lambda: None, {}),
    ("secretariat", lambda: None, {}),
    ("mediation", lambda: None, {}),
    ("namur", demote, {}),
    ("namur", no_association, {}),
    ("namur", lambda: second_of_namur(is_head=True), {"holders": "association"}),
    ("namur", lambda: second_of_namur(is_head=True), {"holders": "weight"}),
    ("namur", one_seat, {"holders": "seats"}),
    ("namur", only_quebec_is_there, {"needs_presence": True}),
]


@pytest.mark.parametrize("ballots", ["named", "sealed"])
@pytest.mark.parametrize(("mailbox", "before", "how"), NEVER)
def test_who_was_no_elector_at_the_opening_does_not_vote(app, sign_in, mailbox, before, how, ballots):
    if ballots == "sealed" and how.get("holders") in ("weight", "seats"):
        ballots = "named"
    before()
    vote = put(ballots=ballots, **how)
    answer = sign_in(mailbox).post(f"/votes/{vote.id}/ballot", data={"choice": "for", "digest": vote.digest})
    assert answer.status_code == 403
    assert db.session.query(Ballot).filter_by(vote_id=vote.id).count() == 0
    assert db.session.query(SealedBallot).filter_by(vote_id=vote.id).count() == 0


def test_who_joins_after_the_opening_does_not_vote(app, sign_in):
    vote = put()
    second_of_namur()
    answer = sign_in("second").post(f"/votes/{vote.id}/ballot", data={"choice": "for", "digest": vote.digest})
    assert answer.status_code == 403


def test_who_is_suspended_after_the_opening_does_not_vote_any_more(app, sign_in):
    vote = put()
    namur = sign_in("namur")
    suspend()
    answer = namur.post(f"/votes/{vote.id}/ballot", data={"choice": "for", "digest": vote.digest})
    assert answer.status_code == 403
    assert ballot_queries.turnout(vote) == ballot_queries.Turnout(0, 15)


def test_a_visitor_does_not_vote(app, visitor):
    vote = put()
    answer = visitor.post(f"/votes/{vote.id}/ballot", data={"choice": "for", "digest": vote.digest})
    assert answer.status_code == 403


def by_proxy(browser, vote, giver):
    data = {"choice": "for", "digest": vote.digest, "elector": member(giver).id}
    return browser.post(f"/votes/{vote.id}/ballot", data=data).status_code


def test_nobody_votes_for_another_without_their_proxy(app, sign_in):
    proxies.give(1, member("quebec").id, member("namur"))
    vote = put()
    assert by_proxy(sign_in("geneve"), vote, "namur") == 403  # another delegate
    assert by_proxy(sign_in("moderation"), vote, "namur") == 403
    assert by_proxy(sign_in("namur"), vote, "quebec") == 403  # the giver, for the holder
    proxies.revoke(1, member("namur"))
    assert by_proxy(sign_in("quebec"), vote, "namur") == 403  # who held it
    proxies.give(1, member("geneve").id, member("namur"))
    assert by_proxy(sign_in("geneve"), vote, "namur") == 403  # given after the opening


def test_a_vote_without_proxies_takes_none(app, sign_in):
    proxies.give(1, member("quebec").id, member("namur"))
    assert by_proxy(sign_in("quebec"), put(proxies=False), "namur") == 403


def test_a_proxy_whose_holder_is_on_no_roll_is_not_used(app, sign_in):
    proxies.give(1, member("quebec").id, member("namur"))
    demoted = member("quebec")
    demoted.role = "observer"
    db.session.commit()
    assert by_proxy(sign_in("quebec"), put(), "namur") == 403


def test_somebody_present_may_vote_for_somebody_absent(app, sign_in):
    proxies.give(1, member("quebec").id, member("namur"))
    only_quebec_is_there()
    assert by_proxy(sign_in("quebec"), put(needs_presence=True), "namur") == 303


def test_an_elector_of_one_vote_is_none_of_another(app, sign_in):
    first = put()
    second_of_namur()
    second = put()
    browser = sign_in("second")
    assert (
        browser.post(f"/votes/{second.id}/ballot", data={"choice": "for", "digest": second.digest}).status_code == 303
    )
    assert browser.post(f"/votes/{first.id}/ballot", data={"choice": "for", "digest": first.digest}).status_code == 403


def test_nothing_that_changes_after_the_opening_changes_base_or_result(app, sign_in):
    vote = put(holders="weight")
    before = ballot_queries.turnout(vote).roll, sum(elector.votes for elector in vote.electors), vote.roll_digest
    sign_in("namur").post(f"/votes/{vote.id}/ballot", data={"choice": "for", "digest": vote.digest})
    worth = queries.elector(vote, member("namur")).votes
    for association in db.session.query(Association):
        association.weight, association.seats = 99, 99
    demote()
    second_of_namur(is_head=True)
    closing.close(vote.id, member("moderation"))
    vote = queries.get(vote.id)
    assert (ballot_queries.turnout(vote).roll, sum(each.votes for each in vote.electors), vote.roll_digest) == before
    assert queries.result(vote).votes.votes_for == worth


def test_the_cap_of_proxies_holds(app):
    proxies.set_cap(1, 2, member("moderation"))
    for giver in ("namur", "geneve"):
        proxies.give(1, member("quebec").id, member(giver))
    with pytest.raises(Exception, match="autant de procurations"):
        proxies.give(1, member("quebec").id, member("kindia"))
    with pytest.raises(Exception, match="de 0 à"):
        proxies.set_cap(1, 11, member("moderation"))


def test_the_secretary_names_the_head_of_a_delegation(app, sign_in):
    second = second_of_namur().id
    secretary = sign_in("secretariat")
    assert sign_in("moderation").post(f"/members/{second}/headship").status_code == 403
    for member_id in (member("namur").id, second):
        assert secretary.post(f"/members/{member_id}/headship").status_code == 303
    assert "Head of the delegation" in secretary.get("/members").text
    assert secretary.post(f"/members/{member('mediation').id}/headship").status_code == 409
    vote = put(holders="association")
    assert (member("namur").is_head, queries.elector(vote, member("namur"))) == (False, None)
    assert queries.elector(vote, db.session.get(Member, second)) is not None
