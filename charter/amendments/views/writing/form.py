"""Reads the form in which an amendment is written: as an editor fills it in, or paragraph by paragraph."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from charter.amendments import rules
from charter.amendments.texts import Proposed
from charter.content import blocks, paragraph_edits, schema
from charter.content.paragraph_edits import Edit
from charter.content.schema import Content, NotInSchema
from charter.core import plain
from charter.core.errors import About, Invalid
from charter.web.input import parsing


@dataclass(frozen=True)
class Text:
    """One text of the form, at its `place` in it: another wording of a clause, its removal (`drops`), or a new clause
    after another one, or first in a section. `content` is what the clause would say, also where it is to go."""

    place: int
    clause_id: int | None
    after_clause_id: int | None
    section_id: int | None
    drops: bool
    heading: str
    content: Content

    @property
    def is_new(self) -> bool:
        """Whether it is a clause that does not exist."""
        return self.clause_id is None


@dataclass(frozen=True)
class Filled:
    """A form as it was sent. `revision`: that of the draft which it showed; 0 for a new one."""

    texts: tuple[Text, ...]
    reason: str
    revision: int


def read(fields: MultiDict[str, str]) -> Filled:
    """What a form says; Invalid for what no form of ours sends."""
    places = parsing.rows(fields, "place")
    if len(places) > rules.MAX_CHANGES or len(set(places)) < len(places):
        raise Invalid(_l("One amendment can change %(most)s clauses at most.", most=rules.MAX_CHANGES))

    texts = tuple(_text(fields, place) for place in places)
    return Filled(texts, fields.get("reason", ""), max(parsing.hidden_number(fields, "revision"), 0))


def _text(fields: MultiDict[str, str], place: int) -> Text:
    clause_id = parsing.row(fields, f"clause-{place}")
    after, section = (None, None) if clause_id else _spot(fields.get(f"spot-{place}", ""))
    drops = clause_id is not None and f"drops-{place}" in fields
    heading = " ".join(plain.cleaned(fields.get(f"heading-{place}", "")).split())
    return Text(place, clause_id, after, section, drops, heading, _content(fields, place))


def _spot(sent: str) -> tuple[int | None, int | None]:
    """Where a new clause goes: after a clause, or first in a section."""
    kind, _dash, number = sent.partition("-")
    if kind == "clause":
        return parsing.row_number(number), None
    return None, parsing.row_number(number) if kind == "section" else None


def _content(fields: MultiDict[str, str], place: int) -> Content:
    name = f"text-{place}"
    try:
        shown = schema.as_json(schema.checked(json.loads(fields.get(name, ""))))
    except (ValueError, RecursionError, NotInSchema, AttributeError):
        raise Invalid(
            About(name, _l("This text could not be read. Reload the page: the draft is as it was saved."))
        ) from None

    edits = {number: _edit(fields, place, number, line.words) for number, line in enumerate(blocks.lines(shown))}
    first = plain.cleaned(fields.get(f"first-{place}", ""))
    return paragraph_edits.edited(shown, {number: each for number, each in edits.items() if each}, first)


def _edit(fields: Mapping[str, str], place: int, number: int, words: str) -> Edit | None:
    """What the fields of one paragraph make of it; None where an editor has sent the whole text instead."""
    typed = fields.get(f"paragraph-{place}-{number}")
    if typed is None:
        return None

    said = plain.cleaned(typed)
    kept = words if said == plain.cleaned(words) else said
    after = plain.cleaned(fields.get(f"after-{place}-{number}", ""))
    return Edit(kept, f"remove-{place}-{number}" in fields, after)


def proposed(texts: Iterable[Text]) -> list[Proposed]:
    """The texts as a draft takes them."""
    return [
        Proposed(
            each.heading,
            each.content,
            each.clause_id,
            each.drops,
            each.after_clause_id,
            each.section_id,
        )
        for each in texts
    ]
