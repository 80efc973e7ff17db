"""The paper urn of a sealed vote: marking who puts a paper in, and counting the papers once, at the
end.

The urn is counted after the last ballot is accepted, so its counts reveal nothing before the
result. Subtracting them from the result reveals nobody either: `closing.MIN_BALLOTS_PER_WAY`
ballots are required on paper and online, or none.
"""

from collections.abc import Collection, Mapping
from secrets import token_hex

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, insert

from charter.accounts.models import Member
from charter.core.errors import Invalid, Refused
from charter.database import db, writing
from charter.journal import actions as journal
from charter.outbox import actions as outbox
from charter.votes import queries
from charter.votes.ballots import queries as ballot_queries
from charter.votes.ballots import recording
from charter.votes.casting import online
from charter.votes.lifecycle import closing, dual_control
from charter.votes.lifecycle.dual_control import StepResult
from charter.votes.models import SealedBallot, Vote, VoterMark


def mark_voters(vote_id: int, arrived: Collection[int], left: Collection[int], by: Member) -> None:
    """Mark who has put a paper in the urn, and unmark mistakes, all or none; each is told by mail.
    A marked elector can no longer vote online. Refused, with every name, if some have voted
    already."""
    with writing():
        vote = _lock_uncounted(vote_id)
        electors = online.locked_electors(vote, {*arrived, *left})
        sources = ballot_queries.sources(vote)

        for each in sorted({*arrived, *left}):
            online.elector_on_roll(electors, each)

        voted = [
            electors[each].name for each in sorted(arrived) if sources.get(each, recording.PAPER) != recording.PAPER
        ]
        if voted:
            raise Refused(*(_l("%(name)s has voted already.", name=name) for name in voted))

        coming = [each for each in sorted(arrived) if each not in sources]
        leaving = [each for each in sorted(left) if sources.get(each) == recording.PAPER]

        for each in coming:
            online.check_presence(vote, electors[each])

        if not coming and not leaving:
            return

        _store_marks(vote, coming, leaving)
        facts = {"signed": coming, "taken_back": leaving}
        journal.record("urn.signed", f"vote:{vote_id}", by=by, charter_id=vote.charter_id, **facts)
        outbox.put("ballot", vote_id, [*coming, *leaving])
        shows_turnout = vote.shows_turnout

    if shows_turnout:
        online.notify_turnout(vote_id)


def _lock_uncounted(vote_id: int) -> Vote:
    """A sealed vote whose urn is not counted yet. It may have stopped taking ballots: the marks
    must stay correctable in case there are more papers than marks."""
    vote = queries.lock(vote_id)
    if not vote.is_sealed:
        raise Refused(_l("In a named vote each ballot has a name."))
    if vote.stage != "open":
        raise Refused(
            _l("This vote is not open yet.") if vote.stage == "prepared" else _l("This vote is not open any more.")
        )

    return vote


def _store_marks(vote: Vote, coming: list[int], leaving: list[int]) -> None:
    of_vote = VoterMark.vote_id == vote.id
    db.session.execute(delete(VoterMark).where(of_vote, VoterMark.member_id.in_(leaving)))
    if coming:
        rows = [{"vote_id": vote.id, "member_id": each, "source": recording.PAPER} for each in coming]
        db.session.execute(insert(VoterMark), rows)


def count(vote_id: int, digest: str, counts: Mapping[str, int], by: Member) -> StepResult:
    """Add the papers of the urn, counted by choice, to the sealed ballots, then count and close the
    vote. A second moderator must enter the same counts where the vote requires two.

    Refused while ballots are accepted; Invalid unless there are as many papers as marks for the
    urn.
    """
    with writing():
        vote = closing.lock(vote_id)
        # Counted only once no ballot is accepted: nobody may vote knowing what is in the urn.
        if vote.stage != "open" or vote.over_at is None or not vote.is_sealed:
            raise Refused(_l("The urn is counted once, when the vote takes no more ballots: close it first."))

        online.check_text(vote, digest)
        _check_counts(vote, counts, closing.papers_in_urn(vote))
        entry = {"counts": {choice: counts[choice] for choice in sorted(counts)}}
        if not dual_control.agrees(vote, "room", by, entry=entry):
            return StepResult.AWAITS_SECOND

        choices = [choice for choice, number in counts.items() for _ in range(number)]
        # Random keys, as online: papers and online ballots cannot be told apart in the box.
        rows = [{"key": token_hex(32), "vote_id": vote_id, "choice": choice} for choice in choices]
        if rows:
            db.session.execute(insert(SealedBallot), rows)

        papers = sorted(member for member, source in ballot_queries.sources(vote).items() if source == recording.PAPER)
        facts = {"source": recording.PAPER, "electors": papers}
        journal.record("ballot.entered", f"vote:{vote_id}", by=by, charter_id=vote.charter_id, **facts)
        topics = closing.count_and_close(vote, by, vote.reason, queries.moment(vote))

    closing.after_commit(topics)
    return StepResult.DONE


def _check_counts(vote: Vote, counts: Mapping[str, int], signed: int) -> None:
    if few := closing.too_few_to_count(vote):
        raise Refused(few)
    if set(counts) - set(vote.decision_rule.choices) or min(counts.values(), default=0) < 0:
        raise Invalid(_l("Choose one of the answers."))

    if sum(counts.values()) != signed:
        reason = _l(
            "You counted %(papers)s papers, and %(signed)s electors are ticked as having put one in. Count again, or"
            " put the list right; what you entered is kept on this page.",
            papers=sum(counts.values()),
            signed=signed,
        )

        raise Invalid(reason)
