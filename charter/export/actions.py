"""Write a charter in a format. The page and the command line call the same function."""

from flask_babel import lazy_gettext as _l

from charter.charters.models import Charter
from charter.core.errors import NotFound
from charter.database import db
from charter.export.formats import FORMATS


def export(charter: Charter, format_name: str) -> bytes:
    """The bytes of the file. NotFound if there is no such format."""
    if format_name not in FORMATS:
        raise NotFound(_l("There is no such format."))

    value = FORMATS[format_name].read(charter)
    # Writing may wait for its turn, and takes long: it keeps no connection from others meanwhile.
    db.session.rollback()
    return FORMATS[format_name].write(value)
