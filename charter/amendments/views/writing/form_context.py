"""The context of the form of an amendment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from charter.amendments import names, queries
from charter.amendments.models import Amendment, Draft, Round, RoundBase
from charter.amendments.texts import Proposed, are_bounded, from_json, heads_of, of_changes, position
from charter.amendments.views import readings
from charter.amendments.views.readings import Reading, Wording
from charter.amendments.views.writing.form import Filled, Text, proposed
from charter.charters.models import Charter
from charter.clauses import queries as clauses
from charter.clauses.queries import Outline
from charter.content import blocks
from charter.content.blocks import Line
from charter.content.schema import Content
from charter.core.loop import yield_to_loop

EMPTY: Content = {"type": "doc"}


@dataclass(frozen=True)
class Workplace:
    """What an amendment is written against: the frozen texts of its round or, for a sub-amendment, those that its
    `parent` proposes."""

    charter: Charter
    round: Round
    bases: Mapping[int, RoundBase]
    outline: Outline
    parent: Amendment | None = None

    def base(self, each: Proposed | Text) -> Wording | None:
        """The text that a proposed one stands against; None for a new clause."""
        if self.parent:
            change = next((one for one in self._parents() if _place(one) == _place(each)), None)
            return Wording(change.heading, change.content or EMPTY) if change else None
        base = self.bases.get(each.clause_id or 0)
        return Wording(base.version.heading, base.version.content) if base else None

    def _parents(self) -> list[Proposed]:
        return of_changes(self.parent.wording.changes) if self.parent else []

    def begun(self, clause_id: int) -> Proposed | None:
        """The text of a clause as nobody has changed it yet."""
        base = self.bases.get(clause_id)
        return Proposed(base.version.heading, base.version.content, clause_id) if base else None

    def first(self, clause_id: int | None, after: int | None = None) -> list[Proposed]:
        """What a new form begins with: the text of a clause or, with `after`, a new clause after that one, or after the
        last one for any other number."""
        if self.parent:
            return [each for each in self._parents() if not each.drops]
        if after is not None:
            return [Proposed("", EMPTY, after_clause_id=after if after in self.bases else self.last)]
        return [each for each in [self.begun(clause_id or 0)] if each]

    @property
    def last(self) -> int | None:
        """The clause after which a new one goes where nobody says otherwise."""
        return next(reversed(list(self.bases)), None)


def _place(each: Proposed | Text) -> tuple[int | None, ...]:
    return (each.clause_id,) if each.clause_id else (None, each.after_clause_id, each.section_id)


def workplace(charter: Charter, round_: Round, parent: Amendment | None = None) -> Workplace:
    """Where an amendment of this round is written."""
    return Workplace(charter, round_, queries.bases(round_.id), clauses.outline(charter.id), parent)


def texts(proposed: Iterable[Proposed], where: Workplace) -> tuple[Text, ...]:
    """Proposed texts as the form shows them."""
    return tuple(_text(place, each, where) for place, each in enumerate(proposed))


def _text(place: int, each: Proposed, where: Workplace) -> Text:
    base = where.base(each)
    content = each.content or (base.content if base else EMPTY)
    return Text(place, each.clause_id, each.after_clause_id, each.section_id, each.drops, each.heading, content)


def filled(draft: Draft, where: Workplace) -> Filled:
    """A draft as its form shows it."""
    return Filled(texts(from_json(draft.changes), where), draft.reason, draft.revision)


@dataclass(frozen=True)
class Field:
    """A text of the form, with what its template needs."""

    text: Text
    title: str
    number: int | None
    heading: str

    @property
    def spot(self) -> str:
        """Where a new clause goes, as the choice of it says."""
        kind, number = (
            ("clause", self.text.after_clause_id) if self.text.after_clause_id else ("section", self.text.section_id)
        )
        return f"{kind}-{number}" if number else ""

    @property
    def lines(self) -> tuple[Line, ...]:
        """Its paragraphs."""
        return blocks.lines(self.text.content)


def fields(every: Iterable[Text], where: Workplace) -> list[Field]:
    """The texts of a form."""
    return [_field(each, where) for each in every]


def _field(text: Text, where: Workplace) -> Field:
    base = where.bases.get(text.clause_id or 0)
    if base is None:
        return Field(text, str(_("New clause")), None, "")
    return Field(text, names.article(base), base.number, base.version.heading)


def read(every: Iterable[Text], where: Workplace) -> list[Reading]:
    """What the texts of a form change, in the order of the clauses."""
    found = []
    for each in in_order(every, where):
        was = where.base(each)
        now = None if each.drops else Wording(each.heading, each.content)
        base = where.bases.get(each.clause_id or 0)
        spot = names.spot(each, where.bases, where.outline) if each.is_new else ""
        found.append(readings.of(was, now, each.clause_id, base.number if base else None, spot))
        yield_to_loop()
    return found


def in_order(every: Iterable[Text], where: Workplace) -> list[Text]:
    """The texts of a form by their place in the charter, as an amendment has them."""
    heads = heads_of(where.outline, where.bases)
    return sorted(every, key=lambda each: position(proposed([each])[0], where.bases, heads))


def changes_said(read: Iterable[Reading], warnings: int) -> str:
    """How much changes so far, in a line that leads to what."""
    number = sum(len(readings.sentences(each)) for each in read if not each.is_same)
    said = [ngettext("%(num)s change so far", "%(num)s changes so far", number) if number else _("Nothing changes yet")]
    if warnings:
        said.append(ngettext("%(num)s warning", "%(num)s warnings", warnings))
    return " · ".join(said)


def context(where: Workplace, form: Filled) -> dict[str, Any]:
    """For `amendments/form.html`, but for its address and its title."""
    taken = {each.clause_id for each in form.texts}
    return {
        "charter": where.charter,
        "round": where.round,
        "parent": where.parent,
        "texts": fields(form.texts, where),
        "readings": read(form.texts, where) if are_bounded(proposed(form.texts), where.bases) else [],
        "reason": form.reason,
        "revision": form.revision,
        "spots": spots(where),
        "addable": [] if where.parent else [(key, name) for key, name in _clauses(where) if key not in taken],
        "closes_at": where.round.closes_at if where.round.is_open and not where.parent else None,
        **readings.helpers(),
    }


def _clauses(where: Workplace) -> list[tuple[int, str]]:
    drafting = {each.clause.id for each in where.outline.clauses if each.clause.stage == "drafting"}
    return [(key, names.numbered(base)) for key, base in where.bases.items() if key in drafting]


def spots(where: Workplace) -> list[tuple[str, str]]:
    """Where a new clause can go, in the order of the text."""
    found = []
    for section in where.outline.sections:
        first = _("First in title %(number)s (%(title)s)", number=section.roman, title=section.section.title)
        found.append((f"section-{section.section.id}", str(first)))
        for each in section.clauses:
            base = where.bases.get(each.clause.id)
            if base:
                found.append((f"clause-{each.clause.id}", str(_("After %(clause)s", clause=names.numbered(base)))))
    return found


def added(form: Filled, text: Proposed, where: Workplace) -> Filled:
    """The form with one more text."""
    place = max((each.place for each in form.texts), default=-1) + 1
    return replace(form, texts=(*form.texts, _text(place, text, where)))
