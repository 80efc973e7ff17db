"""Amendments go into a vote, and their clauses stand still meanwhile; both come out of it when it ends."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import update

from charter.amendments import rules
from charter.amendments.deciding import outcomes
from charter.clauses import queries as clauses
from charter.clauses.models import Clause
from charter.core.errors import Refused
from charter.database import db, rows_changed
from charter.votes.models import Vote
from charter.votes.motion_models import Motion
from charter.votes.motions import stating


def clause_ids(vote: Vote) -> list[int]:
    """The clauses that the amendments of a vote would change, as they are now."""
    changes = (change for motion in vote.motions for change in motion.amendment.wording.changes)
    return sorted({each.clause_id for each in changes if each.clause_id is not None})


def freeze(vote: Vote) -> None:
    """Fix all that is printed, and let neither the amendments nor the texts that they change move until the end of the
    vote. Refused where something moves already."""
    stating.fix(vote.motions, stating.of_vote(vote))
    outcomes.set_stage([each.amendment_id for each in vote.motions], rules.VOTING, [rules.SUBMITTED])
    for clause_id in clause_ids(vote):
        # Conditional: what another open vote froze is not in drafting, and the opening is refused.
        drafting = update(Clause).where(Clause.id == clause_id, Clause.stage == "drafting")
        if rows_changed(drafting.values(stage="frozen")) == 0:
            heading = clauses.get(clause_id).heading
            raise Refused(_l("“%(heading)s” is no longer in drafting.", heading=heading))
    db.session.flush()


def release(vote: Vote, *motions: Motion) -> None:
    """Let the clauses of these motions move again, which no other one left in the vote changes."""
    left = {each for one in vote.motions if one not in motions and one.taken_out_at is None for each in one.clause_ids}
    ids = {each for one in motions for each in one.clause_ids} - left
    frozen = update(Clause).where(Clause.id.in_(ids), Clause.stage == "frozen")
    db.session.execute(frozen.values(stage="drafting"))


def end_without_result(vote: Vote, *motions: Motion) -> None:
    """Take motions out of an open vote undecided: their amendments can be changed, and voted on, again."""
    release(vote, *motions)
    outcomes.set_stage([each.amendment_id for each in motions], rules.SUBMITTED, [rules.VOTING])
