"""The suggestions to a clause as they stand beside its text: who, when, what changes, where, and what one may do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import escape

from charter.accounts.models import Member
from charter.amendments import queries as amendments
from charter.amendments.suggestions import accepting, desk, eligibility, placing, queries, rules
from charter.amendments.suggestions.models import Suggestion
from charter.amendments.suggestions.placing import Placed
from charter.amendments.views import readings
from charter.amendments.views.readings import Reading
from charter.charters.models import Charter
from charter.clauses.models import Clause
from charter.collab.ydoc.document import Unreadable
from charter.comments.anchors.annotating import Call

MAX_SHOWN = 30
"""Open suggestions that stand on the page of a clause; it says how many more there are."""
MAX_SETTLED = 10
MARK, SIGN = "suggested", "✎"
"""The class of words that a suggestion is about."""
STAGE_NAMES = {
    rules.DRAFT: _l("draft"),
    rules.OPEN: _l("to be decided"),
    rules.ACCEPTED: _l("put into the text"),
    rules.DECLINED: _l("declined"),
    rules.WITHDRAWN: _l("withdrawn"),
    rules.REPLACED: _l("replaced by another one"),
    rules.CONVERTED: _l("became an amendment"),
}
PLACE_NAMES = {
    placing.MOVED: _l("Its words stand elsewhere in the text now."),
    placing.CHANGED: _l("Its words were changed since."),
    placing.NOWHERE: _l("Its words are no longer in the text."),
}


@dataclass(frozen=True)
class Card:
    """A suggestion with what it changes. `where`, `collision`: what became of its place, in words; "" where all is as
    it was. `fate`: `placing.FITS` and others; "" once it is settled."""

    suggestion: Suggestion
    reading: Reading
    fate: str = ""
    where: object = ""
    collision: object = ""
    is_own: bool = False


def of(charter: Charter, clause: Clause, reader: Member) -> dict[str, Any]:
    """For `amendments/suggestions/_of_clause.html`."""
    found = queries.open_of(clause.id)
    shown = found[:MAX_SHOWN]
    listed = _cards(clause, shown, reader)
    authors = [each.author_id for each in found]
    drafts = queries.drafts_of(clause.id, reader)
    return _rights(charter, clause, reader, has_pending=bool(found or drafts)) | {
        "suggestion_cards": listed,
        "more_suggestions": len(found) - len(shown),
        "number_of_suggestions": len(found),
        "several": {each.author_id: each.author for each in found if authors.count(each.author_id) > 1},
        "suggestion_drafts": drafts,
        "settled_suggestions": queries.settled_of(clause.id, MAX_SETTLED),
    }


def _rights(charter: Charter, clause: Clause, reader: Member, has_pending: bool = True) -> dict[str, Any]:
    """What the reader may do. Most clauses have nothing pending: what it needs is not asked of the database then."""
    is_drafted = clause.stage == "drafting" and charter.stage in rules.CHARTER_STAGES
    is_decided = has_pending and clause.stage == "drafting"
    is_kept = has_pending and reader.role == "delegate"
    return {
        "may_suggest": is_drafted and eligibility.may_suggest_in(reader, clause.id),
        "may_decide": is_decided and eligibility.may_decide_in(reader.id, clause.id),
        "round_of_amendments": amendments.open_round(charter.id) if is_kept else None,
        "SUGGESTION_STAGES": STAGE_NAMES,
        **readings.helpers(),
    }


def _cards(clause: Clause, found: Sequence[Suggestion], reader: Member) -> list[Card]:
    if not found:
        return []  # without reading the text
    try:
        now = accepting.present_text(clause.id)
        placed = placing.of(clause.id, found, now)
    except Unreadable:
        return [_card(clause, each, reader) for each in found]
    return [
        _card(
            clause,
            each,
            reader,
            fate=placed[each.id].fate,
            where=PLACE_NAMES.get(placed[each.id].where, ""),
            collision=accepting.collision(each, now) if placed[each.id].fate == placing.COLLIDES else "",
        )
        for each in found
    ]


def _card(clause: Clause, each: Suggestion, reader: Member, **more: Any) -> Card:
    reading = desk.read(clause, each.base, each.proposed, desk.key(each))
    return Card(each, reading, is_own=each.author_id == reader.id, **more)


def of_one(charter: Charter, clause: Clause, found: Suggestion, reader: Member) -> dict[str, Any]:
    """For `amendments/suggestions/suggestion.html`."""
    is_open = found.stage == rules.OPEN
    card = _cards(clause, [found], reader)[0] if is_open else _card(clause, found, reader)
    return _rights(charter, clause, reader) | {"card": card}


def of_several(clause: Clause, found: Sequence[Suggestion], reader: Member) -> dict[str, Any]:
    """For `amendments/suggestions/of_author.html`."""
    chosen = accepting.combined(found, accepting.present_text(clause.id))
    return {
        "author": found[0].author if found else None,
        "conflicts": [(_card(clause, each, reader), no) for each, no in chosen.conflicts],
        "accepted": [_card(clause, each, reader) for each, _patch in chosen.accepted],
        "SUGGESTION_STAGES": STAGE_NAMES,
        **readings.helpers(),
    }


def _placed(clause: Clause) -> list[tuple[Suggestion, Placed]]:
    found = queries.open_of(clause.id)[:MAX_SHOWN]
    try:
        placed = placing.of(clause.id, found, accepting.present_text(clause.id)) if found else {}
    except Unreadable:
        return []
    return [(each, placed[each.id]) for each in found]


def calls(clause: Clause) -> list[Call]:
    """A link after the words of each open suggestion that stand in the live text."""
    language, found = get_locale(), []
    for each, placed in _placed(clause):
        if placed.place and placed.place.stretches:
            said = escape(_("Suggestion by %(name)s", name=each.author.name))
            at = f'href="#suggestion-{each.id}" id="suggested-{each.id}" aria-label="{said}" lang="{language}"'
            found.append(Call(f'<a class="note-call" {at}>{SIGN}</a>', placed.place.stretches, MARK))
    return found


def places_of(clause: Clause) -> list[dict[str, Any]]:
    """The open suggestions whose words stand in the live text, with the identities of what stands there, for the
    editor, which marks them like threads: under negative numbers."""
    return [
        {"id": -each.id, "number": SIGN, "ranges": placed.place.ranges}
        for each, placed in _placed(clause)
        if placed.place and placed.place.ranges
    ]
