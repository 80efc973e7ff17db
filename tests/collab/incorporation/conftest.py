import pytest

from charter.charters.models import Charter
from charter.collab.incorporation.actions import ServerEditor
from charter.database import db


@pytest.fixture
def moderator(someone, clause):
    """Somebody of the chair, as they act; nobody asks for their session."""
    return ServerEditor.of(someone("moderation"), None, db.session.get(Charter, clause.charter_id).language)
