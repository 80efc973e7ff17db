"""Votes on several processes: each opens and closes once, at its time, whoever looks first and whoever is away."""

from datetime import timedelta

import pytest

from charter.core import clock
from charter.database import db
from charter.journal.models import Entry
from charter.votes import queries
from charter.votes.lifecycle import closing, preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.reporting import results
from tests.support.waiting import until
from tests.verifier.assembly import first_charter, member

SOON = timedelta(seconds=1)
VOTERS = ("namur", "quebec", "geneve")


@pytest.fixture
def vote_id(site):
    """A vote that opens in a moment, by itself."""
    subject = Subject("question", heading="Une question", question="Faut-il ?")

    def prepare() -> int:
        settings = Settings(opens_at=clock.now() + SOON)
        return preparing.prepare(first_charter().id, subject, settings, member("moderation")).id

    number = site.asked(prepare)
    until(lambda: stage(site, number) == "open", "the vote opens at its time")
    return number


def stage(site, vote_id) -> str:
    return site.asked(lambda: queries.get(vote_id).stage)


def close_soon(site, vote_id) -> None:
    site.asked(lambda: closing.extend(vote_id, clock.now() + SOON, "L’heure est fixée", member("moderation")))


def verbs(site, vote_id) -> list[str]:
    entries = db.select(Entry.verb).where(Entry.subject == f"vote:{vote_id}").order_by(Entry.seq)
    return site.asked(lambda: list(db.session.scalars(entries)))


def vote(site, browser, process, mailbox, vote_id) -> None:
    digest = site.asked(lambda: queries.text_digest(queries.get(vote_id)))
    address = f"/votes/{vote_id}"
    assert browser(process, mailbox).send(f"{address}/ballot", address, digest=digest, choice="for").status == 303


def test_a_vote_opens_and_closes_once_and_counts_the_ballots_of_all_processes(site, browser, vote_id):
    for process, mailbox in enumerate(VOTERS):
        vote(site, browser, process, mailbox, vote_id)
    close_soon(site, vote_id)
    until(lambda: stage(site, vote_id) == "closed", "the vote closes at its time")
    assert site.asked(lambda: results.get(queries.get(vote_id)).votes.votes_for) == len(VOTERS)
    for process in range(3):
        assert "3 for, 0 against" in browser(process).get(f"/votes/{vote_id}").text
    assert verbs(site, vote_id) == ["vote.prepared", "vote.opened", "vote.extended", "vote.closed"]


def test_a_vote_whose_time_came_while_nothing_ran_is_closed_at_the_start(site, browser, vote_id):
    vote(site, browser, 0, VOTERS[0], vote_id)
    for process in site.processes:
        process.kill()
    try:
        close_soon(site, vote_id)
        until(lambda: site.asked(lambda: queries.get(vote_id).closes_at) < clock.now(), "its time comes")
        assert stage(site, vote_id) == "open"
    finally:
        site.start()
    until(lambda: stage(site, vote_id) == "closed", "the vote is closed once there is a process again")
    assert site.asked(lambda: results.get(queries.get(vote_id)).votes.votes_for) == 1
    assert verbs(site, vote_id)[-1:] == ["vote.closed"]
