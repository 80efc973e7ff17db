"""What an amendment makes of a text, in three readings: with its changes, before and after, in words."""

from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from charter.amendments import texts
from charter.amendments.views import memory
from charter.clauses.versions import comparison, in_words
from charter.content import diff, marks
from charter.content.diff import ADDED, ARRIVED, SAME, Comparison, Piece, Row
from charter.content.merge.atoms import Stream, flatten
from charter.content.merge.comparing import compare
from charter.content.merge.differing import diff as diff_of
from charter.content.merge.patch import Patch
from charter.content.merge.text import Text, normal

CHANGES, SIDES, WORDS = "changes", "sides", "words"
NO_TEXT = "no text"
"""The key of what a new clause comes from, and of what one that is removed becomes."""
READINGS = {CHANGES: _l("With its changes"), SIDES: _l("Before and after"), WORDS: _l("In words")}


@dataclass(frozen=True)
class Wording:
    """A heading with its text: as it is, or as it is proposed. `key` names one that is stored: what was worked out of
    it is remembered."""

    heading: str
    content: dict[str, Any]
    key: str = ""


@dataclass(frozen=True)
class Stretch:
    """Rows that follow one another: changed ones, or (`is_same`) those between that stay."""

    is_same: bool
    rows: tuple[Row, ...]

    @property
    def first(self) -> int:
        """The number of its first paragraph in the text as it is; 0 where all are new."""
        return next((row.old for row in self.rows if row.old), 0)

    @property
    def last(self) -> int:
        """The number of its last one."""
        return next((row.old for row in reversed(self.rows) if row.old), 0)


@dataclass(frozen=True)
class Reading:
    """One text of an amendment. `kind`: changed, removed, added. `number` is that of the clause; of a new one, `spot`
    says where it goes, after which clause if after one."""

    kind: str
    clause_id: int | None
    number: int | None
    spot: str
    after_clause_id: int | None
    was: Wording | None
    now: Wording | None
    compared: Comparison
    heading: tuple[Piece, ...]

    @property
    def shown(self) -> Wording:
        """The wording that names it."""
        wording = self.now or self.was
        if wording is None:
            raise ValueError("an amendment of nothing")
        return wording

    @property
    def is_renamed(self) -> bool:
        """Whether its heading changes."""
        return bool(self.was and self.now and self.was.heading != self.now.heading)

    @property
    def is_same(self) -> bool:
        """Whether nothing changes."""
        return self.kind == "changed" and not self.is_renamed and self.compared.is_same

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """Its rows, those that stay apart from those that change."""
        grouped = groupby(self.compared.rows, key=lambda row: row.state == SAME)
        return tuple(Stretch(is_same, tuple(rows)) for is_same, rows in grouped)

    @property
    def summary(self) -> str:
        """What changes, counted."""
        return comparison.summary(self.compared, self.is_renamed)


def of(
    was: Wording | None,
    now: Wording | None,
    clause_id: int | None = None,
    number: int | None = None,
    spot: str = "",
    after_clause_id: int | None = None,
) -> Reading:
    """What becomes of a text; `was` None for a new clause, `now` None for one that is removed."""
    old, new = (each.content if each else {"type": "doc"} for each in (was, now))
    kind = "added" if was is None else "removed" if now is None else "changed"
    heading = diff.reworded(was.heading, now.heading) if was and now else ()
    key = (was.key if was else NO_TEXT, now.key if now else NO_TEXT)
    make = partial(texts.compared, lambda: compare(old, new), old, new)
    compared = memory.of_app().comparison(key, make)
    return Reading(kind, clause_id, number, spot, after_clause_id, was, now, compared, heading)


def sentences(reading: Reading) -> list[str]:
    """What changes, in words: each sentence can be read out, and carried out."""
    label = str(_("Article %(number)s", number=reading.number)) if reading.number else reading.shown.heading
    if reading.kind == "removed":
        return [str(_("%(label)s: remove the whole clause.", label=label))]
    if reading.kind == "added" or reading.was is None or reading.now is None:
        return [str(_("%(spot)s: insert this clause.", spot=reading.spot))]
    was, now = reading.was, reading.now
    key = was.key, now.key, str(get_locale()), label
    return memory.of_app().sentences(key, lambda: in_words.sentences(_patch(was, now), label))


def _patch(was: Wording, now: Wording) -> Patch:
    kept = memory.of_app()

    def make() -> Patch:
        base = kept.stream(was.key, lambda: _stream(was))  # not in the thread: one at a time changes what is remembered
        return texts.compared(lambda: diff_of(base, _stream(now)), was.content, now.content)

    return kept.patch((was.key, now.key), make)


def _stream(wording: Wording) -> Stream:
    return flatten(normal(Text(wording.heading, wording.content)))


def helpers() -> dict[str, Any]:
    """What `clauses/_lines.html` needs beside rows."""
    return {
        "marks": marks.declared(),
        "marks_in_words": comparison.marks_in_words,
        "shape_in_words": comparison.shape_in_words,
        "spaces_in_words": comparison.spaces_in_words,
        "can_be_followed": comparison.can_be_followed,
        "depth": comparison.depth,
        "sentences": sentences,
        "choice": None,
    }


def touched(compared: Comparison) -> dict[int, list[Row]]:
    """The rows that change, by the number of the paragraph (from 1) that they change or, of new ones, follow; 0 for
    what comes before the first."""
    found: dict[int, list[Row]] = {}
    last = 0
    for row in compared.rows:
        if row.state not in (ADDED, ARRIVED):
            last = row.old or last
        if row.state != SAME:
            found.setdefault(last, []).append(row)
    return found
