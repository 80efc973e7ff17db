"""Forgeries of amendments are refused, each for its reason."""

from charter.verifier import main


def test_an_honest_archive_of_amendments_holds(amended):
    assert main.problems(amended)[0] == []
