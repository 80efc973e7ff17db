"""Amendments in My work: drafts to finish, those to place again, those to co-sign, those of one's own association."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Executable, Row, Select, select

from charter.accounts.models import Member
from charter.amendments import queries, rules
from charter.amendments.models import Amendment, Change, Draft, Round, Wording
from charter.amendments.views import amendment_context, list_context, listing
from charter.charters.models import Charter
from charter.clauses import queries as clauses
from charter.database import db
from charter.pages.work import waiting
from charter.pages.work.lists.line import Line

MAX_EXCERPT = 160
"""Characters of what changes that a line shows."""
MAX_TO_COSIGN = 4
"""Amendments of a charter that are listed to be co-signed: the others are in its list."""

_COLUMNS = (Amendment.id, Amendment.number, Amendment.association, Amendment.stage, Amendment.parent_id)


def _amendments(found: Select[int]) -> Executable:
    """What lines say of amendments, in the order of their rounds and numbers; without the texts that they propose."""
    columns = (*_COLUMNS, Charter, Round, Wording.reason, Wording.label, Change.heading, Change.clause_id)
    return (
        select(*columns, waiting.GIVEN.label("given"))
        .join(Charter, Charter.id == Amendment.charter_id)
        .join(Round, Round.id == Amendment.round_id)
        .join(Wording, Wording.amendment_id == Amendment.id)
        .join(Change, (Change.wording_id == Wording.id) & (Change.position == 0))
        .where(*queries.newest_wording(), Amendment.id.in_(found))
        .order_by(Round.id, Amendment.number)
    )


_DRAFTS = (
    select(Draft, Charter, Round)
    .join(Charter, Charter.id == Draft.charter_id)
    .join(Round, Round.id == Draft.round_id)
    .where(Draft.id.in_(waiting.DRAFTS))
    .order_by(Round.closes_at.is_(None), Round.closes_at, Draft.id)
)
_TO_PLACE, _TO_COSIGN = _amendments(waiting.TO_PLACE), _amendments(waiting.TO_COSIGN)
_OWN = _amendments(waiting.OWN_AMENDMENTS)


def to_finish(member: Member) -> list[Line]:
    """Drafts of one's association while their round is open, and its amendments that a changed text left behind."""
    names = waiting.parameters(member)
    drafts = [_draft(*row) for row in db.session.execute(_DRAFTS, names)]
    return drafts + [_to_place(row) for row in db.session.execute(_TO_PLACE, names)]


def _draft(draft: Draft, charter: Charter, round_: Round) -> Line:
    heading = next((each["heading"] for each in draft.changes if each["heading"]), "")
    says = _("A draft of your association, saved by %(name)s.", name=draft.member.name)
    address = url_for("drafts.draft", slug=charter.slug, draft_id=draft.id)
    clause_id = next((each["clause_id"] for each in draft.changes if each["clause_id"]), None)
    return Line(charter, heading, str(says), address, str(_("Go on writing")), round_.closes_at, clause_id=clause_id)


def _to_place(row: Row[Any]) -> Line:
    says = _("%(name)s: the text has changed. Place it again.", name=_name(row))
    address = url_for("drafts.rectify", slug=row.Charter.slug, amendment_id=row.id)
    until = row.Round.cosign_until or row.Round.closes_at
    return Line(row.Charter, row.heading, str(says), address, str(_("Place it")), until, clause_id=row.clause_id)


def to_cosign(member: Member) -> list[Line]:
    """Amendments of other associations that lack co-signatures, and that one's own association could co-sign: the first
    of each charter, and a way to the others."""
    by_charter: dict[int, list[Row[Any]]] = {}
    for row in db.session.execute(_TO_COSIGN, waiting.parameters(member)):
        by_charter.setdefault(row.Charter.id, []).append(row)
    return [line for rows in by_charter.values() for line in _first_to_cosign(rows)]


def _first_to_cosign(rows: list[Row[Any]]) -> list[Line]:
    shown, others = rows[:MAX_TO_COSIGN], len(rows) - MAX_TO_COSIGN
    found = queries.by_ids([row.id for row in shown])
    lines = [_to_cosign(row, _change(found[row.id])) for row in shown]
    if others <= 0:
        return lines
    charter, round_ = rows[0].Charter, rows[0].Round
    says = ngettext("%(num)s other lacks co-signatures.", "%(num)s others lack co-signatures.", others)
    listed = {"round": round_.number, "missing": listing.SUPPORT}
    address = url_for("amendments.all_amendments", slug=charter.slug, **listed)
    return [*lines, Line(charter, "", str(says), address, str(_("See them all")))]


def _change(amendment: Amendment) -> str:
    """What it changes first, in words."""
    bases, outline = queries.bases(amendment.round_id), clauses.outline(amendment.charter_id)
    return list_context.says(amendment_context.text(amendment, amendment.wording.changes[0], bases, outline))


def _to_cosign(row: Row[Any], change: str) -> Line:
    says = _(
        "%(name)s of %(association)s: %(change)s", name=_name(row), association=row.association, change=_cut(change)
    )
    verb = _("Read no. %(number)s, then co-sign", number=row.number)
    until = row.Round.cosign_until or row.Round.closes_at
    return Line(row.Charter, row.heading, str(says), _address(row), str(verb), until, clause_id=row.clause_id)


def _cut(words: str) -> str:
    return words if len(words) <= MAX_EXCERPT else f"{words[:MAX_EXCERPT].rsplit(' ', 1)[0]}…"


def own(member: Member) -> list[Line]:
    """The amendments of one's association in the newest round of each charter."""
    return [_own(row) for row in db.session.execute(_OWN, waiting.parameters(member))]


def _own(row: Row[Any]) -> Line:
    lacking = row.Round.least_cosigners - row.given
    says = f"{_name(row)} · {amendment_context.STAGE_NAMES[row.stage]}"
    if row.stage == rules.SUBMITTED and row.parent_id is None and lacking > 0:
        says += _(": ") + ngettext(
            "one association has still to co-sign it.", "%(num)s associations have still to co-sign it.", lacking
        )
    verb = _("Read no. %(number)s", number=row.number)
    return Line(row.Charter, row.heading, says, _address(row), str(verb), clause_id=row.clause_id)


def _address(row: Row[Any]) -> str:
    return url_for("amendments.amendment", slug=row.Charter.slug, amendment_id=row.id)


def _name(row: Row[Any]) -> str:
    return str(_("No. %(number)s", number=f"{row.number} {row.label}".strip()))
