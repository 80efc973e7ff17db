"""Differences of typography alone."""

import pytest

from charter.content.merge.carrying import rebased
from charter.content.merge.differing import diff
from charter.content.merge.relations import Relation
from charter.content.merge.typography import are_alike, is_typographic
from tests.content.merge.notation import stream, text

BASE = "L'accès est libre : il est gratuit."


def patch(written):
    return diff(stream(BASE), stream(written))


@pytest.mark.parametrize(
    ("proposed", "expected"),
    [
        ("L’accès est libre : il est gratuit.", True),
        ("L'accès est libre⍽: il est gratuit.", True),
        ("L’accès est libre⍽: il est gratuit.", True),
        ("L’accès est ouvert : il est gratuit.", False),
        ("L’accès est **libre** : il est gratuit.", False),
        ("L’accès est libre ⏎ il est gratuit.", False),
        (BASE, False),
    ],
)
def test_apostrophes_and_spaces_are_typography_and_nothing_else_is(proposed, expected):
    assert is_typographic(patch(proposed)) == expected


def test_two_that_differ_by_typography_alone_are_alike():
    assert are_alike(patch("L'accès est libre et gratuit."), patch("L’accès est libre et gratuit."))
    assert not are_alike(patch("L'accès est libre et gratuit."), patch("L’accès est libre."))


def test_a_wording_is_carried_over_what_its_base_became_unless_both_changed_one_place():
    base, current = text("La commune publie ses données."), text("La commune publie toutes ses données.")
    assert rebased(base, current, text("La ville publie ses données.")) == text("La ville publie toutes ses données.")
    assert isinstance(rebased(base, current, text("La commune publie aussi ses données.")), Relation)
