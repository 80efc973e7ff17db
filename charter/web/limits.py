"""Plain text from a form: cleaned of what nobody types, and refused, never cut, when it is too long."""

import re

from flask_babel import lazy_gettext as _l

from charter.core.errors import Invalid

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
TITLE = 200
"""Characters of a title or heading."""
REASON = 1000
"""Characters of a reason or note."""


def text(typed: str, most: int, missing: object | None = None) -> str:
    """The text, stripped, without control characters; Invalid when it is longer than `most`, or empty although
    `missing` says what to do about that."""
    cleaned = _CONTROL.sub("", typed.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not cleaned and missing is not None:
        raise Invalid(missing)
    if len(cleaned) > most:
        raise Invalid(_l("This holds %(most)s characters at most; yours has %(has)s.", most=most, has=len(cleaned)))
    return cleaned
