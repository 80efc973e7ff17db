"""Read a text, correct how it falls into parts, and make sections and clauses of it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from flask import Flask
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from charter.accounts.models import Member
from charter.charters import actions as charters
from charter.charters.assembly import Assembly
from charter.charters.models import Charter
from charter.clauses import actions as clauses
from charter.collab.publishing import actions as publishing
from charter.core import clock, signals
from charter.core.errors import About, Invalid, Refused
from charter.core.loop import run_in_thread
from charter.database import db, writing
from charter.imports import queries
from charter.imports.models import TextImport
from charter.imports.rules import corrections, markdown, remarks, repairs, splitting
from charter.imports.rules.content import content
from charter.imports.rules.corrections import Correction
from charter.imports.rules.middle_form import Reading
from charter.imports.rules.plan import CLAUSE, PREAMBLE, SECTION, Plan, spans, text_of
from charter.journal import actions as journal
from charter.web.background import Background

MAX_SOURCE_LENGTH = 300_000
"""Characters of a text: some 150 printed pages."""
MAX_BLOCKS = 6_000
"""Paragraphs of a text."""
MAX_LINES = 20_000
MAX_PARTS = 300
"""Sections and clauses that are made at once."""
MAX_UNDER_WAY = 10
"""Texts that a member may look at at once; an older one is forgotten for a newer one."""
FORGET_INTERVAL_S = 600.0
OPEN_STAGES = ("preparing", "drafting")
"""The stages of a charter in which a text may come into it."""


@dataclass(frozen=True)
class NewCharter:
    """The charter that a text becomes."""

    title: str
    summary: str
    language: str
    assembly: Assembly | None


@dataclass(frozen=True)
class Destination:
    """Where clauses go that stand before the first section of a text: a section that is there, or a new one."""

    section_id: int | None
    title: str


def read(source: str, charter: Charter | None, settings: Mapping[str, str], by: Member) -> TextImport:
    """Read a text and propose how it falls into parts; it is kept for a day. Nothing else is stored."""
    _check_length(source)
    is_wrapped = repairs.is_wrapped(source)
    reading = _reading(source, is_wrapped)
    with writing():
        _make_room(by)
        found = TextImport(
            member_id=by.id,
            charter_id=charter.id if charter else None,
            source=source,
            digest=sha256(source.encode()).hexdigest(),
            is_wrapped=is_wrapped,
            settings=dict(settings),
        )
        _propose(found, reading)
        db.session.add(found)
        db.session.flush()
    return found


def _check_length(source: str) -> None:
    if not source.strip():
        raise Invalid(About("text", _l("Paste or type the text.")))
    if len(source) > MAX_SOURCE_LENGTH:
        said = _l(
            "This text has %(has)s characters; at most %(most)s are read at once. Paste it in several parts.",
            has=len(source),
            most=MAX_SOURCE_LENGTH,
        )
        raise Invalid(About("text", said))
    if max(source.count("\n"), source.count("\r")) > MAX_LINES:
        said = _l("This text has more than %(most)s lines. Paste it in several parts.", most=MAX_LINES)
        raise Invalid(About("text", said))


def _reading(source: str, is_wrapped: bool) -> Reading:
    reading = run_in_thread(lambda: markdown.read(source, is_wrapped))
    if not reading.blocks:
        raise Invalid(About("text", _l("There are no words in this text.")))
    if len(reading.blocks) > MAX_BLOCKS:
        said = _l("This text has more than %(most)s paragraphs. Paste it in several parts.", most=MAX_BLOCKS)
        raise Invalid(About("text", said))
    return reading


def _propose(found: TextImport, reading: Reading) -> None:
    ways = {way: plan for way, plan in splitting.plans(reading.blocks).items() if len(plan.parts) <= MAX_PARTS}
    found.way = splitting.proposed(ways)
    found.reading, found.plan = reading.as_json(), ways[found.way].as_json()


def install(app: Flask) -> None:
    """Forget texts that are too old, while the server runs."""
    background: Background = app.extensions["background"]
    background.every(FORGET_INTERVAL_S, forget_all_old, "texts of before could not be forgotten")


def forget_all_old() -> None:
    """Delete the texts that are too old."""
    if queries.has_old():
        with writing():
            _delete_old()


def _delete_old() -> None:
    db.session.execute(delete(TextImport).where(TextImport.created_at <= clock.now() - queries.RETENTION))


def _make_room(by: Member) -> None:
    """Delete the texts that are too old, and those of a member that are too many; in the caller's transaction."""
    _delete_old()
    mine = delete(TextImport).where(TextImport.member_id == by.id)
    kept = sorted(each.id for each in queries.of_member(by))[-MAX_UNDER_WAY + 1 :]
    db.session.execute(mine.where(TextImport.id.not_in(kept)))


def correct(
    text_id: int,
    charter_id: int | None,
    given: Mapping[int, Correction],
    settings: Mapping[str, str],
    by: Member,
    split_at: int | None = None,
) -> None:
    """Keep what was corrected, and begin another clause at the block `split_at`."""
    with writing():
        found = queries.own(text_id, charter_id, by)
        _correct(found, given, settings)
        if split_at is not None:
            reading, plan = Reading.from_json(found.reading), Plan.from_json(found.plan)
            found.plan = corrections.split(plan, reading.blocks, split_at).as_json()
        _check_size(Plan.from_json(found.plan))


def _correct(found: TextImport, given: Mapping[int, Correction], settings: Mapping[str, str]) -> None:
    reading, plan = Reading.from_json(found.reading), Plan.from_json(found.plan)
    found.plan = corrections.corrected(plan, reading.blocks, given).as_json()
    found.settings = found.settings | dict(settings)


def _check_size(plan: Plan) -> None:
    if len(plan.parts) > MAX_PARTS:
        raise Refused(_l("A text becomes at most %(most)s sections and clauses at once.", most=MAX_PARTS))


def read_anew(
    text_id: int, charter_id: int | None, way: str, is_wrapped: bool, settings: Mapping[str, str], by: Member
) -> None:
    """Let a text fall into parts in another way, or take its line ends otherwise; corrections are given up."""
    with writing():
        found = queries.own(text_id, charter_id, by)
        if is_wrapped != found.is_wrapped:
            found.is_wrapped = is_wrapped
            _propose(found, _reading(found.source, is_wrapped))
        plans = splitting.plans(Reading.from_json(found.reading).blocks)
        if way in plans:
            _check_size(plans[way])
            found.way, found.plan = way, plans[way].as_json()
        found.settings = found.settings | dict(settings)


def give_up(text_id: int, charter_id: int | None, by: Member) -> None:
    """Forget a text."""
    with writing():
        db.session.delete(queries.own(text_id, charter_id, by))


def create(text_id: int, into: Charter | None, new: NewCharter | None, destination: Destination, by: Member) -> Charter:
    """Make sections and clauses of a text, all or none: in a `new` charter, or at the end of another one. Each
    clause begins its life with its words, in the name of this member. Refused with every obstacle."""
    charter_id = into.id if into else None
    with writing():
        charter = _target(charter_id, new, by)
        found = queries.own(text_id, charter_id, by)
        reading, plan = Reading.from_json(found.reading), Plan.from_json(found.plan)
        if stands_in_the_way := queries.obstacles(plan, reading, charter):
            raise Refused(*stands_in_the_way)

        _make(charter, plan, reading, destination, by)
        _record(charter, found, plan, reading, by)
        db.session.delete(found)  # in one transaction with what was made of it: twice sent, it is made once

    signals.changed.send(f"charter:{charter.id}", part="outline")
    return charter


def _target(charter_id: int | None, new: NewCharter | None, by: Member) -> Charter:
    if charter_id is None and new is not None:
        return charters.begin(new.title, new.summary, new.language, by, new.assembly)
    charter = clauses.open_charter(charter_id or 0)
    if charter.stage not in OPEN_STAGES:
        raise Refused(_l("A text comes into a charter while it is prepared or drafted."))
    return charter


def _make(charter: Charter, plan: Plan, reading: Reading, destination: Destination, by: Member) -> None:
    section_id: int | None = None
    for part, end in spans(plan, len(reading.blocks)):
        if part.kind == SECTION:
            section_id = clauses.append_section(charter, part.title, by).id
        elif part.kind in (CLAUSE, PREAMBLE):
            words = content(text_of(part, end, reading.blocks))
            if part.kind == CLAUSE and section_id is None:
                section_id = destination.section_id or clauses.append_section(charter, destination.title, by).id
            shelf = section_id if part.kind == CLAUSE else None
            publishing.append_clause(charter, shelf, part.title or str(_l("Preamble")), by, words)


def _record(charter: Charter, found: TextImport, plan: Plan, reading: Reading, by: Member) -> None:
    """The journal says which text it was, how it fell into parts, and how much was left out: no words, which
    somebody may have to take back."""
    kinds = Counter(part.kind for part in plan.parts)
    lost = Counter(loss.kind for loss in remarks.losses(reading, plan, charter.title))
    facts = {
        "text": found.digest,
        "way": found.way,
        "sections": kinds[SECTION],
        "clauses": kinds[CLAUSE],
        "not_taken_over": dict(sorted(lost.items())),
    }
    journal.record("charter.imported", f"charter:{charter.id}", by=by, charter_id=charter.id, **facts)
