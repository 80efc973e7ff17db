"""Undo the last act on the structure of a charter (`clauses.last_change`)."""

from collections.abc import Callable, Iterable
from itertools import chain

from flask_babel import lazy_gettext as _l

from charter.accounts.models import Member
from charter.charters import queries as charters
from charter.clauses import actions, arranging, last_change, queries
from charter.clauses.arranging import Shelves
from charter.clauses.last_change import Structure
from charter.clauses.models import OutlineChange, Section
from charter.core import signals
from charter.core.errors import Refused
from charter.database import db, writing
from charter.journal import actions as journal


def undo_last(charter_id: int, token: str, is_written: Callable[[int], bool], by: Member) -> None:
    """Undo the last act on the structure, if it is still the one that the page showed (`token`) and the structure is
    what it left. `is_written`: whether a clause holds words that it was not created with. Each step is recorded as
    the act that it is."""
    with writing():
        actions.open_charter(charter_id)
        change = db.session.get(OutlineChange, charter_id)
        if change is None or change.token != token or last_change.last(charter_id) is None:
            raise Refused(_l("This cannot be undone any more: the structure has been changed since."))

        touched = _undo(change, is_written, by)
        db.session.delete(change)
    actions.notify(charter_id)
    for each in touched:
        signals.changed.send(f"clause:{each}", part="stage")


def _undo(change: OutlineChange, is_written: Callable[[int], bool], by: Member) -> list[int]:
    before, after, charter_id = change.before, change.after, change.charter_id
    added = [int(each) for each in after["headings"] if each not in before["headings"]]
    if any(is_written(each) for each in added):
        raise Refused(_l("Somebody has written in the new clause since: take it out, with a reason, if need be."))

    gone = sorted({*added, *(each for each in before["dropped"] if each not in after["dropped"])})
    back = [each for each in after["dropped"] if each not in before["dropped"]]
    for each in gone:
        actions.mark_dropped(each, str(_l("Undone")), by)
    for each in back:
        actions.mark_taken_back(each, by)
    for each, heading in before["headings"].items():
        if after["headings"][each] != heading:
            actions.write_heading(int(each), heading, by)

    _undo_sections(charter_id, before, after, by)
    if before["sections"] and queries.outline(charter_id).shelves() != before["shelves"]:
        moved = _first_moved(before["shelves"], after["shelves"])
        arranging.order_clauses(charter_id, moved, [each for each, _ in before["sections"]], before["shelves"], by)
    return [*gone, *back]


def _first_moved(before: Shelves, after: Shelves) -> int:
    pairs = zip(chain(*before), chain(*after), strict=False)
    return next((old for old, new in pairs if old != new), next(chain(*before), 0))


def _undo_sections(charter_id: int, before: Structure, after: Structure, by: Member) -> None:
    old, new = dict(map(tuple, before["sections"])), dict(map(tuple, after["sections"]))
    for each in new.keys() - old.keys():
        actions.delete_section(queries.section(charters.get(charter_id), each), by)
    for each in old.keys() - new.keys():
        # Its id is free: `last_change.last` has looked.
        db.session.add(Section(id=each, charter_id=charter_id, title=old[each], position=0))
        db.session.flush()
        journal.record("section.added", f"section:{each}", by=by, charter_id=charter_id, title=old[each])
    for each in old.keys() & new.keys():
        if old[each] != new[each]:
            actions.write_section_title(queries.section(charters.get(charter_id), each), old[each], by)
    if list(old) != [each for each in new if each in old]:
        arranging.order_sections(charter_id, _moved_section(old, new), list(old), by)


def _moved_section(old: Iterable[int], new: Iterable[int]) -> int:
    return next((first for first, second in zip(old, new, strict=False) if first != second), next(iter(old)))
