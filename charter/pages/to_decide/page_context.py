"""The context of the page To decide: the count, the filters, a row for each clause."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from charter.accounts.models import Member
from charter.amendments import names, queries, rules
from charter.amendments.deciding import queries as decisions
from charter.amendments.models import Round, RoundBase
from charter.amendments.views.answering import sentences
from charter.charters.models import Charter
from charter.core import paging
from charter.core.errors import NotFound
from charter.pages.to_decide import collisions, messages
from charter.pages.to_decide import queries as found
from charter.pages.to_decide import rules as standing
from charter.pages.to_decide.rules import ClauseRow, Standing
from charter.web.input import parsing

ROWS = 40
"""Clauses of a page."""


def round_of(charter: Charter, reader: Member | None, asked: Mapping[str, str]) -> Round:
    """The round that an address asks for, or the newest one; NotFound before there is any."""
    number = parsing.hidden_number(asked, "round")
    round_ = queries.round_numbered(charter.id, number, reader) if number > 0 else None
    round_ = round_ or queries.latest_round(charter.id, reader)
    if round_ is None:
        raise NotFound(_l("No round of amendments has been opened yet."))
    return round_


def of(charter: Charter, reader: Member | None, asked: Mapping[str, str]) -> dict[str, Any]:
    """For `pages/to_decide/page.html`."""
    round_ = round_of(charter, reader, asked)
    every = found.standings(round_)
    wanted = parsing.known(asked, "missing", standing.MISSING)
    bases = queries.bases(round_.id, with_texts=False)
    colliding = collisions.of_round(round_.id, every) if wanted == standing.COLLIDES else {}
    rows = standing.by_clause(every, list(bases), wanted, colliding)
    shown, page, pages = paging.cut(rows, parsing.page(asked), ROWS)
    lacking = standing.lacking(every) | ({standing.COLLIDES: len(colliding)} if colliding else {})
    return {
        "charter": charter,
        "round": round_,
        "number_of_all": len(every),
        "counted": {name: number for name, number in standing.counted(every).items() if number},
        "lacking": lacking,
        "wanted": wanted,
        "rows": rows,
        "shown": [(row, *_called(row, bases)) for row in shown],
        "page": page,
        "pages": pages,
        "unpublished": unpublished([each for row in shown for each in row.every]),
        "ready": [each for each in every if standing.BLOCK in standing.missing(each)],
        "left": _left(round_, every, bases),
        "MISSING_NAMES": messages.MISSING_NAMES,
        "BUCKET_NAMES": messages.BUCKET_NAMES,
    }


def _called(row: ClauseRow, bases: Mapping[int, RoundBase]) -> tuple[str, str]:
    """A row by its number and heading."""
    base = bases.get(row.clause_id or 0)
    if base is None:
        return str(_l("New clauses")), ""
    return names.article(base), base.version.heading if base.number else ""


def unpublished(every: Sequence[Standing]) -> list[Standing]:
    """Those whose advice can be published as it is."""
    return [each for each in every if standing.UNPUBLISHED in standing.missing(each)]


def _left(round_: Round, every: Sequence[Standing], bases: Mapping[int, RoundBase]) -> dict[str, Any]:
    """What keeps the round from being declared decided."""
    adopted = {each.clause_id for each in every if each.stage == rules.ADOPTED}
    missing = adopted - set(decisions.incorporations(round_.id)) if adopted else set()
    undecided = sum(each.is_undecided for each in every)
    return {
        "undecided": undecided,
        "clauses": [names.article(bases[each]) for each in bases if each in missing],
        "is_open": round_.is_open,
        "is_decided": round_.decided_at is not None,
    }


def of_appeals() -> dict[str, Any]:
    """For `pages/to_decide/appeals.html`."""
    return {"full_name": names.full, "advice_reason": sentences.reason}
