"""What pages and stored texts rely on in the schema."""

from pathlib import Path

import pytest

from charter.content import marks, schema
from charter.content.marks import Mark
from charter.core.digest import digest

VERSIONS = Path(__file__).with_name("schema-versions.txt")
IN_A_TEXT = ("tag", "attrs", "inclusive")
"""What a mark declares that shows in stored texts; all the rest is only shown."""


def structure() -> dict[str, object]:
    """What two pages must agree on to edit one text together."""
    spec = schema.spec()
    nodes = {name: {key: each[key] for key in each if key != "aliases"} for name, each in spec["nodes"].items()}
    borne = [[name, {key: each[key] for key in IN_A_TEXT if key in each}] for name, each in spec["marks"].items()]
    limits = {name: spec[name] for name in ("link_schemes", "longest_link", "deepest")}
    return {"nodes": nodes, "marks": borne, **limits}


def test_another_structure_has_another_version():
    versions = dict(line.split() for line in VERSIONS.read_text().splitlines())
    now = digest(structure())
    assert versions.get(str(schema.VERSION)) == now, (
        f"A page loaded before must not edit with one of now: raise `version` in schema.json,"
        f" and add a line to {VERSIONS.name}: {schema.VERSION + 1} {now}"
    )
    assert max(map(int, versions)) == schema.VERSION


def test_marks_of_earlier_versions_keep_their_order():
    # The order of marks in a stored text is part of its digest.
    assert list(marks.declared())[:5] == ["link", "em", "strong", "superscript", "subscript"]


def test_a_mark_that_declares_too_little_or_something_unknown_is_refused():
    with pytest.raises(TypeError, match="missing 2 required positional arguments: 'said' and 'typst'"):
        Mark(tag="u", label="Underline")
    with pytest.raises(TypeError, match="colour"):
        Mark(tag="u", label="Underline", said="underlined", typst="underline", colour="red")
