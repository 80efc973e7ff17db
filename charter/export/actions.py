"""Write a charter in a format. The page and the command line call the same function."""

from flask_babel import lazy_gettext as _l

from charter.charters.models import Charter
from charter.core.errors import NotFound
from charter.database import db
from charter.export.formats import FORMATS


def export(charter: Charter, format_name: str, content: str = "") -> bytes:
    """The bytes of the file. `content`: what of the charter it holds, where its format has a choice.
    NotFound if there is no such format or content."""
    if format_name not in FORMATS or content not in ("", *FORMATS[format_name].contents):
        raise NotFound(_l("There is no such format."))

    chosen = FORMATS[format_name]
    write = chosen.contents[content][1] if content else chosen.write
    value = chosen.read(charter)
    # Writing may wait for its turn, and takes long: it keeps no connection from others meanwhile.
    db.session.rollback()
    return write(value)
