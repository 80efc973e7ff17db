"""Enter ballots that were cast in the room, by show of hands or on paper. Each source is counted on
its own."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask_babel import lazy_gettext as _l

from charter.accounts.models import Member
from charter.core.errors import About, Invalid, Refused
from charter.journal import actions as journal
from charter.outbox import actions as outbox
from charter.votes.ballots import queries as ballot_queries
from charter.votes.ballots import recording
from charter.votes.ballots.recording import BallotBatch, BallotPaper, Effect
from charter.votes.casting import online
from charter.votes.lifecycle import dual_control
from charter.votes.lifecycle.dual_control import StepResult
from charter.votes.models import Vote

SOURCES = (recording.SHOW_OF_HANDS, recording.PAPER)


def enter(vote_id: int, source: str, papers: dict[int, BallotPaper], by: Member) -> StepResult:
    """Record named ballots by member id, all or none. Each replaces the elector's online ballot.
    Invalid or Refused for one ballot refuses all.

    Neither the answer nor the journal says whether a ballot differs from the earlier one: the
    moderator would learn what the elector had chosen.
    """
    if source not in SOURCES:
        raise Invalid(About("source", _l("Say whether they voted by show of hands or on paper.")))

    with online.open_for_ballots(vote_id) as (vote, now):
        papers = _pending(vote, source, by) | papers
        if vote.is_sealed:
            raise Refused(_l("A sealed vote takes no ballot with a name."))

        turnout = ballot_queries.turnout(vote).cast
        electors = online.locked_electors(vote, papers)
        box = BallotBatch(vote, papers, now)

        for elector_id, paper in papers.items():
            online.check_text(vote, paper.digest)
            elector = online.elector_on_roll(electors, elector_id)
            online.check_presence(vote, elector)
            box.check(elector, paper)

        # Checked above without writing: what a second moderator must confirm is a valid entry.
        if not dual_control.agrees(vote, "room", by, entry=_entry(source, papers)):
            return StepResult.AWAITS_SECOND

        done = {each: box.put(electors[each], paper, source, by.label) for each, paper in sorted(papers.items())}
        box.write()
        facts = {"source": source, "electors": sorted(papers)}
        journal.record("ballot.entered", f"vote:{vote_id}", by=by, charter_id=vote.charter_id, **facts)
        outbox.put("ballot", vote_id, [each for each, effect in done.items() if effect is not Effect.UNCHANGED])
        shows_another_turnout = vote.shows_turnout and ballot_queries.turnout(vote).cast > turnout

    if shows_another_turnout:
        online.notify_turnout(vote_id)

    return StepResult.DONE


def _pending(vote: Vote, source: str, by: Member) -> dict[int, BallotPaper]:
    """The papers that the same moderator has entered from other pages of the roll and that still
    need confirmation."""
    asked = [
        each.entry for each in dual_control.open_requests(vote) if each.step == "room" and each.asked_by_id == by.id
    ]
    papers = asked[0]["papers"] if asked and asked[0] and asked[0]["source"] == source else {}
    return {int(member_id): BallotPaper(**paper) for member_id, paper in papers.items()}


def _entry(source: str, papers: Mapping[int, BallotPaper]) -> dict[str, Any]:
    """The request as JSON; both moderators must enter the same."""
    return {"source": source, "papers": {str(each): asdict(paper) for each, paper in sorted(papers.items())}}
