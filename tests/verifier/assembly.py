"""An assembly that decides in every way there is, through the real verbs; its archive is what the tests attack."""

from dataclasses import replace
from datetime import timedelta

from charter.accounts import queries as accounts
from charter.charters.models import Charter
from charter.core import clock
from charter.database import db
from charter.votes import blocks, casting, closing, in_room, named, opening, preparing, presences, proxies, queries
from charter.votes.casting import Paper
from charter.votes.preparing import Settings, Subject
from charter.votes.rules import Quorum

ELECTORS = ("namur", "quebec", "geneve", "kindia", "agadir", "nantes", "montreal", "lausanne", "dschang", "bruxelles")


def member(mailbox):
    return accounts.get_by_email(f"{mailbox}@forum.example")


def held(settings, *chosen, subject=None, ends=closing.close):
    """A vote held to its end: one choice, or None, for each elector in turn. Returns its number."""
    charter_id = db.session.query(Charter.id).order_by(Charter.id).limit(1).scalar()
    subject = subject or Subject("question", heading="Une question", question="Faut-il ?")
    moderator = member("moderation")
    vote_id = preparing.prepare(charter_id, subject, settings, moderator).id
    opening.open_vote(vote_id, moderator)
    for mailbox, choice in zip(ELECTORS, chosen, strict=False):
        if choice:
            cast(vote_id, mailbox, choice)
    if ends:
        ends(vote_id, by=moderator)
    return vote_id


def cast(vote_id, mailbox, choice, objection="", elector=None):
    vote = queries.get(vote_id)
    choices = choice if isinstance(choice, dict) else {choice: queries.elector(vote, member(elector or mailbox)).votes}
    paper = Paper(queries.paper_digest(vote), choices, objection)
    casting.cast(vote_id, paper, member(mailbox), elector and member(elector).id)


def decide_everything():
    """Votes under many rules, by every kind of elector, named and sealed, in the room and from a distance."""
    charter_id = db.session.query(Charter.id).limit(1).scalar()
    moderator = member("moderation")
    presences.mark(charter_id, [member(each).id for each in ELECTORS[:8]], [], moderator)
    proxies.give(charter_id, member("namur").id, member("bruxelles"))
    for rule in named.ALL:
        if not rule.least_hours:
            held(Settings(rule=rule), "for", "for", "for", "abstain", "for", "for", "no_part", "for")
    held(Settings(rule=replace(named.SIMPLE_MAJORITY, quorum=Quorum("present"), tie="second_round")), "for", "against")
    held(Settings(ballots="sealed"), *["for", "for", "against", "abstain", "for"])
    for holders in ("association", "weight", "seats"):
        held(Settings(holders=holders), "for", "against", "for")
    _room_and_proxies(moderator)
    _block(moderator)
    held(Settings(), "for", ends=lambda vote_id, by: closing.cancel(vote_id, "Mauvaise question", by))
    held(Settings(), "for", "against", ends=None)
    later = clock.now() + timedelta(days=1)
    extended = held(Settings(closes_at=later), "against", ends=None)
    closing.extend(extended, later + timedelta(days=1), "Des trains en retard", moderator)
    closing.close(extended, moderator, "Tout le monde a voté")


def _room_and_proxies(moderator):
    vote_id = held(Settings(needs_presence=True), "for", "for", "against", ends=None)
    cast(vote_id, "namur", "against", elector="bruxelles")
    digest = queries.get(vote_id).digest
    papers = {member("quebec").id: Paper(digest, {"against": 1}), member("kindia").id: Paper(digest, {"for": 1})}
    in_room.enter(vote_id, "hands", papers, moderator)
    cast(vote_id, "namur", "abstain")
    closing.close(vote_id, moderator)


def _block(moderator):
    subject = Subject("block", [5, 6, 7], heading="Trois articles")
    vote_id = held(Settings(), "for", "for", subject=subject, ends=None)
    blocks.take_out(vote_id, 6, "À discuter", member("geneve"))
    cast(vote_id, "geneve", "for")
    closing.close(vote_id, moderator)
