"""How two amendments stand to one another, as people are told."""

import pytest
from flask_babel import force_locale

from charter.amendments.models import Amendment, Wording
from charter.amendments.relating.relation_cache import ClauseRelations
from charter.amendments.views import relation_sentences as relations
from charter.content.merge.atoms import flatten
from charter.content.merge.text import Text

TURNED = [("removed", "removes"), ("falls", "fells"), ("satisfied", "satisfies")]
MIRRORED = dict(TURNED) | {other: one for one, other in TURNED}
BASE = "La commune publie ses données. Elle le fait chaque année."


def text(words: str | None) -> Text | None:
    lines = (words or "").split("|")
    paragraphs = [{"type": "paragraph", "content": [{"type": "text", "text": line}]} for line in lines]
    return None if words is None else Text("Titre", {"type": "doc", "content": paragraphs})


def related(mine: str | None, theirs: str | None):
    """How they stand, from both sides."""
    known = ClauseRelations(flatten(text(BASE)))
    known.put({"mine": text(mine), "theirs": text(theirs)})
    return known.compare("mine", ["theirs"]).get("theirs"), known.compare("theirs", ["mine"]).get("mine")


@pytest.mark.parametrize(
    ("mine", "theirs", "kind", "words"),
    [
        ("La métropole publie ses données. Elle le fait chaque année.",) * 2 + (relations.IDENTICAL, ""),
        (None, None, relations.IDENTICAL, ""),
        (f"{BASE} Toujours.", None, relations.REMOVED, ""),
        (None, f"{BASE} Toujours.", relations.REMOVES, ""),
        (
            "La métropole publie ses données. Elle le fait chaque année.",
            "La région publie ses données. Elle le fait chaque année.",
            relations.EXCLUDES,
            "commune",
        ),
        (
            "La commune publie ses données. Elle le fait chaque mois.",
            "La commune publie ses données.",
            relations.FALLS,
            "année",
        ),
        (
            "La commune publie ses données.",
            "La commune publie ses données. Elle le fait chaque mois.",
            relations.FELLS,
            "année",
        ),
        (
            "La métropole publie ses données. Elle le fait chaque année.",
            "La métropole publie ses données. Elle le fait chaque mois.",
            relations.SATISFIED,
            "",
        ),
        (
            "La métropole publie ses données. Elle le fait chaque année.",
            "La commune ouvre ses données. Elle le fait chaque année.",
            relations.READ,
            "",
        ),
        (f"{BASE}|Un alinéa.", f"{BASE}|Tout autre chose.", relations.ORDER, ""),
    ],
)
def test_each_relation_has_its_name_from_both_sides_and_the_words_that_both_change(mine, theirs, kind, words):
    ours, turned = related(mine, theirs)
    assert (relations.kind_of(ours), ours.words) == (kind, words)
    assert relations.kind_of(turned) == MIRRORED.get(kind, kind)


def amendment(number: int) -> Amendment:
    return Amendment(number=number, wordings=[Wording(revision=1, label="")])


@pytest.mark.parametrize("kind", relations.KINDS)
def test_of_two_amendments_each_is_named_by_its_number(app, kind):
    for language, names in (("en", ("no. 13", "no. 14")), ("fr", ("n°\u00a013", "n°\u00a014"))):
        with force_locale(language):
            said = relations.said(relations.Beside(amendment(14), kind), amendment(13))
        assert not any(vague in said for vague in ("this one", "that one", "celui", "l’autre", "présent"))
        if kind in relations.BLOCKING - {relations.EXCLUDES}:
            assert all(name in said for name in names), said


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (relations.EXCLUDES, "You and no. 14 change the same place: only one can be adopted."),
        (relations.ORDER, "No. 14 puts other paragraphs at the same place."),
        (relations.READ, "No. 14 changes the same sentence: read both."),
        (relations.FALLS, "If no. 14 is adopted, yours falls."),
    ],
)
def test_a_warning_says_what_both_share(app, kind, said):
    with force_locale("en"):
        assert relations.warning(relations.Beside(amendment(14), kind)) == said


def test_what_changes_other_sentences_has_nothing_to_do_with_each_other():
    one = "La métropole publie ses données. Elle le fait chaque année."
    assert related(one, "La commune publie ses données. Elle le fait chaque mois.") == (None, None)
