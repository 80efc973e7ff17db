"""How amendments and their parts are called, in the language of the request."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from flask_babel import gettext as _
from flask_babel import ngettext

from charter.amendments import queries
from charter.amendments.models import Amendment, RoundBase
from charter.clauses.queries import Outline

MAX_RENUMBERED = 5
"""Clauses with another number today that a page names."""


class Placed(Protocol):
    """Where a new clause goes: after a clause or, without one, first in a section."""

    @property
    def after_clause_id(self) -> int | None:
        """The clause that it follows."""

    @property
    def section_id(self) -> int | None:
        """The section that it begins."""


def short(amendment: Amendment) -> str:
    """`No. 47 rect.`, `No. 112 (to no. 47)`."""
    own = f"{amendment.number} {amendment.wording.label}".strip()
    if amendment.parent:
        return str(_("No. %(number)s (to no. %(parent)s)", number=own, parent=amendment.parent.number))
    return str(_("No. %(number)s", number=own))


def within(amendment: Amendment) -> str:
    """The same inside a sentence: `no. 47 rect.`."""
    own = f"{amendment.number} {amendment.wording.label}".strip()
    if amendment.parent:
        return str(_("no. %(number)s (to no. %(parent)s)", number=own, parent=amendment.parent.number))
    return str(_("no. %(number)s", number=own))


def full(amendment: Amendment, newest: Collection[int] | None = None) -> str:
    """`Amendment no. 47 rect.`, `Amendment no. 112 (to no. 47)`. `newest`: the ids of the newest rounds; of one in
    another round it says which: each round counts from 1."""
    own = f"{amendment.number} {amendment.wording.label}".strip()
    name = of_record(own, amendment.parent.number if amendment.parent else None)
    is_former = newest is not None and amendment.round_id not in newest
    return in_round(name, amendment.round.number) if is_former else name


def listed(amendments: Sequence[Amendment]) -> str:
    """`Amendment no. 47`, `Amendments no. 3, no. 12 rect.`: of one vote."""
    if len(amendments) == 1:
        return full(amendments[0])
    return str(_("Amendments %(names)s", names=", ".join(within(each) for each in amendments)))


def of_record(number: object, parent: object = None) -> str:
    """The same of a number that a record states."""
    if parent:
        return str(_("Amendment no. %(number)s (to no. %(parent)s)", number=number, parent=parent))
    return str(_("Amendment no. %(number)s", number=number))


def in_round(name: str, number: int) -> str:
    """`Amendment no. 47 of round 1`."""
    return str(_("%(name)s of round %(number)s", name=name, number=number))


def article(base: RoundBase) -> str:
    """`Article 5`, or the heading of what has no number."""
    return str(_("Article %(number)s", number=base.number)) if base.number else base.version.heading


def renumbered(clause_ids: Iterable[int | None], bases: Mapping[int, RoundBase], outline: Outline) -> str:
    """Which of these clauses have another number today than in the text of the round; "" for none."""
    today = {each.clause.id: each.number for each in outline.clauses}
    found = [
        _("article %(then)s is today article %(now)s", then=bases[each].number, now=today[each])
        for each in dict.fromkeys(filter(None, clause_ids))
        if each in bases and bases[each].number and today.get(each) not in (None, bases[each].number)
    ]
    if not found:
        return ""
    listed = ", ".join([*map(str, found[:MAX_RENUMBERED]), *(["…"] if len(found) > MAX_RENUMBERED else [])])
    return str(_("Numbers are those of the text of this round: %(listed)s.", listed=listed))


def numbered(base: RoundBase) -> str:
    """A clause in a choice: its number and heading."""
    return f"{base.number}. {base.version.heading}" if base.number else base.version.heading


def spot(placed: Placed, bases: Mapping[int, RoundBase], outline: Outline) -> str:
    """Where a new clause goes: `New clause after article 5`."""
    after = bases.get(placed.after_clause_id or 0)
    if after and after.number:
        return str(_("New clause after article %(number)s", number=after.number))
    if after:
        return str(_("New clause after “%(heading)s”", heading=after.version.heading))
    section = next((each for each in outline.sections if each.section.id == placed.section_id), None)
    if section:
        return str(_("New clause, first in title %(number)s", number=section.roman))
    if title := queries.title_gone(placed.section_id or 0):
        return str(_("New clause, in the former title “%(title)s”", title=title))
    return str(_("New clause"))


def proposer(amendment: Amendment, supporters: int) -> str:
    """`Namur`, `Namur and 2 others`."""
    if not supporters:
        return amendment.association
    more = ngettext("%(name)s and %(num)s other", "%(name)s and %(num)s others", supporters, name=amendment.association)
    return str(more)
