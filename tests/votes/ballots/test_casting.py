import pytest
from sqlalchemy.exc import IntegrityError

from charter.accounts.models import Member
from charter.clauses.models import Clause
from charter.clauses.versions import published
from charter.core.errors import Refused
from charter.database import db
from charter.journal.models import Entry
from charter.votes import queries
from charter.votes.ballots import queries as ballot_queries
from charter.votes.lifecycle import actions, closing
from charter.votes.models import Ballot, BallotEvent, Elector, Vote
from charter.votes.reporting import results
from tests.votes.cast_ballots import cast_ballot, own


@pytest.fixture
def vote(app, someone, clause) -> Vote:
    return actions.put_to_vote(clause.id, someone("moderation"))


@pytest.fixture
def cast(app, vote, someone):
    return lambda mailbox, choice: cast_ballot(vote, choice, someone(mailbox))


def test_opening_freezes_the_text_the_roll_and_the_rule(app, vote, clause):
    assert db.session.get(Clause, clause.id).stage == "frozen"
    version = published.newest(clause.id)
    [item] = vote.items
    assert (vote.digest, item.content, item.html) == (version.digest, version.content, version.html)
    assert published.digest(version) == vote.digest
    assert len(vote.electors) == 15
    entry = db.session.query(Entry).order_by(Entry.seq.desc()).first()
    assert (entry.verb, entry.facts["digest"], entry.facts["roll"]) == (
        "vote.opened",
        vote.digest,
        vote.roll_digest,
    )


def test_obstacles_are_shown_all_at_once(app, sign_in, charter, clause_page):
    from charter.charters import actions as charters
    from charter.collab.publishing import actions as collab

    empty = collab.create_clause(charter.id, 1, "Vide", None)
    charters.set_rights(charter.id, set(), db.session.query(Member).filter_by(role="secretary").one())
    answer = sign_in("moderation").post(f"/charters/{charter.slug}/clauses/{empty.id}/votes")
    assert answer.status_code == 409
    for reason in ("has no text", "Nobody votes in the present stage", "No delegate is entitled"):
        assert reason in answer.text
    assert db.session.get(Clause, empty.id).stage == "drafting"


def test_a_clause_has_one_open_vote(app, vote, someone, clause):
    with pytest.raises(Refused):
        actions.put_to_vote(clause.id, someone("moderation"))
    assert db.session.query(Vote).filter_by(clause_id=clause.id).count() == 1


def test_the_database_keeps_one_open_vote_for_a_clause(app, vote):
    columns = {column.name: getattr(vote, column.name) for column in Vote.__table__.columns if column.name != "id"}
    db.session.add(Vote(**columns))
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()


def test_only_moderators_open_close_and_cancel(app, sign_in, vote, charter, clause_page):
    other = f"/charters/{charter.slug}/clauses/4/votes"
    for mailbox in ("namur", "secretariat", "mediation"):
        browser = sign_in(mailbox)
        assert browser.post(other).status_code == 403
        assert browser.post(f"/votes/{vote.id}/closure").status_code == 403
        assert browser.post(f"/votes/{vote.id}/cancellation", data={"reason": "x"}).status_code == 403


def test_an_elector_votes_and_changes_until_the_close(app, sign_in, vote, someone):
    namur, where = sign_in("namur"), f"/votes/{vote.id}/ballot"
    answer = namur.post(where, data={"choice": "for", "digest": vote.digest}, follow_redirects=True)
    assert "Your ballot: For." in answer.text
    assert "checked" not in answer.text.partition("<main")[2].partition("</main>")[0]
    namur.post(where, data={"choice": "against", "digest": vote.digest})
    ballot = db.session.get(Ballot, (vote.id, someone("namur").id))
    assert (ballot.chosen, ballot.changes) == ("against", 1)
    closing.close(vote.id, someone("moderation"))
    late = namur.post(where, data={"choice": "for", "digest": vote.digest})
    assert late.status_code == 409
    assert "your ballot was not changed" in late.text
    db.session.refresh(ballot)
    assert ballot.chosen == "against"


def test_a_double_click_is_one_ballot_that_nobody_changed(app, vote, cast, someone):
    assert cast("namur", "for")
    first = own(vote, someone("namur")).cast_at
    assert not cast("namur", "for")
    again = own(vote, someone("namur"))
    assert (again.changes, again.cast_at) == (0, first)
    assert db.session.query(Ballot).filter_by(vote_id=vote.id).count() == 1
    assert db.session.query(BallotEvent).filter_by(vote_id=vote.id).count() == 1


def test_who_is_not_on_the_roll_does_not_vote(app, sign_in, visitor, vote):
    form = {"choice": "for", "digest": vote.digest}
    for mailbox in ("moderation", "secretariat", "mediation"):
        assert sign_in(mailbox).post(f"/votes/{vote.id}/ballot", data=form).status_code == 403
    assert visitor.post(f"/votes/{vote.id}/ballot", data=form).status_code == 403
    assert ballot_queries.turnout(vote).cast == 0


def test_the_roll_stays_as_it_was_at_the_opening(app, sign_in, someone, vote):
    sign_in("secretariat").post(f"/members/{someone('namur').id}/role", data={"role": "observer"})
    someone("mediation").role, someone("mediation").association_id = "delegate", 1
    db.session.commit()
    form = {"choice": "for", "digest": vote.digest}
    assert sign_in("namur").post(f"/votes/{vote.id}/ballot", data=form).status_code == 303
    assert sign_in("mediation").post(f"/votes/{vote.id}/ballot", data=form).status_code == 403


@pytest.mark.parametrize(
    "form, status", [({"choice": "maybe"}, 422), ({}, 422), ({"choice": "for", "digest": "0" * 64}, 409)]
)
def test_a_wrong_or_stale_ballot_is_refused_and_the_choice_stays(app, sign_in, vote, form, status):
    answer = sign_in("namur").post(f"/votes/{vote.id}/ballot", data={"digest": vote.digest} | form)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    if form.get("choice") == "for":
        assert 'value="for" checked' in answer.text
    assert ballot_queries.turnout(vote).cast == 0


def test_closing_counts_and_adopts(app, sign_in, someone, vote, cast, clause, visitor):
    for mailbox, choice in (
        ("namur", "for"),
        ("quebec", "for"),
        ("geneve", "against"),
        ("kindia", "abstain"),
        ("agadir", "abstain"),
    ):
        cast(mailbox, choice)
    sign_in("moderation").post(f"/votes/{vote.id}/closure")
    assert db.session.get(Clause, clause.id).stage == "adopted"
    page = visitor.get(f"/votes/{vote.id}").text
    for part in ("2 for, 1 against", "2 &gt; 1", "2 abstentions do not count", "quorum 5 of 15, 5 were needed"):
        assert part in page
    assert "Délégation de Dschang" in page
    assert "Did not vote" in page
    entry = db.session.query(Entry).order_by(Entry.seq.desc()).first()
    assert (entry.verb, entry.facts["result"]["total"]["votes"]["votes_for"]) == ("vote.closed", 2)


@pytest.mark.parametrize("choices", [[], ["abstain"], ["for", "against"]])
def test_a_tie_or_an_empty_vote_rejects_and_drafting_goes_on(app, someone, vote, cast, clause, choices):
    for mailbox, choice in zip(("namur", "quebec"), choices, strict=False):
        cast(mailbox, choice)
    closing.close(vote.id, someone("moderation"))
    assert db.session.get(Clause, clause.id).stage == "drafting"
    assert queries.result(queries.get(vote.id)).adopted is False


def test_a_vote_closes_once(app, someone, vote):
    closing.close(vote.id, someone("moderation"))
    for verb in (
        lambda: closing.close(vote.id, someone("moderation")),
        lambda: closing.cancel(vote.id, "x", someone("moderation")),
    ):
        with pytest.raises(Refused):
            verb()


def test_cancelling_needs_a_reason_and_counts_nothing(app, sign_in, vote, cast, clause):
    cast("namur", "for")
    moderator = sign_in("moderation")
    assert moderator.post(f"/votes/{vote.id}/cancellation", data={"reason": " "}).status_code == 422
    moderator.post(f"/votes/{vote.id}/cancellation", data={"reason": "Wrong clause"})
    assert "Wrong clause" in moderator.get(f"/votes/{vote.id}").text
    assert db.session.get(Clause, clause.id).stage == "drafting"
    with pytest.raises(Refused):
        results.get(queries.get(vote.id))


def test_there_is_no_result_for_anybody_while_a_vote_is_open(app, vote, cast):
    cast("namur", "for")
    for read in (results.get, results.recount, results.voters, results.groups, results.objections):
        with pytest.raises(Refused):
            read(vote)


def test_a_vote_waits_for_those_who_have_not_voted(app, sign_in, vote, cast, someone):
    assert f'href="/votes/{vote.id}#ballot"' in sign_in("namur").get("/").text
    assert f'href="/votes/{vote.id}#ballot"' not in sign_in("moderation").get("/").text
    open_demo_vote = db.session.query(Vote).filter(Vote.stage == "open", Vote.id != vote.id).one()
    cast_ballot(open_demo_vote, "for", someone("namur"))
    cast("namur", "abstain")
    assert f'href="/votes/{vote.id}#ballot"' not in sign_in("namur").get("/").text


def test_there_is_no_such_vote(app, visitor):
    assert visitor.get("/votes/9999").status_code == 404


def test_the_database_keeps_one_ballot_for_an_elector(app, vote, cast, someone):
    cast("namur", "for")
    ballot = {"chosen": "for", "cast_at": vote.opened_at, "nonce": "", "receipt": ""}
    twin = Ballot(vote_id=vote.id, member_id=someone("namur").id, **ballot)
    db.session.expunge_all()
    db.session.add(twin)
    with pytest.raises(Exception, match="not replaced"):
        db.session.commit()
    db.session.rollback()
    assert db.session.query(Elector).filter_by(vote_id=vote.id).count() == 15
