"""`charter check` sees what somebody changed of decisions in the database behind the guards."""

from sqlalchemy import select, text

from charter import checking
from charter.amendments.incorporation import actions, preview, proving
from charter.amendments.models import Amendment
from charter.amendments.texts import Proposed
from charter.database import db
from charter.votes.motion_models import Motion
from charter.votes.motions import stating

TAMPERED = [
    "UPDATE disposition SET words = 'Autrement.' WHERE id = 1",
    "UPDATE disposition SET published_at = NULL WHERE id = 1",
    "UPDATE answer SET kind = 'refuses' WHERE disposition_id = 1",
    "UPDATE answer SET wording_digest = (SELECT wording_digest FROM disposition WHERE id = 1) WHERE disposition_id = 1",
    "UPDATE outcome SET kind = 'rejected' WHERE amendment_id = 1",
    "UPDATE outcome SET because_of_id = NULL WHERE amendment_id = 2",
    "DELETE FROM outcome WHERE amendment_id = 2",
    "UPDATE incorporation SET wordings = '[]' WHERE id = 1",
    "UPDATE incorporation SET version_id = 1 WHERE id = 1",
    "UPDATE motion SET reason = 'Autrement.' WHERE position = 0",
]


def test_what_was_changed_of_decisions_is_found(
    flushed, round_, propose, reworded, advise, answer, closed_round, decide, charter, clause, someone
):
    wide = propose(round_, "namur", content=reworded("réponse identique", "retour équivalent"))
    propose(round_, "quebec", content=reworded("réponse identique", "réponse comparable"))
    closed_round()
    proposed = [Proposed(clause.heading, reworded("réponse identique", "retour semblable"), clause_id=clause.id)]
    answer(advise(wide, "adopt_modified", proposed=proposed), "agrees", "namur")
    decide(wide)
    shown = preview.of(round_, clause.id)
    chair, ids = someone("moderation"), (charter.id, clause.id)
    flushed(lambda: actions.incorporate(ids[0], round_, ids[1], [], shown.digest, chair, None))
    db.session.expire_all()

    assert [each.sentence for each in (checking._amendments(), checking._votes()) if not each.holds] == []
    assert [each for each in TAMPERED if not _is_found(each)] == []


def _is_found(statement: str) -> bool:
    """Whether it is seen, in a transaction without guards that is rolled back."""
    db.session.execute(text("PRAGMA defer_foreign_keys = ON"))
    for name in db.session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        db.session.execute(text(f"DROP TRIGGER {name}"))
    changed = db.session.execute(text(statement)).rowcount
    db.session.expire_all()
    proved = [proving.is_proved(each) for each in db.session.scalars(select(Amendment))]
    proved += [stating.is_whole(each) for each in db.session.scalars(select(Motion))]
    is_found = not all(proved) or bool(proving.wrong_incorporations())
    db.session.rollback()
    return changed == 1 and is_found
