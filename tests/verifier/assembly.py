"""An assembly that holds votes of every kind, through the real actions. The tests attack its
archive."""

from dataclasses import replace
from datetime import timedelta

import time_machine

from charter.accounts import actions as accounts_actions
from charter.accounts import queries as accounts
from charter.charters import actions as charters
from charter.charters.models import Charter
from charter.clauses import actions as clause_actions
from charter.clauses import queries as clauses
from charter.clauses.models import Clause
from charter.collab.publishing import actions as collab
from charter.collab.ydoc import from_prosemirror
from charter.core import clock
from charter.database import db
from charter.journal import actions as journal
from charter.votes import queries
from charter.votes.ballots.recording import BallotPaper
from charter.votes.casting import blocks, in_person, online, paper_urn
from charter.votes.lifecycle import closing, opening, preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.roll import attendance, proxies
from charter.votes.rules import named_rules
from charter.votes.rules.decision_rule import Quorum

ELECTORS = ("namur", "quebec", "geneve", "kindia", "agadir", "nantes", "montreal", "lausanne", "dschang", "bruxelles")


def member(mailbox):
    return accounts.get_by_email(f"{mailbox}@forum.example")


def first_charter():
    return db.session.query(Charter).order_by(Charter.id).first()


def held(settings, *chosen, subject=None, ends=closing.close, follows=None):
    """A vote held to its end: one choice, or None, for each elector in turn. Returns its number."""
    subject = subject or Subject("question", heading="Une question", question="Faut-il ?")
    moderator = member("moderation")
    vote_id = preparing.prepare(first_charter().id, subject, settings, moderator, follows).id
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
    paper = BallotPaper(queries.text_digest(vote), choices, objection)
    online.cast(vote_id, paper, member(mailbox), elector and member(elector).id)


def decide_everything():
    """Votes under many rules, by every kind of elector, named and sealed, in the room and from a
    distance."""
    charter_id = first_charter().id
    moderator = member("moderation")
    attendance.mark_present(charter_id, [member(each).id for each in ELECTORS[:8]], [], moderator)
    proxies.give(charter_id, member("namur").id, member("bruxelles"))
    for rule in named_rules.ALL:
        if not rule.least_hours:
            held(Settings(rule=rule), "for", "for", "for", "abstain", "for", "for", "no_part", "for")
    held(
        Settings(rule=replace(named_rules.SIMPLE_MAJORITY, quorum=Quorum("present"), tie="second_round")),
        "for",
        "against",
    )
    for holders in ("association", "weight", "seats"):
        held(Settings(holders=holders), "for", "against", "for")
    give_seats("namur", moderator)
    held(Settings(holders="seats", most_votes=2), {"for": 1, "against": 1}, "for")
    held(Settings(holders="weight"), "against", "for")
    held(
        Settings(rule=replace(named_rules.SIMPLE_MAJORITY, tie="chair"), chair_id=member("quebec").id), "against", "for"
    )
    _room_and_proxies(moderator)
    _sealed(moderator)
    _by_two(moderator)
    _block(moderator)
    _clauses()
    _elsewhere(moderator)
    held(Settings(), "for", ends=lambda vote_id, by: closing.cancel(vote_id, "Mauvaise question", by))
    held(Settings(), "for", "against", ends=None)
    later = journal.moment() + timedelta(days=1)  # the clock went back since
    extended = held(Settings(closes_at=later), "against", ends=None)
    closing.extend(extended, later + timedelta(days=1), "Des trains en retard", moderator)
    closing.close(extended, moderator, "Tout le monde a voté")
    _times()


def give_seats(mailbox, moderator):
    own = member(mailbox).association
    terms = {"country": own.country, "college": own.college.name, "seats": 3, "weight": 4}
    accounts_actions.save_association(own.id, moderator, name=own.name, **terms)


def _room_and_proxies(moderator):
    vote_id = held(Settings(needs_presence=True), "for", "for", "against", ends=None)
    cast(vote_id, "namur", "against", elector="bruxelles")
    digest = queries.get(vote_id).digest
    papers = {
        member("quebec").id: BallotPaper(digest, {"against": 1}),
        member("kindia").id: BallotPaper(digest, {"for": 1}),
    }
    in_person.enter(vote_id, "hands", papers, moderator)
    cast(vote_id, "namur", "abstain")
    closing.close(vote_id, moderator)


def _block(moderator):
    subject = Subject("block", [5, 6, 7], heading="Trois articles")
    vote_id = held(Settings(), "for", "for", subject=subject, ends=None)
    blocks.take_out(vote_id, 6, "À discuter", member("geneve"))
    cast(vote_id, "geneve", "for")
    closing.close(vote_id, moderator)


def _sealed(moderator):
    vote_id = held(Settings(ballots="sealed"), None, "for", "against", "abstain", "for", ends=None)
    cast(vote_id, "namur", "for", elector="bruxelles")
    paper_urn.mark_voters(
        vote_id, [member(each).id for each in ("nantes", "montreal", "lausanne", "dschang")], [], moderator
    )
    paper_urn.mark_voters(vote_id, [], [member("dschang").id], moderator)
    closing.close(vote_id, moderator)
    paper_urn.count(vote_id, queries.get(vote_id).digest, {"for": 1, "no_part": 2}, moderator)


def _by_two(moderator):
    """A sealed vote with an urn, by two persons: who asked that it close has counted with the
    other, and closes it."""
    other = member("mediation")
    other.role = "moderator"
    db.session.commit()
    subject = Subject("question", heading="Une question", question="Faut-il ?")
    settings = Settings(ballots="sealed", two_persons=True)
    vote_id = preparing.prepare(first_charter().id, subject, settings, moderator).id
    for each in (moderator, other):
        opening.open_vote(vote_id, each)
    paper_urn.mark_voters(vote_id, [member(each).id for each in ("nantes", "montreal", "lausanne")], [], moderator)
    for each in (moderator, other):
        closing.close(vote_id, each)
    for each in (other, moderator):
        paper_urn.count(vote_id, queries.get(vote_id).digest, {"for": 2, "no_part": 1}, each)


def _clauses():
    charter = first_charter()
    clause = db.session.query(Clause).filter_by(charter_id=charter.id, stage="drafting").order_by(Clause.id).first()
    held(Settings(), "for", "for", "for", "for", subject=Subject("clause", [clause.id]))
    moderator = member("moderation")
    section = clauses.sections(charter.id)[0].id
    one, other = (
        collab.create_clause(charter.id, section, heading, moderator, from_prosemirror.paragraphs("Des mots."))
        for heading in ("Abandonné", "Repris")
    )
    for each in (one, other):
        clause_actions.drop_clause(each.id, "Trop tôt", moderator)
    clause_actions.take_back_clause(other.id, moderator)


def _times():
    """What lasts days: silence, and the second call of a vote that lacked its quorum."""
    ends = clock.now() + timedelta(hours=73)
    silent = held(Settings(rule=named_rules.SILENCE, closes_at=ends), ends=None)
    quorum = Quorum("taking_part", again_after=3)
    first = held(Settings(rule=replace(named_rules.SIMPLE_MAJORITY, quorum=quorum)), "for")
    with time_machine.travel(ends + timedelta(seconds=5)):
        closing.close(silent, None)
        held(Settings(rule=replace(named_rules.SIMPLE_MAJORITY, quorum=quorum)), "for", follows=first)


def _elsewhere(moderator):
    """A charter in preparation, whose entries nobody may read, and a public one, which is proved
    along."""
    charters.create("En préparation", "", "fr", by=moderator)
    other = charters.create("Autre charte", "", "fr", by=moderator)
    clause_actions.move_charter(other.id, "drafting", "", moderator)
    collab.create_clause(
        other.id, None, "Préambule", moderator, from_prosemirror.paragraphs("Nous, villes d’ailleurs.")
    )
    whole = Subject("charter", heading="La charte")
    vote_id = preparing.prepare(other.id, whole, Settings(), moderator).id
    opening.open_vote(vote_id, moderator)
    cast(vote_id, "kindia", "for")
    closing.close(vote_id, moderator)
