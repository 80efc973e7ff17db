"""Enter what was voted in the room, by hands or on paper, for electors who are there; each source is counted apart."""

from collections.abc import Mapping, Sequence
from secrets import token_hex

from flask_babel import lazy_gettext as _l

from charter.accounts.models import Member
from charter.core.errors import About, Invalid, Refused
from charter.database import db
from charter.journal import actions as journal
from charter.outbox import actions as outbox
from charter.votes import casting, deposits, queries
from charter.votes.deposits import Deposits, Paper
from charter.votes.models import SealedBallot, Signing

SOURCES = (deposits.HANDS, deposits.PAPER)


def enter(vote_id: int, source: str, papers: Mapping[int, Paper], by: Member) -> None:
    """Record named ballots by the elector's number. Each replaces the one cast from a distance.

    All or none: Invalid or Refused for one is so for all. What is answered and written to the journal does not tell
    whether a ballot is another than before: else whoever enters one would learn what the elector had chosen.
    """
    if source not in SOURCES:
        raise Invalid(About("source", _l("Say whether they voted by hands or on paper.")))
    with casting.taking(vote_id, shared=True) as (vote, now):
        if vote.is_sealed:
            raise Refused(_l("A sealed vote takes no ballot with a name."))
        changed = []
        turnout = queries.turnout(vote).cast
        electors = casting.locked_electors(vote, papers)
        box = Deposits(vote, papers, now)
        for elector_id, paper in sorted(papers.items()):
            casting.check_text(vote, paper.digest)
            elector = casting.on_roll(electors, elector_id)
            casting.check_presence(vote, elector)
            if box.put(elector, paper, source, by.label) != deposits.SAME:
                changed.append(elector_id)
        box.write()
        facts = {"source": source, "electors": sorted(papers)}
        journal.record("ballot.entered", f"vote:{vote_id}", by=by, charter_id=vote.charter_id, **facts)
        outbox.put("ballot", vote_id, changed)
        is_told = vote.shows_turnout and queries.turnout(vote).cast > turnout
    if is_told:
        casting.tell(vote_id)


def enter_sealed(vote_id: int, digest: str, electors: Sequence[int], counts: Mapping[str, int], by: Member) -> None:
    """Record who voted on paper in a sealed vote, and how many papers had which choice: as many as electors.

    Refused if one of them has voted already: nobody knows which ballot in the box is theirs.
    """
    with casting.taking(vote_id, shared=True) as (vote, _now):
        casting.check_text(vote, digest)
        if not vote.is_sealed:
            raise Refused(_l("In a named vote each ballot has a name."))
        if set(counts) - set(vote.decision_rule.choices) or min(counts.values(), default=0) < 0:
            raise Invalid(_l("Choose one of the answers."))
        if not electors or sum(counts.values()) != len(set(electors)):
            raise Invalid(_l("There must be as many papers as electors who voted on paper."))
        locked = casting.locked_electors(vote, set(electors))
        for elector_id in sorted(set(electors)):
            elector = casting.on_roll(locked, elector_id)
            casting.check_presence(vote, elector)
            if queries.signing(vote, elector):
                raise Refused(_l("%(name)s has voted already.", name=elector.name))
            db.session.add(Signing(vote_id=vote_id, member_id=elector_id, source=deposits.PAPER))
        choices = [choice for choice, number in counts.items() for _ in range(number)]
        db.session.add_all(SealedBallot(key=token_hex(32), vote_id=vote_id, choice=choice) for choice in choices)
        facts = {"source": deposits.PAPER, "electors": sorted(set(electors))}
        journal.record("ballot.entered", f"vote:{vote_id}", by=by, charter_id=vote.charter_id, **facts)
        outbox.put("ballot", vote_id, electors)
        is_told = vote.shows_turnout
    if is_told:
        casting.tell(vote_id)
