"""Put the new clause of an adopted amendment into the charter, at its place."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from charter.accounts.models import Member
from charter.amendments import actions
from charter.amendments.deciding import queries as decisions
from charter.amendments.deciding.models import Incorporation
from charter.amendments.models import Amendment, Change
from charter.clauses import actions as clause_actions
from charter.clauses import arranging
from charter.clauses import queries as clauses
from charter.clauses.models import Clause
from charter.clauses.versions import published
from charter.collab.publishing import actions as publishing
from charter.core import signals
from charter.core.errors import Refused
from charter.database import db, writing
from charter.journal import actions as journal


def add(charter_id: int, amendment_id: int, position: int, by: Member) -> Clause:
    """Create the clause that an adopted amendment proposes in its change of this position: after the clause that it
    follows and what was put there before, or first in its section; its words are signed by the author. Refused where it
    was done, or where its place is gone."""
    with writing():
        charter = clause_actions.open_charter(charter_id)
        amendment, round_ = actions.lock(charter_id, amendment_id, by)
        change = next((one for each, one in decisions.new_clauses_due([amendment]) if one.position == position), None)
        if change is None:
            raise Refused(_l("This amendment has no new clause that is still to be put into the charter."))
        section_id, after = _place(change)
        made = publishing.append_clause(
            charter, section_id, change.heading, by, change.content or {}, author=amendment.author
        )
        _move_after(made, after, amendment, by)
        version = published.newest(made.id)
        digest = version.digest if version else None
        wordings = [[amendment.number, amendment.wording.digest, position]]
        row = Incorporation(round_id=round_.id, clause_id=made.id, base_digest="", digest=digest)
        row.version_id, row.wordings = version.id if version else None, wordings
        row.read, row.by_id, row.at = [], by.id, journal.moment()
        db.session.add(row)
        facts = {"round": round_.number, "base": "", "wordings": wordings, "read": [], "number": 1, "digest": digest}
        journal.record("clause.incorporated", f"clause:{made.id}", by=by, charter_id=charter_id, **facts)
        clause_id = made.id
    signals.changed.send(f"charter:{charter_id}", part="outline")
    actions.notify(amendment)
    return clauses.get(clause_id)


def _place(change: Change) -> tuple[int, Clause | None]:
    """The section of a new clause, and the clause that it follows there."""
    after = clauses.get(change.after_clause_id) if change.after_clause_id else None
    section_id = after.section_id if after else change.section_id
    known = {each.id for each in clauses.sections(after.charter_id if after else _charter_of(change))}
    if section_id is None or section_id not in known:
        raise Refused(_l("The place of this clause is gone: add a section for it first."))
    return section_id, after


def _charter_of(change: Change) -> int:
    query = select(Amendment.charter_id).join(Amendment.wordings).where(Change.wording_id == change.wording_id)
    return db.session.scalars(query.limit(1)).one()


def _move_after(made: Clause, after: Clause | None, amendment: Amendment, by: Member) -> None:
    """Let a clause, which stands last, stand after another one, or first in its section; and after what amendments of
    a lower number put there."""
    outline = clauses.outline(made.charter_id)
    sections, shelves = [each.section.id for each in outline.sections], outline.shelves()
    shelf = shelves[sections.index(made.section_id or 0)]
    shelf.remove(made.id)
    positions = {each.clause.id: each.clause.position for each in outline.clauses}
    numbers = {clause_id: number for clause_id, (number, _) in decisions.new_clauses(amendment.round_id).items()}
    # The clause that it follows may have been taken out of the charter: what stood before it still does.
    place = sum(positions[each] <= after.position for each in shelf) if after else 0
    while place < len(shelf) and numbers.get(shelf[place], amendment.number + 1) <= amendment.number:
        place += 1
    shelf.insert(place, made.id)
    arranging.order_clauses(made.charter_id, made.id, sections, shelves, by)
    db.session.expire_all()
