"""Two decisions at the same moment, on PostgreSQL, where several processes write at once: each waits for the other."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from charter.accounts import actions as accounts
from charter.accounts.models import Member
from charter.clauses import actions as clauses
from charter.core import clock
from charter.database import db
from charter.journal import actions as journal
from charter.votes import queries
from charter.votes.ballots.recording import BallotPaper
from charter.votes.casting import blocks, online
from charter.votes.lifecycle import actions, closing, opening, preparing
from charter.votes.lifecycle.dual_control import StepResult
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.models import BallotEvent, Item, Presence, Request, Vote
from charter.votes.roll import attendance, proxies
from charter.votes.rules import named_rules
from tests.verifier.assembly import member
from tests.votes.interleaving import meet

pytestmark = pytest.mark.parametrize("site", ["postgresql"], indirect=True, scope="module")
QUESTION = Subject("question", heading="Une question", question="Faut-il ?")
HOUR = timedelta(hours=1)
WRITTEN = (journal, "record", "after")
DECIDED = (journal, "record", "before")


def prepared(subject=QUESTION, **how):
    vote_id = preparing.prepare(1, subject, Settings(**how), member("moderation")).id
    db.session.rollback()
    return vote_id


def opened(subject=QUESTION, **how):
    vote_id = prepared(subject, **how)
    opening.open_vote(vote_id, member("moderation"))
    if how.get("two_persons"):
        opening.open_vote(vote_id, member("secretariat"))
    db.session.rollback()
    return vote_id


def opens(vote_id):
    return lambda: opening.open_vote(vote_id, member("moderation"))


def closes(vote_id, mailbox="moderation"):
    return lambda: closing.close(vote_id, member(mailbox), "Fini")


def changes(vote_id, **how):
    return lambda: preparing.change(vote_id, Settings(**how), member("moderation")).id


def test_an_open_vote_keeps_its_rule(site, monkeypatch):
    vote_id = prepared()
    rule = named_rules.default("clause").digest
    other = changes(vote_id, rule=named_rules.CONSENT)
    assert meet(site[0], monkeypatch, opens(vote_id), other, WRITTEN) == (StepResult.DONE, None)
    assert queries.get(vote_id).rule_digest == rule


def test_a_vote_opens_with_the_roll_of_its_settings(site, monkeypatch):
    for each in {each.association_id: each.id for each in db.session.query(Member).filter_by(role="delegate")}.values():
        accounts.name_head(each, member("secretariat"))
    vote_id = prepared()
    one_for_each = changes(vote_id, holders="association")
    assert meet(site[0], monkeypatch, one_for_each, opens(vote_id), DECIDED) == (vote_id, StepResult.DONE)
    associations = [elector.association_id for elector in queries.get(vote_id).electors]
    assert len(associations) == len(set(associations))


def test_a_vote_extended_in_time_does_not_close_at_the_old_one(site, monkeypatch):
    start = clock.now()
    vote_id = opened(closes_at=start + HOUR)
    with time_machine.travel(start + HOUR - timedelta(seconds=1), tick=False) as now:
        done = meet(
            site[0],
            monkeypatch,
            lambda: closing.extend(vote_id, start + 2 * HOUR, "Un train", member("moderation")),
            lambda: closing.close(vote_id, None),
            WRITTEN,
            between=lambda: now.shift(2),
        )
    assert done == (StepResult.DONE, StepResult.NOT_DUE)
    assert queries.get(vote_id).stage == "open"


def test_a_vote_is_not_shortened_by_who_extends_it_less(site, monkeypatch):
    start = clock.now()
    vote_id = opened(closes_at=start + HOUR)

    def until(hours):
        return lambda: closing.extend(vote_id, start + hours * HOUR, "Un train", member("moderation"))

    assert meet(site[0], monkeypatch, until(3), until(2), WRITTEN) == (StepResult.DONE, None)
    assert queries.get(vote_id).closes_at == start + 3 * HOUR


def test_of_two_moderators_who_ask_at_once_the_second_confirms(site, monkeypatch):
    vote_id = opened(two_persons=True)
    works = closes(vote_id), closes(vote_id, "secretariat")
    assert meet(site[0], monkeypatch, *works, DECIDED) == (StepResult.AWAITS_SECOND, StepResult.DONE)
    assert queries.get(vote_id).stage == "closed"
    assert db.session.query(Request).filter_by(vote_id=vote_id).count() == 0


def test_of_two_who_confirm_at_once_one_does(site, monkeypatch):
    vote_id = opened(two_persons=True)
    closes(vote_id)()
    works = closes(vote_id, "secretariat"), closes(vote_id, "mediation")
    assert meet(site[0], monkeypatch, *works, DECIDED) == (StepResult.DONE, None)


def test_a_clause_is_taken_out_once(site, monkeypatch):
    vote_id = opened(Subject("block", [11, 12, 14], heading="Trois articles"))

    def takes_out(clause_id, mailbox):
        return lambda: blocks.take_out(vote_id, clause_id, "À part", member(mailbox)).id

    done = meet(site[0], monkeypatch, takes_out(11, "geneve"), takes_out(11, "namur"), DECIDED)
    assert done[0]
    assert done[1] is None
    meet(site[0], monkeypatch, takes_out(12, "geneve"), takes_out(14, "namur"), DECIDED)
    assert all(item.taken_out_at for item in db.session.query(Item).filter_by(vote_id=vote_id))
    assert queries.get(vote_id).stage == "cancelled"
    assert db.session.query(Vote).filter_by(follows_id=vote_id).count() == 3


def test_a_clause_put_to_the_vote_twice_in_two_ways_is_in_one_vote(site, monkeypatch):
    vote_id = prepared(Subject("clause", [12]))
    puts = lambda: actions.put_to_vote(12, member("moderation")).id  # noqa: E731
    done = meet(site[0], monkeypatch, puts, opens(vote_id), WRITTEN)
    assert done[0]
    assert done[1] is None
    closing.cancel(done[0], "Fin de l’essai", member("moderation"))


def test_a_clause_renamed_while_it_is_put_to_the_vote_keeps_its_name(site, monkeypatch):
    puts = lambda: actions.put_to_vote(12, member("moderation")).id  # noqa: E731
    renames = lambda: clauses.rename_clause(12, "Autre nom", member("moderation")) or True  # noqa: E731
    done = meet(site[0], monkeypatch, puts, renames, WRITTEN)
    assert done[1] is None
    [item] = queries.get(done[0]).items
    assert item.heading != "Autre nom"
    closing.cancel(done[0], "Fin de l’essai", member("moderation"))


def test_a_proxy_given_while_a_clause_is_taken_out(site, crowd, monkeypatch):
    giver = db.session.query(Member.id).filter_by(email=crowd[0]).scalar()
    vote_id = opened(Subject("block", [11, 12], heading="Deux articles"))
    gives = lambda: proxies.give(1, member("quebec").id, db.session.get(Member, giver)).id  # noqa: E731
    takes_out = lambda: blocks.take_out(vote_id, 11, "À part", member("geneve")).id  # noqa: E731
    assert all(meet(site[0], monkeypatch, gives, takes_out, DECIDED))
    closing.cancel(vote_id, "Fin de l’essai", member("moderation"))


def test_somebody_marked_as_present_twice_is_there_once(site, monkeypatch):
    namur = member("namur").id
    marks = lambda: attendance.mark_present(1, [namur], [], member("moderation")) or True  # noqa: E731
    assert meet(site[0], monkeypatch, marks, marks, DECIDED) == (True, True)
    assert db.session.query(Presence).filter_by(member_id=namur).count() == 1


def test_moves_at_once_are_both_made(site, monkeypatch):
    first, second, third = prepared(), prepared(), prepared()
    down = lambda: preparing.move(first, 1, member("moderation")) or True  # noqa: E731
    up = lambda: preparing.move(third, -1, member("moderation")) or True  # noqa: E731
    assert meet(site[0], monkeypatch, down, up, DECIDED) == (True, True)
    order = [vote.id for vote in queries.prepared(1)]
    assert [each for each in order if each in (first, second, third)] == [second, third, first]


def test_a_ballot_is_not_later_than_the_closing_that_counts_it(site, monkeypatch):
    vote_id = opened()
    paper = BallotPaper(queries.get(vote_id).digest, {"for": 1})
    db.session.rollback()
    casts = lambda: online.cast(vote_id, paper, member("namur"))  # noqa: E731
    done = meet(site[0], monkeypatch, casts, closes(vote_id), (online, "check_text", "before"))
    assert done == (True, StepResult.DONE)
    vote = queries.get(vote_id)
    assert queries.result(vote).votes.votes_for == 1
    assert db.session.query(BallotEvent).filter_by(vote_id=vote_id).one().at <= vote.closed_at


def test_what_two_persons_agree_on_is_the_same(site):
    start = clock.now()
    member("secretariat").role = "moderator"
    db.session.commit()
    vote_id = opened(two_persons=True, closes_at=start + HOUR)
    assert closing.extend(vote_id, start + 2 * HOUR, "Un train", member("moderation")) is StepResult.AWAITS_SECOND
    assert closing.extend(vote_id, start + 9 * HOUR, "Un train", member("secretariat")) is StepResult.AWAITS_SECOND
    assert closing.extend(vote_id, start + 9 * HOUR, "Un train", member("moderation")) is StepResult.DONE
    other = prepared(two_persons=True)
    assert opening.open_vote(other, member("moderation")) is StepResult.AWAITS_SECOND
    preparing.change(other, replace(Settings(), two_persons=True, ballots="sealed"), member("moderation"))
    assert opening.open_vote(other, member("secretariat")) is StepResult.AWAITS_SECOND
