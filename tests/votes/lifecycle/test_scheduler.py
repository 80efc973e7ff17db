"""Votes open and close at their time: with several who look, after a restart, and never a ballot too late."""

from datetime import timedelta

import pytest
import time_machine

from charter.core import clock
from charter.core.errors import Invalid, Refused
from charter.database import db
from charter.journal.models import Entry
from charter.votes import queries
from charter.votes.lifecycle import closing, opening, preparing
from charter.votes.lifecycle.dual_control import StepResult
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.lifecycle.scheduler import scheduler
from charter.votes.models import Vote
from charter.votes.reporting import results
from charter.votes.rules import named_rules
from tests.verifier.assembly import cast, member

QUESTION = Subject("question", heading="Une question", question="Faut-il ?")
HOUR = timedelta(hours=1)


def prepared(**how):
    return preparing.prepare(1, QUESTION, Settings(**how), member("moderation")).id


def stage(vote_id):
    db.session.rollback()
    return db.session.get(Vote, vote_id).stage


def test_a_vote_opens_and_closes_at_its_time(app):
    start = clock.now()
    vote_id = prepared(opens_at=start + HOUR, closes_at=start + 2 * HOUR)
    scheduler.open_and_close_due()
    assert stage(vote_id) == "prepared"
    with time_machine.travel(start + HOUR, tick=False):
        scheduler.open_and_close_due()
        assert stage(vote_id) == "open"
        cast(vote_id, "namur", "for")
    with time_machine.travel(start + 2 * HOUR, tick=False):
        with pytest.raises(Refused, match="clos"):
            cast(vote_id, "quebec", "for")
        scheduler.open_and_close_due()
        scheduler.open_and_close_due()
    assert stage(vote_id) == "closed"
    assert results.get(queries.get(vote_id)).votes.votes_for == 1
    closings = db.session.query(Entry).filter_by(verb="vote.closed", subject=f"vote:{vote_id}").all()
    assert [entry.actor for entry in closings] == [""]


def test_what_was_due_while_nothing_was_served_is_done_at_once(app):
    vote_id = prepared(closes_at=clock.now() + HOUR)
    opening.open_vote(vote_id, member("moderation"))
    with time_machine.travel(clock.now() + timedelta(days=2)):
        scheduler.open_and_close_due()
    assert stage(vote_id) == "closed"


def test_what_cannot_open_is_tried_again(app, caplog):
    start = clock.now()
    vote_id = prepared(opens_at=start + HOUR, needs_presence=True)
    with time_machine.travel(start + HOUR):
        scheduler.open_and_close_due()
        scheduler.open_and_close_due()
    assert stage(vote_id) == "prepared"
    assert caplog.text.count("cannot open at its time") == 1


def test_an_extended_vote_does_not_close_at_the_old_time(app):
    start = clock.now()
    vote_id = prepared(closes_at=start + HOUR)
    opening.open_vote(vote_id, member("moderation"))
    with pytest.raises(Invalid):
        closing.extend(vote_id, start, "Trop tôt", member("moderation"))
    with pytest.raises(Invalid):
        closing.extend(vote_id, start + 2 * HOUR, " ", member("moderation"))
    closing.extend(vote_id, start + 2 * HOUR, "Un train en retard", member("moderation"))
    with time_machine.travel(start + HOUR):
        scheduler.open_and_close_due()
        cast(vote_id, "namur", "for")
        assert closing.close(vote_id, None) is StepResult.NOT_DUE
    assert stage(vote_id) == "open"


def test_closing_before_the_time_needs_a_reason_and_under_silence_is_refused(app):
    vote_id = prepared(closes_at=clock.now() + HOUR)
    opening.open_vote(vote_id, member("moderation"))
    with pytest.raises(Invalid, match="avant l’heure"):
        closing.close(vote_id, member("moderation"))
    closing.close(vote_id, member("moderation"), "Tout le monde a voté")
    assert db.session.get(Vote, vote_id).reason == "Tout le monde a voté"
    silent = prepared(rule=named_rules.SILENCE, closes_at=clock.now() + 73 * HOUR)
    opening.open_vote(silent, member("moderation"))
    with pytest.raises(Refused, match="silence vaut"):
        closing.close(silent, member("moderation"), "Vite")
    with time_machine.travel(clock.now() + 74 * HOUR):
        scheduler.open_and_close_due()
    assert results.get(queries.get(silent)).adopted


def test_a_second_call_needs_no_quorum(app):
    rule = named_rules.default("clause")
    rule = rule.from_json(rule.as_json() | {"quorum": rule.as_json()["quorum"] | {"again_after": 3}})
    first = prepared(rule=rule)
    opening.open_vote(first, member("moderation"))
    closing.close(first, member("moderation"))
    with time_machine.travel(clock.now() + timedelta(days=4)):
        second = preparing.prepare(1, QUESTION, Settings(rule=rule), member("moderation"), follows_id=first).id
        opening.open_vote(second, member("moderation"))
        cast(second, "namur", "for")
        closing.close(second, member("moderation"))
        early = preparing.prepare(1, QUESTION, Settings(rule=rule), member("moderation"), follows_id=second).id
        opening.open_vote(early, member("moderation"))
    assert results.get(queries.get(second)).adopted
    assert queries.get(second).decision_rule.quorum.waived
    assert not queries.get(early).decision_rule.quorum.waived
