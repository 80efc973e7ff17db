"""Votes in every state, for those who look at them: 1 closed and 2 open are of the demo.

3: a block, open, a clause taken out (4: prepared for it); Namur voted and changed, and holds the proxy of Bruxelles; a
second moderator must confirm the closing. 5: cancelled. 6: prepared, with obstacles. 7: sealed, open; Namur has voted.
8: by seats, which may be split, open. 9: sealed, closed. 10: consent, closed, with an objection. 11: prepared.
"""

from datetime import timedelta
from pathlib import Path

from charter.core import clock
from charter.database import db
from charter.outbox import actions as outbox
from charter.votes.casting import blocks
from charter.votes.lifecycle import closing, opening, preparing
from charter.votes.lifecycle.dual_control import StepResult
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.roll import proxies
from charter.votes.rules import named_rules
from tests.conftest import make_app
from tests.verifier.assembly import cast, held, member

QUESTION = Subject("question", heading="Une question libre", question="Faut-il réunir l’assemblée chaque année ?")


def bring_about(folder: Path) -> None:
    """All of them, in the database of a folder."""
    app = make_app(folder)
    with app.app_context():
        moderator = member("moderation")
        proxies.give(1, member("namur").id, member("bruxelles"))
        _block(moderator)
        held(Settings(), ends=lambda vote_id, by: closing.cancel(vote_id, "La question était mal posée", by))
        preparing.prepare(1, Subject("clause", [2]), Settings(needs_presence=True), moderator)
        held(Settings(ballots="sealed"), "for", None, "against", "abstain", ends=None)
        held(Settings(holders="seats", closes_at=clock.now() + timedelta(days=300)), ends=None)
        held(Settings(ballots="sealed"), "for", "for", "against")
        objected = held(Settings(rule=named_rules.CONSENT), "for", "for", "abstain", ends=None)
        cast(objected, "kindia", "against", objection="Le coût n’est pas chiffré")
        closing.close(objected, moderator)
        preparing.prepare(1, QUESTION, Settings(), moderator)
        outbox.clear()
        db.session.remove()
        db.engine.dispose()


def _block(moderator) -> None:
    subject = Subject("block", [11, 12, 14], heading="Trois articles sans désaccord")
    vote = preparing.prepare(1, subject, Settings(two_persons=True), moderator)
    assert opening.open_vote(vote.id, moderator) is StepResult.AWAITS_SECOND
    opening.open_vote(vote.id, member("secretariat"))
    for choice in ("for", "against"):
        cast(vote.id, "namur", choice)
    blocks.take_out(vote.id, 12, "À discuter séparément", member("geneve"))
    closing.close(vote.id, moderator)
