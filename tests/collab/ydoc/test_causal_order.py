"""The structs of an update, ordered so that each comes after those that it refers to."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.collab.ydoc.update_decoder import (
    CONTENT_STRING,
    GC,
    MissingDependency,
    Struct,
    causal_order,
)

CLIENTS = st.integers(0, 3)
WRITTEN = st.lists(st.tuples(CLIENTS, st.lists(st.tuples(CLIENTS, st.integers(0, 8)), max_size=3)), max_size=40)
"""Who inserts one item after the other, and what each of them refers to."""


def referring(client: int, clock: int, *items: tuple[int, int]) -> Struct:
    references = dict(zip(("origin", "right_origin", "parent"), items, strict=False))
    return Struct(client, clock, 1, CONTENT_STRING, text="x", **references)


@given(WRITTEN, st.integers(0, 3))
def test_whatever_honest_clients_write_has_an_order(written, known):
    """An update lists the structs client by client; the first ones of client 0 may have come before."""
    clocks, structs = Counter(), []
    for client, items in written:
        present = [(other, clock) for other, clock in items if clock < clocks[other]]
        structs.append(referring(client, clocks[client], *present))
        clocks[client] += 1
    sent = [each for each in structs if each.client or each.clock >= known]

    ordered = causal_order(sorted(sent), {0: min(known, clocks[0])})

    assert sorted(ordered) == sorted(sent)
    reached = Counter({0: min(known, clocks[0])})
    for struct in ordered:
        assert struct.clock == reached[struct.client]
        for client, clock in filter(None, (struct.origin, struct.right_origin, struct.parent)):
            assert clock < reached[client]
        reached[struct.client] = struct.end


def test_a_chain_of_thousands_of_clients_is_followed_to_its_end():
    chain = [referring(client, 0, (client + 1, 0)) for client in range(10_000)]
    ordered = causal_order([*chain, Struct(10_000, 0, 1, GC)], {})
    assert [each.client for each in ordered] == list(range(10_000, -1, -1))


@pytest.mark.parametrize(
    "structs",
    [
        [referring(1, 0, (2, 0)), referring(2, 0, (1, 0))],
        [referring(1, 0, (2, 1)), referring(2, 0), referring(2, 1, (1, 1))],
        [referring(1, 0, (2, 0)), referring(2, 0, (3, 0)), referring(3, 0, (1, 0))],
        [referring(1, 0, (9, 0)), referring(2, 0)],
        [referring(1, 0, (2, 1)), referring(2, 0)],
    ],
    ids=["each other", "a later one", "in a circle", "an absent client", "an absent item"],
)
def test_what_has_no_order_is_refused(structs):
    with pytest.raises(MissingDependency):
        causal_order(structs, {})
