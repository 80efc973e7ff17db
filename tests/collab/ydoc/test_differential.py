"""The live document, a fresh load of the log, snapshots, and Yjs in node read the same words, whatever was accepted."""

import pytest

from tests.collab.ydoc.differential.run import run


@pytest.mark.parametrize("seed", [1, 2])
def test_all_readers_of_thousands_of_updates_agree(seed):
    found = run(4000, seed)
    assert found.disagreements == []
    assert all(found.accepted[kind] for kind in ("honest", "crafted", "mutated", "merged"))
    assert found.accepted["again"] == 0
