"""What amendments mean for each other, as pages ask for it."""

import pytest

from charter.amendments import actions, drafting, queries
from charter.amendments.relating import relations
from charter.amendments.texts import Proposed
from charter.content.merge import relations as merging


def paragraph(words: str):
    return {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": words}]}]}


@pytest.fixture
def reworded(round_, clause):
    """The clause with some words of its first line in place of others."""
    text = queries.bases(round_.id)[clause.id].version.content

    def make(old: str, new: str):
        def put(node):
            words = {"text": node["text"].replace(old, new)} if "text" in node else {}
            return node | words | ({"content": [put(each) for each in node["content"]]} if "content" in node else {})

        changed = put(text)
        assert changed != text
        return changed

    return make


def found(amendment):
    bases = queries.bases(amendment.round_id)
    return {each.amendment.number: each.summary for each in relations.of_amendment(amendment, bases)}


def test_amendments_of_one_clause_meet_in_its_words(round_, propose, reworded, clause):
    first = propose(round_, "namur", content=reworded("identique", "égal"))
    twin = propose(round_, "quebec", content=reworded("identique", "égal"))
    other = propose(round_, "geneve", content=reworded("identique", "semblable"))
    assert found(first)[2].is_identical
    assert found(first)[3].kinds == {merging.CROSS}
    assert found(first)[3].is_blocking
    bases = queries.bases(round_.id)
    pairs = relations.of_clause(round_.id, clause.id, bases)
    assert {pair: each.is_blocking for pair, each in pairs.items()} == {
        (first.id, twin.id): False,
        (first.id, other.id): True,
        (twin.id, other.id): True,
    }


def test_who_removes_a_clause_stands_over_who_changes_it(round_, propose, write, reworded, clause, someone):
    changed = propose(round_, "namur", content=reworded("identique", "égal"))
    draft = write(round_, "quebec")
    drafting.save(draft.id, 1, [Proposed(clause.heading, None, clause.id, drops=True)], "Inutile.", someone("quebec"))
    removal = actions.submit(draft.id, 2, someone("quebec"))
    assert found(removal)[changed.number].kinds == {merging.OVER}
    assert found(changed)[removal.number].kinds == {merging.UNDER}


def test_what_is_withdrawn_means_nothing_any_more_and_a_draft_is_compared_too(
    round_, propose, reworded, clause, someone, amending
):
    first = propose(round_, "namur", content=reworded("identique", "égal"))
    bases = queries.bases(round_.id)
    draft = [Proposed(clause.heading, reworded("identique", "égal"), clause.id)]
    assert [each.summary.is_identical for each in relations.of_texts(round_.id, draft, bases)] == [True]
    actions.withdraw(amending.id, first.id, someone("namur"))
    assert relations.of_texts(round_.id, draft, bases) == []


def test_sub_amendments_are_compared_with_each_other_over_their_amendment(round_, propose, reworded):
    parent = propose(round_, "namur", content=reworded("identique", "égal"))
    some = [
        propose(round_, who, content=reworded("identique", word), parent_id=parent.id)
        for who, word in (("quebec", "égal et sûr"), ("geneve", "égal et simple"))
    ]
    assert found(parent) == {}
    assert found(some[0])[some[1].number].is_blocking
