"""How an amendment stands to the others of its clause, in a few words each."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from charter.amendments.deciding.models import Disposition
from charter.amendments.models import Amendment
from charter.amendments.relating.relation_cache import Summary
from charter.amendments.views import relation_sentences as related
from charter.pages.to_decide.collisions import ADOPTING

MAX_NAMES = 5
"""Amendments that a badge names."""
_SAID: Mapping[str, object] = {
    related.IDENTICAL: _l("the very same as no. %(numbers)s"),
    related.REMOVES: _l("fells no. %(numbers)s"),
    related.FELLS: _l("fells no. %(numbers)s"),
    related.REMOVED: _l("falls with no. %(numbers)s"),
    related.FALLS: _l("falls with no. %(numbers)s"),
    related.EXCLUDES: _l("excludes no. %(numbers)s"),
    related.SATISFIED: _l("satisfied by no. %(numbers)s"),
    related.SATISFIES: _l("satisfies no. %(numbers)s"),
    related.PARTLY: _l("the same in part as no. %(numbers)s"),
    related.READ: _l("to be read with no. %(numbers)s"),
    related.ORDER: _l("at the same place as no. %(numbers)s"),
}
_OF_SEVERAL: Mapping[str, object] = dict.fromkeys(
    (related.REMOVED, related.FALLS), _l("falls with one of no. %(numbers)s")
)


def of(
    own: Amendment,
    met: Mapping[tuple[int, int], Summary],
    amendments: Mapping[int, Amendment],
    advice: Mapping[int, Disposition],
) -> tuple[bool, list[str]]:
    """Whether it collides with one that is advised to be adopted; and a badge for each kind of relation. `met`: what
    the pairs of the clause mean."""
    kinds: dict[str, list[int]] = {}
    collides = False
    for (one, other), summary in met.items():
        if own.id not in (one, other):
            continue
        beside = amendments.get(other if own.id == one else one)
        if beside is None:
            continue
        seen = summary if own.id == one else summary.mirrored
        newest = advice.get(beside.id)
        collides = collides or bool(seen.is_blocking and newest and newest.advice in ADOPTING)
        if kind := related.kind_of(seen):
            kinds.setdefault(kind, []).append(beside.number)
    return collides, [_said(kind, sorted(kinds[kind])) for kind in related.KINDS if kind in kinds]


def _said(kind: str, numbers: list[int]) -> str:
    listed = ", ".join(map(str, numbers[:MAX_NAMES])) + (" …" if len(numbers) > MAX_NAMES else "")
    said = _OF_SEVERAL.get(kind, _SAID[kind]) if len(numbers) > 1 else _SAID[kind]
    return str(said) % {"numbers": listed}
