"""Read the decision settings of a charter."""

from charter.database import db
from charter.votes.models import StoredDecisionSettings
from charter.votes.rules import decision_settings
from charter.votes.rules.decision_settings import DecisionSettings


def of_charter(charter_id: int) -> DecisionSettings:
    """The decision settings of a charter: its own, or the default ones."""
    stored = db.session.get(StoredDecisionSettings, charter_id)
    return decision_settings.from_json(stored.value) if stored else decision_settings.DEFAULT
