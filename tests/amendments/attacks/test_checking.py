"""`charter check` sees what somebody changed in the database behind the guards."""

import pytest
from sqlalchemy import select, text

from charter import checking
from charter.amendments import actions, queries, support, wordings
from charter.amendments.models import Amendment
from charter.amendments.rounds import actions as rounds
from charter.database import db
from tests.amendments.conftest import PARAGRAPH

LONGER = {"type": "doc", "content": [PARAGRAPH, PARAGRAPH]}
TAMPERED = [
    "UPDATE wording SET digest = 'other' WHERE id = 3",
    "UPDATE wording SET reason = 'Pour autre chose.' WHERE id = 1",
    "UPDATE wording SET language = 'en' WHERE id = 1",
    "UPDATE wording SET previous = digest WHERE id = 3",
    "UPDATE change SET heading = 'Autre' WHERE wording_id = 1",
    'UPDATE change SET content = \'{"type": "doc", "content": []}\' WHERE wording_id = 2',
    "UPDATE amendment SET number = 9 WHERE id = 1",
    "UPDATE amendment SET association = 'Ville de Québec' WHERE id = 1",
    "UPDATE cosignature SET association = 'Ville de Genève' WHERE id = 1",
    "UPDATE cosignature SET association_id = 5 WHERE id = 2",
    "UPDATE cosignature SET wording_digest = (SELECT digest FROM wording WHERE id = 2) WHERE id = 1",
    "UPDATE cosignature SET withdrawn_at = NULL WHERE id = 1",
    "UPDATE cosignature SET withdrawn_at = at WHERE id = 2",
    "DELETE FROM cosignature WHERE id = 2",
    "DELETE FROM wording WHERE id = 3",
]


@pytest.fixture
def two_rounds(open_round, propose, write, amending, someone):
    """Two rounds: an amendment that is co-signed, rectified, co-signed by another, carried over, withdrawn and taken
    over."""
    first = open_round()
    amendment = propose(first, "namur")
    for who in ("quebec", "montreal"):
        support.cosign(amending.id, amendment.id, amendment.wording.digest, someone(who))
    support.uncosign(amending.id, amendment.id, someone("quebec"))
    draft = write(first, "namur", content=LONGER, amendment_id=amendment.id)
    actions.rectify(draft.id, 1, someone("namur"))
    rounds.close(first.id, someone("moderation"))
    open_round(is_public=False)
    carried = db.session.scalar(select(Amendment.id).where(Amendment.carried_from_id == amendment.id))
    shown = queries.by_ids([carried])[carried].wording.digest
    support.cosign(amending.id, carried, shown, someone("lausanne"))
    actions.withdraw(amending.id, carried, someone("namur"))
    actions.take_over(amending.id, carried, someone("montreal"))
    db.session.commit()


def test_what_was_changed_behind_the_guards_is_found(two_rounds):
    said = [each for each in checking.check() if each.sentence.startswith("Amendments")]
    assert [(each.holds, each.sentence) for each in said] == [
        (True, "Amendments: all 2 are what the journal says of them.")
    ]
    assert [each for each in TAMPERED if not _is_found(each)] == []


def _is_found(statement: str) -> bool:
    """Whether it is seen, in a transaction without guards that is rolled back."""
    db.session.execute(text("PRAGMA defer_foreign_keys = ON"))
    for name in db.session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        db.session.execute(text(f"DROP TRIGGER {name}"))
    changed = db.session.execute(text(statement)).rowcount
    proved = [wordings.is_proved(each) for each in db.session.scalars(select(Amendment))]
    db.session.rollback()
    return changed == 1 and not all(proved)
