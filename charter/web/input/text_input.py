"""Plain text from forms: control characters are removed; text that is too long, or partly
invisible, is refused, never cut."""

from flask_babel import lazy_gettext as _l

from charter.core import invisible, plain
from charter.core.errors import About, Invalid

MAX_TITLE_LENGTH = 200
"""Characters of a title or heading."""
MAX_REASON_LENGTH = 1000
"""Characters of a reason."""
MAX_NOTE_LENGTH = 300
"""Characters of what is new in a version."""


def line(typed: str, most: int, missing: object | None = None) -> str:
    """Like `text`, on one line: names and titles are shown in mails, lists and tables."""
    return text(" ".join(typed.split()), most, missing)


def text(typed: str, most: int, missing: object | None = None) -> str:
    """The text, stripped, without control characters. Invalid if it is longer than `most`, contains
    invisible characters (`core.invisible`), or is empty although `missing` says what to do then."""
    cleaned = invisible.stripped(plain.cleaned(typed))
    if not cleaned and missing is not None:
        raise Invalid(About("", missing))

    if len(cleaned) > most:
        said = _l("This holds %(most)s characters at most; yours has %(has)s.", most=most, has=len(cleaned))
        raise Invalid(About("", said, typed))

    if found := invisible.listed(cleaned):
        said = _l("Take out what cannot be seen, or type these words anew: %(listed)s.", listed=found)
        raise Invalid(About("", said, typed))

    return cleaned
