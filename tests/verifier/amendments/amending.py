"""A round of amendments decided through the real actions, for the archives that tests forge."""

from contextlib import contextmanager
from copy import deepcopy
from threading import Thread

from flask import current_app

from charter.amendments import actions, drafting, support
from charter.amendments.deciding import answers, dispositions, settling
from charter.amendments.deciding import queries as decisions
from charter.amendments.deciding.dispositions import Advice
from charter.amendments.incorporation import actions as putting
from charter.amendments.incorporation import new_clauses, preview
from charter.amendments.rounds import actions as rounds
from charter.amendments.rounds.actions import RoundSettings
from charter.amendments.texts import Proposed
from charter.clauses import actions as clause_actions
from charter.clauses import queries as clauses
from charter.collab.storage import live_text
from charter.database import db
from charter.votes import queries as votes
from charter.votes.ballots.recording import BallotPaper
from charter.votes.casting import blocks, online
from charter.votes.lifecycle import closing, opening, preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.rules.decision_rule import EXPRESSED, Rule, Threshold
from tests.verifier.assembly import first_charter, held, member

EASY = Rule("custom", (Threshold(1, 2, strict=True, base=EXPRESSED),))
"""More for than against, however few vote."""


def open_round(**settings):
    """A round in the stage of amendments that asks for no co-signatures."""
    charter = first_charter()
    if charter.stage == "drafting":
        clause_actions.move_charter(charter.id, "amending", "", member("moderation"))
    return rounds.open_round(charter.id, RoundSettings(**{"least_cosigners": 0} | settings), member("moderation"))


def reworded(clause_id, old, new):
    """The text of a clause with some words replaced."""
    content = deepcopy(live_text.committed_text(clause_id).content)
    changed = [each for each in _texts(content) if old in each["text"]]
    assert changed, f"{old} is not in the text of clause {clause_id}"
    for each in changed:
        each["text"] = each["text"].replace(old, new)
    return content


def _texts(node):
    below = [each for child in node.get("content", ()) for each in _texts(child)]
    return [node, *below] if "text" in node else below


def propose(round_, who, clause_id, old, new, **more):
    """An amendment that replaces some words."""
    content = reworded(clause_id, old, new)
    return submit(round_, who, Proposed(clauses.get(clause_id).heading, content, clause_id=clause_id), **more)


def submit(round_, who, proposed, **more):
    """An amendment of one text, or another wording of one."""
    draft = drafting.begin(round_.id, [proposed], "Parce que.", member(who), **more)
    made = actions.rectify if more.get("amendment_id") else actions.submit
    return made(draft.id, draft.revision, member(who))


def advise(amendment, kind, **more):
    """Publish an advice; returns it."""
    seen = decisions.newest([amendment.id]).get(amendment.id)
    revision, charter_id = seen.revision if seen else 0, amendment.charter_id
    dispositions.advise(charter_id, amendment.id, Advice(kind, **more), revision, member("moderation"))
    dispositions.publish(charter_id, {amendment.id: revision + 1}, member("moderation"))
    db.session.expire_all()
    return decisions.newest([amendment.id])[amendment.id]


def answer(advice, kind, who):
    """Answer an advice as somebody."""
    digest = answers.asked_about(advice)
    answers.answer(advice.amendment.charter_id, advice.id, kind, digest, "", member(who))
    db.session.expire_all()


def decide(*amendments, choice="for", ends=True, taking_out=(), **more):
    """Hold a vote on amendments in which all choose the same; its number."""
    kind = "amendment" if "heading" not in more else "amendments"
    subject = Subject(kind, amendment_ids=[each.id for each in amendments], **more)
    vote = preparing.prepare(first_charter().id, subject, Settings(rule=EASY), member("moderation"))
    opening.open_vote(vote.id, member("moderation"))
    _vote_again(vote.id, choice)
    for position in taking_out:
        blocks.take_out_motion(vote.id, position, "À part.", member("kindia"))
        _vote_again(vote.id, choice)
    if ends:
        closing.close(vote.id, member("moderation"), reason="Tous ont voté.")
    db.session.expire_all()
    return vote.id


def _vote_again(vote_id, choice):
    paper = BallotPaper(votes.text_digest(votes.get(vote_id)), {choice: 1})
    for who in ("namur", "quebec", "geneve"):
        online.cast(vote_id, paper, by=member(who))


def support_by(amendment, who):
    """Co-sign an amendment."""
    support.cosign(amendment.charter_id, amendment.id, amendment.wording.digest, member(who))
    db.session.expire_all()


def decide_amendments():
    """A public round in which amendments end in every way, then two for members alone."""
    round_ = open_round()
    wide = propose(round_, "namur", 3, "réponse identique", "retour équivalent")
    propose(round_, "quebec", 3, "réponse identique", "réponse comparable")
    durable = propose(round_, "geneve", 7, "sept ans", "huit ans")
    first = propose(round_, "namur", 7, "achètent en priorité", "achètent d’abord")
    rejected = propose(round_, "quebec", 14, "d’abord l’intérêt", "peut-être l’intérêt")
    modified = propose(round_, "kindia", 12, "sans délai", "dans le mois")
    withdrawn = propose(round_, "agadir", 16, "Urbains et ruraux", "Ruraux et urbains")
    late = propose(round_, "nantes", 17, "une fois par an", "quand il peut")
    parent = propose(round_, "namur", 6, "appareils anciens", "très vieux appareils")
    whole = propose(
        round_, "namur", 13, "logiciels libres et les formats ouverts", "codes libres et les formats connus"
    )
    propose(round_, "quebec", 13, "logiciels libres", "codes libres")
    added = submit(round_, "kindia", Proposed("Un article de plus", _one_line("Rien de trop."), after_clause_id=4))
    removal = submit(round_, "agadir", Proposed(clauses.get(9).heading, None, clause_id=9, drops=True))
    support_by(wide, "kindia")
    changed = Proposed(clauses.get(6).heading, _again(parent, "très vieux", "très anciens"), clause_id=6)
    sub = submit(round_, "quebec", changed, parent_id=parent.id)
    propose(round_, "geneve", 7, "sept ans", "neuf ans", amendment_id=durable.id)
    rounds.close(round_.id, member("moderation"))
    proposed = [Proposed(clauses.get(12).heading, reworded(12, "sans délai", "dans la semaine"), clause_id=12)]
    answer(advise(modified, "adopt_modified", proposed=proposed), "agrees", "kindia")
    answer(advise(withdrawn, "reject"), "agrees", "agadir")
    answer(advise(late, "inadmissible", reason="off_topic", words="Hors sujet."), "agrees", "nantes")
    for each in (durable, first):
        advise(each, "adopt")
    decide(wide)
    decide(rejected, choice="against")
    decide(durable, first, modified, heading="Ce que tous soutiennent", taking_out=[1])
    decide(first)
    decide(sub)
    decide(parent)
    decide(whole)
    for each in (added, removal):
        decide(each)
    incorporate(round_, added)
    settling.decide(round_.id, member("moderation"))
    held(Settings(), "for", "for", subject=Subject("clause", [3]))
    decide_among_members()


def decide_among_members():
    """A round for members alone, and one that carries over what it left."""
    round_ = open_round(is_public=False)
    adopted = propose(round_, "namur", 5, "l’esprit critique", "l’esprit libre")
    propose(round_, "quebec", 5, "l’esprit critique", "le sens secret")
    left = propose(round_, "kindia", 8, "les habitants", "les seuls initiés")
    rounds.close(round_.id, member("moderation"))
    advise(left, "reject", words="Contraire à l’esprit du texte.")
    decide(adopted, order_reason="La présidence le propose.")
    incorporate(round_)
    open_round(is_public=False)


def incorporate(round_, *with_new_clauses):
    """Put what was adopted into the texts."""
    chair = member("moderation")
    for clause_id in settling.left(round_.id).clause_ids:
        shown = preview.of(round_, clause_id)
        pairs = [each.pair for each in shown.meetings]
        with flushing():
            putting.incorporate(round_.charter_id, round_, clause_id, pairs, shown.digest, chair, None)
        db.session.expire_all()
    for each in with_new_clauses:
        new_clauses.add(round_.charter_id, each.id, 0, chair)


@contextmanager
def flushing():
    """While the block runs, a thread flushes edits as a server does."""
    loop = current_app.extensions["collab"].flush_loop._loop
    thread = Thread(target=loop.run)
    thread.start()
    try:
        yield
    finally:
        loop.stop()
        thread.join()
        loop._is_stopped = False


def _one_line(words):
    return {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": words}]}]}


def _again(amendment, old, new):
    content = deepcopy(amendment.wording.changes[0].content)
    for each in _texts(content):
        each["text"] = each["text"].replace(old, new)
    return content
