"""Find texts in preview, and what stands between them and their sections and clauses."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from charter.accounts.models import Member
from charter.charters.models import Charter
from charter.clauses import queries as clauses
from charter.core import clock
from charter.core.errors import NotFound
from charter.database import db
from charter.imports.models import TextImport
from charter.imports.rules.middle_form import Reading
from charter.imports.rules.plan import CLAUSE, MAX_TITLE_LENGTH, PREAMBLE, SECTION, Part, Plan

RETENTION = timedelta(hours=24)
"""How long a text is kept that nothing was made of."""


def own(text_id: int, charter_id: int | None, member: Member) -> TextImport:
    """A text that this member looks at, for this charter or a new one (None); NotFound for any other, and for
    one that is too old."""
    query = select(TextImport).where(TextImport.id == text_id, TextImport.member_id == member.id)
    found = db.session.scalar(query.where(TextImport.created_at > clock.now() - RETENTION))
    if found is None or found.charter_id != charter_id:
        raise NotFound(_l("There is no such text here: it was made into clauses, given up, or is over a day old."))
    return found


def has_old() -> bool:
    """Whether a text is there that is too old."""
    query = select(TextImport.id).where(TextImport.created_at <= clock.now() - RETENTION)
    return db.session.scalar(query.limit(1)) is not None


def of_member(member: Member) -> list[TextImport]:
    """The texts that a member looks at, oldest first."""
    query = select(TextImport).where(TextImport.member_id == member.id)
    query = query.where(TextImport.created_at > clock.now() - RETENTION)
    return list(db.session.scalars(query.order_by(TextImport.id)))


def obstacles(plan: Plan, reading: Reading, charter: Charter | None) -> list[object]:
    """Everything that stands between a plan and its sections and clauses."""
    found: list[object] = []
    preambles = [part for part in plan.parts if part.kind == PREAMBLE]
    if not any(part.kind in (CLAUSE, PREAMBLE) for part in plan.parts):
        found.append(_l("There is no clause in this: leave one in."))
    if len(preambles) > 1:
        found.append(_l("A charter has one preamble: join the others with it, or make them clauses."))
    if preambles and charter and clauses.outline(charter.id).preamble:
        found.append(_l("This charter has a preamble already: make that of the text a clause, or leave it out."))

    for part in plan.parts:
        if part.kind in (CLAUSE, SECTION) and not part.title:
            found.append(_l("A title is missing where the text says “%(words)s”.", words=_beginning(part, reading)))
        elif len(part.title) > MAX_TITLE_LENGTH and part.kind in (CLAUSE, SECTION, PREAMBLE):
            found.append(_too_long(part))
    return found


def _too_long(part: Part) -> object:
    words = part.title[:40]
    return _l("“%(words)s…” is too long for a title: %(most)s characters at most.", words=words, most=MAX_TITLE_LENGTH)


def _beginning(part: Part, reading: Reading) -> str:
    return reading.blocks[part.start].words[:40]
