"""A charter in its stage of amendments, with an open round."""

import pytest
from flask_babel import force_locale

from charter.charters.models import Charter
from charter.clauses import actions as clauses
from charter.database import db

PARAGRAPH = {"type": "paragraph", "content": [{"type": "text", "text": "Un tout autre texte."}]}
OTHER = {"type": "doc", "content": [PARAGRAPH]}


@pytest.fixture(autouse=True)
def english(app):
    """Refusals are read in English."""
    with force_locale("en"):
        yield


@pytest.fixture
def amending(charter, someone) -> Charter:
    """The charter of the demo, moved on to the stage of amendments."""
    if charter.stage == "drafting":
        clauses.move_charter(charter.id, "amending", "", someone("moderation"))
    db.session.refresh(charter)
    return charter


@pytest.fixture
def open_round(amending, someone):
    """Call it with settings to open a round."""
    from charter.amendments.rounds import actions
    from charter.amendments.rounds.actions import RoundSettings

    return lambda **settings: actions.open_round(amending.id, RoundSettings(**settings), someone("moderation"))


@pytest.fixture
def round_(open_round):
    return open_round()


@pytest.fixture
def next_round(round_, open_round, someone):
    """Call it to close the round and open the next one."""

    def begin():
        from charter.amendments.rounds import actions as rounds

        rounds.close(round_.id, someone("moderation"))
        return open_round()

    return begin


@pytest.fixture
def write(clause, someone):
    """Call it to begin a draft that proposes another text for the clause."""
    from charter.amendments import drafting
    from charter.amendments.texts import Proposed

    def begin(round_, who: str, content=OTHER, reason="Parce que.", heading=None, **more):
        proposed = Proposed(heading or clause.heading, content, clause_id=clause.id)
        return drafting.begin(round_.id, [proposed], reason, someone(who), **more)

    return begin


@pytest.fixture
def propose(write, someone):
    """Call it to submit an amendment."""
    from charter.amendments import actions

    def submit(round_, who: str, **more):
        draft = write(round_, who, **more)
        return actions.submit(draft.id, draft.revision, someone(who))

    return submit
