"""How the site presents itself now."""

from dataclasses import dataclass

from flask import g
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from charter.core.digest import digest
from charter.core.errors import NotFound
from charter.database import db
from charter.site import rules
from charter.site.models import SiteSettings

DEFAULT_NAME = "Charter"


@dataclass(frozen=True)
class Site:
    """A site by value: what its pages and mails say of it. `colour` and `mark_digest` are empty for
    those of the product."""

    name: str = DEFAULT_NAME
    welcome: str = ""
    colour: str = ""
    mark_digest: str = ""

    @property
    def own_name(self) -> str:
        """The name that the assembly gave it; empty for that of the product."""
        return "" if self.name == DEFAULT_NAME else self.name

    @property
    def colours_digest(self) -> str:
        """The digest that the address of its style sheet carries, so that browsers may keep it."""
        return digest(rules.stylesheet(self.colour))


def present() -> Site:
    """The site, read once per request."""
    if "site" not in g:
        g.site = _read()
    found: Site = g.site
    return found


def _read() -> Site:
    columns = (SiteSettings.name, SiteSettings.welcome, SiteSettings.colour, SiteSettings.mark_digest)
    row = db.session.execute(select(*columns)).first()
    return Site(row.name or DEFAULT_NAME, row.welcome, row.colour, row.mark_digest) if row else Site()


def mark(mark_digest: str) -> bytes:
    """The mark with this digest, as a PNG, or NotFound."""
    found = db.session.scalar(select(SiteSettings.mark).where(SiteSettings.mark_digest == mark_digest))
    if not found:
        raise NotFound(_l("There is no such picture."))
    return found
