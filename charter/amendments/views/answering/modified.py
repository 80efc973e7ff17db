"""Wordings that are no amendment’s yet: what moderators advise to adopt, read against that of the author or against the
text; what is left of a reduced one."""

from collections.abc import Iterable, Mapping
from typing import Any

from charter.amendments import names, queries, texts
from charter.amendments.deciding import reducing
from charter.amendments.deciding.models import Disposition
from charter.amendments.models import Amendment, RoundBase
from charter.amendments.models import Wording as StoredWording
from charter.amendments.texts import Proposed
from charter.amendments.views import amendment_context, readings
from charter.amendments.views.readings import Reading, Wording
from charter.clauses import queries as clauses

AUTHOR, TEXT = "author", "text"
AGAINST = (AUTHOR, TEXT)
"""What a modified wording is read against: that of the author first, who is asked about it."""
_Key = tuple[Any, ...]


def read(advice: Disposition, against: str) -> list[Reading]:
    """The texts of the modified wording that change something; empty for any other advice."""
    proposed = texts.from_json(advice.changes or ())
    if not proposed:
        return []
    authored = next(each for each in advice.amendment.wordings if each.digest == advice.wording_digest)
    return _compared(advice.amendment, authored, proposed, against, f"advice {advice.id}")


def rest(amendment: Amendment) -> list[Reading]:
    """What is left of a reduced amendment, against the text. Nothing of it is remembered: the next vote changes it."""
    return _compared(amendment, amendment.wording, reducing.rest(amendment), TEXT, "")


def _compared(
    amendment: Amendment, authored: StoredWording, proposed: list[Proposed], against: str, key: str
) -> list[Reading]:
    own = texts.of_changes(authored.changes)
    ids = {each.clause_id or each.after_clause_id for each in [*proposed, *own]}
    bases, outline = queries.bases_of(amendment.round_id, ids), clauses.outline(amendment.charter_id)
    now = {each.place: _worded(each, key and f"{key}:{at}") for at, each in enumerate(proposed)}
    before = _text(amendment, proposed, bases)
    places: dict[_Key, Proposed] = {each.place: each for each in proposed}
    if against == AUTHOR:
        # What the author would change and the advice leaves alone is as the text again.
        now = _text(amendment, own, bases) | now
        places = {each.place: each for each in own} | places
        before = before | _of_wording(authored)
    found = [_reading(each, before.get(at), now.get(at), bases, outline) for at, each in places.items()]
    return [each for each in found if not each.is_same]


def _reading(
    each: Proposed,
    before: Wording | None,
    now: Wording | None,
    bases: Mapping[int, RoundBase],
    outline: clauses.Outline,
) -> Reading:
    base = bases.get(each.clause_id or 0)
    spot = "" if each.clause_id else names.spot(each, bases, outline)
    return readings.of(before, now, each.clause_id, base.number if base else None, spot, each.after_clause_id)


def _worded(each: Proposed, key: str) -> Wording | None:
    return None if each.drops else Wording(each.heading, each.content or {"type": "doc"}, key)


def _of_wording(wording: StoredWording) -> dict[_Key, Wording | None]:
    """The texts of a wording; what is read against the removal of a clause is read against its text."""
    proposed = texts.of_changes(wording.changes)
    keys = [f"{wording.digest}:{each.position}" for each in wording.changes]
    found = {each.place: _worded(each, key) for each, key in zip(proposed, keys, strict=True)}
    return {key: each for key, each in found.items() if each}


def _text(
    amendment: Amendment, proposed: Iterable[Proposed], bases: Mapping[int, RoundBase]
) -> dict[_Key, Wording | None]:
    """What these texts change: that of the round or, for a sub-amendment, of what it would amend."""
    frozen = {each.place: amendment_context.frozen(bases[each.clause_id]) for each in proposed if each.clause_id}
    return {**frozen, **(_of_wording(amendment.parent.amended) if amendment.parent else {})}
