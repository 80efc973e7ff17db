"""A congress: thousands of amendments, decided in some fifty blocks, and put into the texts. Amendments and advice are
written at once, as one transaction; votes and incorporations are the real ones."""

from copy import deepcopy

from charter.amendments import queries, rules, wordings
from charter.amendments.deciding import dispositions, settling
from charter.amendments.deciding.models import Disposition
from charter.amendments.models import Amendment
from charter.amendments.rounds import actions as rounds
from charter.amendments.texts import Proposed
from charter.clauses import queries as clauses
from charter.collab.publishing import actions as collab
from charter.collab.ydoc import from_prosemirror
from charter.database import db, writing
from charter.journal import actions as journal
from charter.outbox import actions as outbox
from tests.verifier.amendments.amending import decide, incorporate, open_round
from tests.verifier.assembly import ELECTORS, first_charter, member

BLOCKS = 50
RIVAL_INTERVAL = 4
"""Each so many amendments, one wants what the one before wants otherwise, and falls with it."""


def decide_all(clause_number, amendment_number):
    """Fill the first charter with clauses, and hold a round with so many amendments to these."""
    charter = first_charter()
    section = clauses.sections(charter.id)[-1]
    each_has = -(-amendment_number // clause_number)
    words = from_prosemirror.paragraphs(" ".join(_sentence(place) for place in range(each_has)))
    made = [
        collab.create_clause(charter.id, section.id, f"Article {number}", member("moderation"), words).id
        for number in range(clause_number)
    ]
    round_ = open_round()
    with writing():
        adopted = _submit_all(round_, made, amendment_number)
    rounds.close(round_.id, member("moderation"))
    with writing():
        for each in adopted:
            _advise(each)
    ids, size = [each.id for each in adopted], -(-len(adopted) // BLOCKS)
    for place in range(0, len(ids), size):
        block = [db.session.get_one(Amendment, each) for each in ids[place : place + size]]
        decide(*block, heading="Un bloc" if len(block) > 1 else "")
        outbox.clear()
    incorporate(round_)
    settling.decide(round_.id, member("moderation"))


def _sentence(place):
    return f"Mot{place}a mot{place}b mot{place}c mot{place}d mot{place}e mot{place}f mot{place}g mot{place}h."


def _submit_all(round_, clause_ids, number):
    """The amendments, by number; returns those that will be adopted."""
    adopted = []
    bases = queries.bases(round_.id)
    for place in range(number):
        clause_id, nth = clause_ids[place % len(clause_ids)], place // len(clause_ids)
        is_rival = nth % RIVAL_INTERVAL == RIVAL_INTERVAL - 1
        word, new = f"mot{nth - is_rival}d", f"autre{place}"
        content = deepcopy(bases[clause_id].version.content)
        text = content["content"][0]["content"][0]
        text["text"] = text["text"].replace(f" {word} ", f" {new} ")
        made = _submit(round_, place + 1, Proposed(bases[clause_id].version.heading, content, clause_id))
        adopted += [] if is_rival else [made]
    return adopted


def _submit(round_, number, proposed):
    by = member(ELECTORS[number % len(ELECTORS)])
    amendment = Amendment(charter_id=round_.charter_id, round_id=round_.id, number=number, author_id=by.id)
    amendment.association_id, amendment.association = by.association_id, by.association.name
    amendment.submitted_at, amendment.stage = journal.moment(), rules.SUBMITTED
    db.session.add(amendment)
    db.session.flush()
    wordings.append_wording(amendment, "submitted", [proposed], "Parce que.", by, None)
    wordings.record("amendment.submitted", amendment, by, draft=number)
    return amendment


def _advise(amendment):
    by, now = member("moderation"), journal.moment()
    advice = Disposition(amendment_id=amendment.id, revision=1, advice="adopt", replaces=[], reason="", words="Soit.")
    advice.wording_digest, advice.by_id, advice.at, advice.published_at = amendment.wording.digest, by.id, now, now
    db.session.add(advice)
    db.session.flush()
    wordings.record("disposition.published", amendment, by, **dispositions._published(advice))
