"""Which versions of a clause the present person may read."""

from flask_babel import lazy_gettext as _l

from charter.clauses.versions import automatic
from charter.clauses.versions import published as versions
from charter.clauses.versions.automatic import AnyVersion
from charter.core.errors import NotFound
from charter.web import access


def visible(clause_id: int) -> list[AnyVersion]:
    """The versions that this person may read, newest first: published ones and, if they may read
    the live text, automatic ones."""
    published = versions.all_versions(clause_id)
    return automatic.among(published, clause_id) if access.may("clauses.read_live") else [*published]


def numbered(every: list[AnyVersion], number: str) -> AnyVersion:
    """One of these versions by its number as typed, or NotFound."""
    found = next((version for version in every if str(version.number) == number), None)
    if found is None:
        raise NotFound(_l("There is no such version."))
    return found
