"""Suggestions to a clause that is drafted."""

from copy import deepcopy

import pytest

from charter.amendments.suggestions import accepting, actions
from charter.amendments.suggestions.models import Suggestion
from charter.collab.incorporation.actions import ServerEditor
from charter.collab.storage import live_text, update_log
from charter.collab.ydoc import to_prosemirror
from charter.database import db
from tests.collab.conftest import writer  # noqa: F401


@pytest.fixture
def reworded(clause):
    """Call it for the live text of the clause with some words replaced."""

    def make(old: str, new: str) -> dict:
        found = deepcopy(live_text.committed_text(clause.id).content)
        [text] = [each for each in found["content"][0]["content"] if old in each["text"]]
        text["text"] = text["text"].replace(old, new)
        return found

    return make


@pytest.fixture
def suggest(clause, someone, reworded):
    """Call it to make a suggestion that replaces some words of the live text of the clause."""

    def make(who: str, old: str, new: str, **more) -> Suggestion:
        draft = actions.begin(clause.id, update_log.state_of(clause.id)[1], reworded(old, new), someone(who), **more)
        return actions.make(clause.id, draft.id, draft.revision, someone(who))

    return make


@pytest.fixture
def accept(flushed, clause, someone):  # noqa: F811
    """Call it to accept suggestions as somebody."""

    def act(who: str, *found: Suggestion) -> None:
        ids, by = [each.id for each in found], ServerEditor.of(someone(who), None, "en")
        flushed(lambda: accepting.accept(clause.id, ids, by))
        db.session.rollback()

    return act


@pytest.fixture
def live(clause):
    """Call it for the live text of the clause."""

    def read() -> str:
        db.session.rollback()
        return to_prosemirror.plain(live_text.committed_text(clause.id).content)

    return read
