"""The directory as plain values, and the tables that are being imported."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from charter.accounts import queries as accounts
from charter.accounts import rules
from charter.accounts.models import SUBSTITUTE
from charter.core import clock
from charter.core.errors import Invalid, NotFound
from charter.database import db
from charter.directory import messages
from charter.directory.models import PeopleImport
from charter.directory.planning.facts import Choices, Directory, Organisation, Person
from charter.directory.planning.plan import Plan, plan
from charter.directory.reading import table as tables
from charter.directory.reading.decoding import Decoded, decoded
from charter.directory.reading.table import Table, Unreadable


@dataclass(frozen=True)
class Preview:
    """A table that is being imported: its text, its rows, the choices made, and what it changes now."""

    begun: PeopleImport
    decoded: Decoded
    table: Table
    choices: Choices
    plan: Plan


def begun_import(import_id: int) -> PeopleImport:
    """An import that is under way, or NotFound."""
    found = db.session.get(PeopleImport, import_id)
    if found is None:
        raise NotFound(_l("This table is not here any more: it was imported, given up, or is older than a day."))
    return found


def preview(import_id: int) -> Preview:
    """What an import changes now. NotFound if it is over."""
    begun = begun_import(import_id)
    text = decoded(begun.source, begun.encoding)
    read, choices = table(text), choices_of(begun.choices)
    return Preview(begun, text, read, choices, plan(read, directory(), choices))


def table(text: Decoded) -> Table:
    """The table of a text; Invalid with the reason if there is none."""
    try:
        return tables.read(text.text)
    except Unreadable as no:
        raise Invalid(messages.unreadable(no)) from None


def choices_of(stored: Mapping[str, Any]) -> Choices:
    """Choices as they were before they became JSON."""
    return Choices(
        {int(number): cells for number, cells in stored.get("cells", {}).items()},
        frozenset(stored.get("left_out", [])),
        stored.get("associations", {}),
        stored.get("college", ""),
    )


def directory() -> Directory:
    """Everyone and every association of the site."""
    now = clock.now()
    people = (
        Person(
            each.id,
            each.email,
            each.name,
            each.role,
            each.association_id,
            each.is_head,
            each.suspended_at is not None,
            each.rank == SUBSTITUTE,
            rules.has_ended(each.ends_at, now),
            each.ends_at is None and rules.has_begun(each.begins_at, now),
        )
        for each in accounts.members()
    )
    organisations = (
        Organisation(each.id, each.name, each.college.name, each.country, each.seats, each.weight)
        for each in accounts.associations()
    )
    return Directory(tuple(people), tuple(organisations), tuple(each.name for each in accounts.colleges()))
