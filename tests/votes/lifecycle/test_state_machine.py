"""The life of a vote, whatever anybody tries in whatever order: what is accepted is counted, and nothing else."""

from collections import Counter
from contextlib import contextmanager
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from charter.core import clock
from charter.core.errors import Refused
from charter.journal import queries as journal
from charter.votes import queries
from charter.votes.ballots import queries as ballot_queries
from charter.votes.ballots.recording import BallotPaper
from charter.votes.casting import in_person, online
from charter.votes.lifecycle import closing, opening, preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.reporting import results
from charter.votes.roll import proxies
from tests.verifier.assembly import first_charter, member

GIVER, HOLDER = "bruxelles", "namur"
VOTERS = st.sampled_from([GIVER, HOLDER])
CHOICES = st.sampled_from(["for", "against", "abstain"])
RANK = {"proxy": 0, "online": 1, "hands": 2}
STALE = "0" * 64


@contextmanager
def refused_unless(may: bool):
    if may:
        yield
        return
    with pytest.raises(Refused):
        yield


class Life(RuleBasedStateMachine):
    """A vote, and beside it what it must hold: for each elector who has voted, the choice and how it came."""

    @initialize(ballots=st.sampled_from(["named", "sealed"]), has_proxy=st.booleans())
    def open(self, ballots, has_proxy):
        self.ballots, self.accepted, self.is_open, self.tried = ballots, {}, True, 0
        self.proxy_id = proxies.give(first_charter().id, member(HOLDER).id, member(GIVER)).id if has_proxy else None
        subject = Subject("question", heading="Une question", question="Faut-il ?")
        self.vote_id = preparing.prepare(first_charter().id, subject, Settings(ballots=ballots), self.chair).id
        opening.open_vote(self.vote_id, self.chair)

    @property
    def chair(self):
        return member("moderation")

    def paper(self, choice, digest=""):
        return BallotPaper(digest or queries.text_digest(queries.get(self.vote_id)), {choice: 1})

    def put(self, elector, choice, source):
        """A ballot that was accepted; one that is in a sealed box stays."""
        if self.ballots == "named" or elector not in self.accepted:
            self.accepted[elector] = (choice, source)

    def stands(self, elector, source):
        """Whether an earlier ballot of higher rank keeps this one out."""
        before = self.accepted.get(elector)
        return self.ballots == "named" and before is not None and RANK[source] < RANK[before[1]]

    @rule(elector=VOTERS, choice=CHOICES)
    def vote(self, elector, choice):
        may = self.is_open and not self.stands(elector, "online")
        with refused_unless(may):
            online.cast(self.vote_id, self.paper(choice), member(elector))
        if may:
            self.put(elector, choice, "online")

    @rule(choice=CHOICES)
    def vote_by_proxy(self, choice):
        may = self.is_open and self.proxy_id is not None and not self.stands(GIVER, "proxy")
        with refused_unless(may):
            online.cast(self.vote_id, self.paper(choice), member(HOLDER), member(GIVER).id)
        if may:
            self.put(GIVER, choice, "proxy")

    @rule(elector=VOTERS, choice=CHOICES)
    def vote_by_hands(self, elector, choice):
        may = self.is_open and self.ballots == "named"
        with refused_unless(may):
            in_person.enter(self.vote_id, "hands", {member(elector).id: self.paper(choice)}, self.chair)
        if may:
            self.put(elector, choice, "hands")

    @rule(elector=VOTERS, choice=CHOICES)
    def vote_on_another_text(self, elector, choice):
        with pytest.raises(Refused):
            online.cast(self.vote_id, self.paper(choice, STALE), member(elector))

    @rule(choice=CHOICES)
    def vote_without_being_on_the_roll(self, choice):
        with pytest.raises(Refused):
            online.cast(self.vote_id, self.paper(choice), member("mediation"))

    @rule()
    def revoke(self):
        if self.proxy_id is None:
            return
        is_used = self.accepted.get(GIVER, ("", ""))[1] == "proxy"
        may = not (self.is_open and is_used)
        with refused_unless(may):
            proxies.revoke(self.proxy_id, member(GIVER))
        if may:
            self.proxy_id = None

    @rule(hours=st.integers(1, 5))
    def extend(self, hours):
        before = queries.get(self.vote_id).closes_at or clock.now()
        with refused_unless(self.is_open):
            closing.extend(self.vote_id, before + timedelta(hours=hours), "Encore un moment", self.chair)

    @precondition(lambda self: self.tried > 8)
    @rule()
    def close(self):
        with refused_unless(self.is_open):
            closing.close(self.vote_id, self.chair, "Tout le monde a voté")
        self.is_open = False

    @precondition(lambda self: self.tried > 8)
    @rule()
    def cancel(self):
        with refused_unless(self.is_open):
            closing.cancel(self.vote_id, "La question était mal posée", self.chair)
        self.is_open = False

    @invariant()
    def what_was_accepted_is_there_and_only_the_end_says_what_it_was(self):
        self.tried += 1
        vote = queries.get(self.vote_id)
        assert ballot_queries.turnout(vote).cast == len(self.accepted)
        if vote.stage != "closed":
            assert vote.result is None
            return
        votes, chosen = results.get(vote).votes, Counter(choice for choice, _ in self.accepted.values())
        counted = {"for": votes.votes_for, "against": votes.votes_against, "abstain": votes.abstentions}
        assert counted == {choice: chosen[choice] for choice in counted}
        assert results.recount(vote) == results.get(vote)

    def teardown(self):
        if not hasattr(self, "vote_id"):
            return
        if self.is_open:
            self.close()
            self.what_was_accepted_is_there_and_only_the_end_says_what_it_was()
        if self.proxy_id:
            proxies.revoke(self.proxy_id, member(GIVER))
        assert journal.broken() == []


def test_a_vote_holds_whatever_is_tried_in_whatever_order(app):
    run_state_machine_as_test(Life, settings=settings(max_examples=40, stateful_step_count=20, deadline=None))
