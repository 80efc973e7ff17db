"""Entries of the journal as rows of a table."""

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _

from charter.core.clock import iso
from charter.journal.models import Entry
from charter.web.rendering.labels import VERB_NAMES
from charter.web.rendering.template_filters import who as who_decided


def table(entries: Iterable[Entry]) -> Iterator[list[str]]:
    """A row of headings, then one for each entry."""
    head = (_("Number"), _("When"), _("Who"), _("What"), _("Subject"), _("Digest of the entry"))
    yield [str(each) for each in head]
    yield from map(_cells, entries)


def _cells(entry: Entry) -> list[str]:
    said = [who_decided(entry), str(VERB_NAMES.get(entry.verb, entry.verb)), entry.subject]
    return [str(entry.seq), iso(entry.at), *said, entry.digest]
