"""Amendments to one clause, and the advice on them."""

from copy import deepcopy

import pytest

from charter.database import db


@pytest.fixture
def reworded(clause):
    """Call it for the frozen text of the clause with some words replaced in its first paragraph."""
    from charter.collab.storage import live_text

    content = live_text.committed_text(clause.id).content

    def make(old: str, new: str) -> dict:
        found = deepcopy(content)
        replaced = [each for each in _texts(found) if old in each["text"]]
        assert replaced, f"{old} is not in the text"
        for each in replaced:
            each["text"] = each["text"].replace(old, new)
        return found

    return make


def _texts(node: dict) -> list[dict]:
    below = [each for child in node.get("content", ()) for each in _texts(child)]
    return [node, *below] if "text" in node else below


@pytest.fixture
def advise(someone):
    """Call it to publish an advice on an amendment."""
    from charter.amendments.deciding import dispositions
    from charter.amendments.deciding import queries as decisions
    from charter.amendments.deciding.dispositions import Advice

    def publish(amendment, kind: str, **more):
        newest = decisions.newest([amendment.id]).get(amendment.id)
        seen, by = newest.revision if newest else 0, someone("moderation")
        dispositions.advise(amendment.charter_id, amendment.id, Advice(kind, **more), seen, by)
        dispositions.publish(amendment.charter_id, {amendment.id: seen + 1}, by)
        db.session.expire_all()
        return decisions.newest([amendment.id])[amendment.id]

    return publish


@pytest.fixture
def answer(someone):
    """Call it to answer an advice as somebody."""
    from charter.amendments.deciding import answers

    def say(advice, kind: str, who: str, digest: str | None = None):
        asked = digest or answers.asked_about(advice)
        answers.answer(advice.amendment.charter_id, advice.id, kind, asked, "", someone(who))
        db.session.expire_all()

    return say
