"""How an amendment stands to another one, in a sentence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from charter.amendments import names
from charter.amendments.models import Amendment
from charter.amendments.relating.relation_cache import Summary
from charter.amendments.relating.relations import Related
from charter.content.merge import relations as merging

IDENTICAL, SATISFIED, SATISFIES, PARTLY = "identical", "satisfied", "satisfies", "partly"
EXCLUDES, FALLS, FELLS, REMOVED, REMOVES = "excludes", "falls", "fells", "removed", "removes"
READ, ORDER = "read", "order"
KINDS = (IDENTICAL, REMOVED, REMOVES, EXCLUDES, FALLS, FELLS, SATISFIED, SATISFIES, PARTLY, READ, ORDER)
"""From the first one's side, the most important one first. `falls`: the other takes out all that it changes; `removed`:
the other removes the whole clause; `satisfied`: the other asks for all that it asks, and more; `read`: both change one
sentence; `order`: both put whole paragraphs at one place."""
BLOCKING = frozenset({EXCLUDES, FALLS, FELLS, REMOVED, REMOVES})
"""Of two amendments so related only one can be adopted."""

_SENTENCES: Mapping[str, object] = {
    IDENTICAL: _l("Asks the very same."),
    REMOVED: _l("Removes the whole clause: if %(other)s is adopted, %(own)s falls."),
    REMOVES: _l("Touches a clause that %(own)s removes whole: if %(own)s is adopted, %(other)s falls."),
    EXCLUDES: _l("Changes the same place otherwise: only one of both can be adopted."),
    FALLS: _l("Takes out the words that %(own)s changes: if %(other)s is adopted, %(own)s falls."),
    FELLS: _l("Changes words that %(own)s takes out: if %(own)s is adopted, %(other)s falls."),
    SATISFIED: _l("Asks for all that %(own)s asks, and more: if %(other)s is adopted, %(own)s is satisfied."),
    SATISFIES: _l("Asks for a part of what %(own)s asks: if %(own)s is adopted, %(other)s is satisfied."),
    PARTLY: _l("Asks for the same in part."),
    READ: _l("Changes the same sentence: both can be adopted; read what results."),
    ORDER: _l("Puts other paragraphs at the same place: both can be adopted."),
}


@dataclass(frozen=True)
class Beside:
    """Another amendment, and how it stands to the one that is looked at: one of `KINDS`, and the words that both
    change."""

    amendment: Amendment
    kind: str
    words: str = ""


def kind_of(summary: Summary) -> str:
    """What a relation is called here; "" for one of which nothing need be said."""
    if summary.is_identical:
        return IDENTICAL
    if summary.removes:
        return REMOVES if summary.removes == "first" else REMOVED
    if summary.is_blocking:
        turned = {frozenset({merging.UNDER}): FALLS, frozenset({merging.OVER}): FELLS}
        return turned.get(summary.kinds & merging.BLOCKING, EXCLUDES)
    return _compatible(summary)


def _compatible(summary: Summary) -> str:
    if summary.is_part or summary.holds:
        return SATISFIED if summary.is_part else SATISFIES
    if merging.SAME in summary.kinds:
        return PARTLY
    if summary.needs_reading:
        return READ
    return ORDER if merging.ORDER in summary.kinds else ""


def beside(related: Iterable[Related], number_of_texts: int) -> list[Beside]:
    """One line for each other amendment, the most important first. One that asks the same of one clause, where there
    are several, asks for the same in part."""
    met: dict[int, list[Beside]] = {}
    for each in related:
        kind = kind_of(each.summary)
        if kind:
            met.setdefault(each.amendment.id, []).append(Beside(each.amendment, kind, each.summary.words))
    found = [_strongest(each, number_of_texts) for each in met.values()]
    return sorted(found, key=lambda each: (KINDS.index(each.kind), each.amendment.number))


def _strongest(met: list[Beside], number_of_texts: int) -> Beside:
    met = sorted(met, key=lambda each: KINDS.index(each.kind))
    same = [each for each in met if each.kind == IDENTICAL]
    most = max(number_of_texts, len(met[0].amendment.wording.changes))
    if not same or len(same) == most:
        return met[0]
    return next((each for each in met if each.kind in BLOCKING), Beside(met[0].amendment, PARTLY))


def said(beside: Beside, own: Amendment) -> str:
    """The sentence about another amendment, on the page of one's `own`."""
    if beside.kind == EXCLUDES and beside.words:
        return str(_("Both change “%(words)s”: only one of both can be adopted.", words=beside.words))
    return str(_SENTENCES[beside.kind]) % {"own": names.within(own), "other": names.within(beside.amendment)}


def warning(beside: Beside) -> str:
    """The same while one writes: what becomes of what one is about to propose."""
    name, within = names.short(beside.amendment), names.within(beside.amendment)
    match beside.kind:
        case "identical":
            return str(_("%(name)s asks the very same.", name=name))
        case "satisfied":
            return str(_("%(name)s asks for all that you ask, and more.", name=name))
        case "partly" | "satisfies":
            return str(_("%(name)s asks for the same in part.", name=name))
        case "removed" | "falls":
            return str(_("If %(name)s is adopted, yours falls.", name=within))
        case "removes" | "fells":
            return str(_("If yours is adopted, %(name)s falls.", name=within))
        case "excludes":
            return _exclusion(within, beside.words)
        case "order":
            return str(_("%(name)s puts other paragraphs at the same place.", name=name))
    return str(_("%(name)s changes the same sentence: read both.", name=name))


def _exclusion(name: str, words: str) -> str:
    if not words:
        return str(_("You and %(name)s change the same place: only one can be adopted.", name=name))
    return str(_("You and %(name)s both change “%(words)s”: only one can be adopted.", name=name, words=words))
