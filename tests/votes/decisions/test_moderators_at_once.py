"""Two moderators write at the same time, on PostgreSQL, where the second one waits for the first: nothing is lost."""

from dataclasses import replace

import pytest

from charter.database import db
from charter.journal import actions as journal
from charter.votes import queries
from charter.votes.decisions import changing, stored_settings
from charter.votes.lifecycle import preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from tests.verifier.assembly import member
from tests.votes.interleaving import meet

pytestmark = pytest.mark.parametrize("site", ["postgresql"], indirect=True, scope="module")
WRITTEN = (journal, "record", "after")


def changes(key, name):
    """Change the name of a model, as it is now."""
    model = stored_settings.of_charter(1).model(key)
    return lambda: changing.change_model(1, replace(model, name=name), model.digest, member("moderation")) or name


def names():
    db.session.rollback()
    return [each.name for each in stored_settings.of_charter(1).models]


def test_two_models_are_changed_and_both_changes_stay(site, monkeypatch):
    works = changes("ordinary", "Courant"), changes("final", "Solennel")
    assert meet(site[0], monkeypatch, *works, WRITTEN) == ("Courant", "Solennel")
    assert names() == ["Courant", "Solennel"]


def test_of_two_changes_of_one_model_the_second_is_refused(site, monkeypatch):
    works = changes("ordinary", "Premier"), changes("ordinary", "Second")
    assert meet(site[0], monkeypatch, *works, WRITTEN) == ("Premier", None)
    assert "Premier" in names()


def test_two_votes_are_moved_and_both_moves_stay(site, monkeypatch):
    question = Subject("question", heading="Une question", question="Faut-il ?")
    votes = preparing.prepare_all(1, [(question, Settings())] * 4, member("moderation"))
    a, b, c, d = (vote.id for vote in votes)
    db.session.rollback()

    def moves(vote_id, before_id):
        return lambda: preparing.move_before(vote_id, before_id, member("moderation")) or vote_id

    assert meet(site[0], monkeypatch, moves(d, a), moves(a, c), WRITTEN) == (d, a)
    db.session.rollback()
    assert [vote.id for vote in queries.prepared(1)] == [d, b, a, c]
