"""The context of the page of one amendment."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from charter.accounts.models import Member
from charter.amendments import names, queries, rules
from charter.amendments.deciding import queries as decisions
from charter.amendments.deciding.models import Disposition
from charter.amendments.models import Amendment, Change, Cosignature, RoundBase
from charter.amendments.models import Wording as StoredWording
from charter.amendments.relating import relations
from charter.amendments.views import acts, listing, readings, relation_sentences
from charter.amendments.views.readings import Reading, Wording
from charter.charters.models import Charter
from charter.clauses import queries as clauses
from charter.clauses.queries import Outline
from charter.web.access import may

STAGE_NAMES = {
    rules.SUBMITTED: _l("Submitted"),
    rules.UNPLACED: _l("To be placed again"),
    rules.VOTING: _l("In a vote"),
    rules.REDUCED: _l("Satisfied in part"),
    rules.ADOPTED: _l("Adopted"),
    rules.REJECTED: _l("Rejected"),
    rules.FALLEN: _l("Fallen"),
    rules.SATISFIED: _l("Satisfied"),
    rules.INADMISSIBLE: _l("Inadmissible"),
    rules.WITHDRAWN: _l("Withdrawn"),
    rules.CARRIED: _l("Carried over"),
}
WORDING_NAMES = {
    rules.AGREED: _l("wording agreed on"),
    rules.REST: _l("what is left of it"),
    rules.SUB_ADOPTED: _l("with sub-amendments adopted"),
}
"""How a wording is called that was neither submitted nor rectified."""
Bases = Mapping[int, RoundBase]
TEXT, PARENT, PREVIOUS = "text", "parent", "previous"
"""What a wording is read against: the text of the round, the amendment that it would amend, the wording before."""


@dataclass(frozen=True)
class Shown:
    """Which wording of an amendment is read, in which reading, and against what."""

    reading: str
    wording: StoredWording
    against: str


def chosen(amendment: Amendment, reading: str, revision: int, against: str) -> Shown:
    """What an address asks for; what is not there, it leaves out."""
    wording = next((each for each in amendment.wordings if each.revision == revision), amendment.wording)
    allowed = {TEXT, *([PARENT] if amendment.parent else []), *([PREVIOUS] if wording.revision > 1 else [])}
    usual = PARENT if amendment.parent else TEXT
    return Shown(reading, wording, against if against in allowed else usual)


def usual(amendment: Amendment) -> Shown:
    """Its newest wording against what it would change."""
    return chosen(amendment, readings.CHANGES, 0, "")


def texts(amendment: Amendment, shown: Shown, bases: Mapping[int, RoundBase], outline: Outline) -> list[Reading]:
    """The texts of a wording, each against what it is read against."""
    befores = _befores(amendment, shown, bases)
    digest = shown.wording.digest
    found = [_read(each, digest, befores.get(_place(each)), bases, outline) for each in shown.wording.changes]
    return [each for each in found if not each.is_same] or found


def text(amendment: Amendment, change: Change, bases: Mapping[int, RoundBase], outline: Outline) -> Reading:
    """One text of its newest wording against what it would change."""
    base = bases.get(change.clause_id or 0)
    before = _proposed(amendment.parent.amended).get(_place(change)) if amendment.parent else None
    return _read(change, amendment.wording.digest, before or (frozen(base) if base else None), bases, outline)


def _befores(amendment: Amendment, shown: Shown, bases: Mapping[int, RoundBase]) -> dict[tuple[Any, ...], Wording]:
    ids = {each.clause_id for each in shown.wording.changes if each.clause_id and each.clause_id in bases}
    of_text = {(key,): frozen(bases[key]) for key in ids}
    if shown.against == PARENT and amendment.parent:
        return of_text | _proposed(amendment.parent.amended)
    if shown.against == PREVIOUS:
        before = next(each for each in amendment.wordings if each.revision == shown.wording.revision - 1)
        return of_text | _proposed(before)
    return of_text


def frozen(base: RoundBase) -> Wording:
    """The text of a clause in a round."""
    return Wording(base.version.heading, base.version.content, base.version.digest)


def _proposed(wording: StoredWording) -> dict[tuple[Any, ...], Wording]:
    return {_place(each): _worded(each, wording.digest) for each in wording.changes}


def _worded(change: Change, digest: str) -> Wording:
    return Wording(change.heading, change.content or {"type": "doc"}, f"{digest}:{change.position}")


def _place(change: Change) -> tuple[int | None, ...]:
    return (change.clause_id,) if change.clause_id else (None, change.after_clause_id, change.section_id)


def _read(
    change: Change, digest: str, before: Wording | None, bases: Mapping[int, RoundBase], outline: Outline
) -> Reading:
    now = None if change.drops else _worded(change, digest)
    base = bases.get(change.clause_id or 0)
    spot = "" if change.clause_id else names.spot(change, bases, outline)
    return readings.of(before, now, change.clause_id, base.number if base else None, spot, change.after_clause_id)


def missing(amendment: Amendment) -> list[str]:
    """What an amendment lacks, in sentences."""
    lacks = listing.lacks(amendment)
    if lacks == listing.PLACE:
        return [str(_("The text has changed: its proposer places it again."))]
    if lacks == listing.NOTHING:
        return []
    lacking = amendment.round.least_cosigners - len(amendment.supporters)
    said = ngettext(
        "One association has still to co-sign it.", "%(num)s associations have still to co-sign it.", lacking
    )
    return [str(said)]


def of(charter: Charter, amendment: Amendment, shown: Shown, member: Member | None) -> dict[str, Any]:
    """For `amendments/amendment.html`."""
    bases, outline = queries.bases_of(amendment.round_id, _clause_ids(amendment)), clauses.outline(charter.id)
    return {
        "charter": charter,
        "amendment": amendment,
        "shown": shown,
        "texts": texts(amendment, shown, bases, outline),
        "full_name": names.full(amendment, queries.newest_rounds([charter.id])),
        "short_name": names.short,
        "within_name": names.within,
        "stage_name": STAGE_NAMES[amendment.stage],
        "missing": [*missing(amendment), *_lost_places(amendment, bases, outline)],
        "subs": queries.sub_amendments(amendment.id),
        "former": _former(amendment),
        "successor": queries.successor(amendment.id) if amendment.stage == rules.CARRIED else None,
        "renumbered": names.renumbered(_clause_ids(amendment), bases, outline),
        "formers": queries.formers(amendment),
        "in_round": names.in_round,
        "READINGS": readings.READINGS,
        "WORDING_NAMES": WORDING_NAMES,
        "acts": acts.of(amendment, member),
        "private_advice": _private_advice(amendment),
        "askable": acts.askable(amendment, member),
        "relations": [(each, relation_sentences.said(each, amendment)) for each in _beside(amendment, bases)],
        **readings.helpers(),
    }


def _private_advice(amendment: Amendment) -> Disposition | None:
    """The newest advice, for moderators alone, while it is not published."""
    newest = decisions.newest([amendment.id]).get(amendment.id) if may("amendments.decide") else None
    return newest if newest and newest.published_at is None else None


def _clause_ids(amendment: Amendment) -> list[int | None]:
    return [each.clause_id or each.after_clause_id for each in amendment.wording.changes]


def _lost_places(amendment: Amendment, bases: Bases, outline: Outline) -> list[str]:
    """Where new clauses stood, in the last round that knew it, whose place is gone; in sentences."""
    if all(each.clause_id or each.after_clause_id or each.section_id for each in amendment.wording.changes):
        return []
    for former in queries.formers(amendment):
        then = queries.bases(former.round_id)
        gone = [each for each in former.wording.changes if each.after_clause_id and each.after_clause_id not in bases]
        if gone:
            return [str(_("It was: %(place)s.", place=names.spot(each, then, outline))) for each in gone]
    return []


def _former(amendment: Amendment) -> list[Cosignature]:
    """The co-signatures that do not count any more; who took the amendment over gave none up."""
    given = [each for each in amendment.cosignatures if each not in amendment.supporters]
    return [each for each in given if each.association_id != amendment.association_id]


def _beside(amendment: Amendment, bases: Mapping[int, RoundBase]) -> list[relation_sentences.Beside]:
    """How the others stand to it that would change the same clauses, or the same amendment."""
    if amendment.stage not in rules.UNDECIDED:
        return []
    return relation_sentences.beside(relations.of_amendment(amendment, bases), len(amendment.wording.changes))
