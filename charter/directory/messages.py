"""The sentences of what is wrong in a table, and the names of columns and states."""

from flask_babel import lazy_gettext as _l

from charter.directory.planning import facts
from charter.directory.planning.facts import Problem
from charter.directory.reading import columns
from charter.directory.reading.table import MAX_ROWS, Unreadable
from charter.web.rendering.labels import ROLE_NAMES

COLUMN_NAMES = {
    columns.NAME: _l("Name"),
    columns.ADDRESS: _l("E-mail address"),
    columns.ASSOCIATION: _l("Association"),
    columns.COLLEGE: _l("College"),
    columns.ROLE: _l("Role"),
    columns.HEAD: _l("Head of the delegation"),
    columns.SEATS: _l("Seats"),
    columns.WEIGHT: _l("Weight"),
    columns.COUNTRY: _l("Country"),
}
"""As the reader of a table recognises them too."""
STATE_NAMES = {
    facts.NEW: _l("New"),
    facts.CHANGED: _l("Changed"),
    facts.UNCHANGED: _l("Unchanged"),
    facts.ERROR: _l("To correct"),
    facts.LEFT_OUT: _l("Left out"),
}
MEMBER_STATE_NAMES = {
    "not_invited": _l("Not invited"),
    "invited": _l("Invited"),
    "refused": _l("Invitation refused by the mail server"),
    "never_came": _l("Never came"),
    "came": _l("Came"),
    "suspended": _l("Suspended"),
    "ended": _l("Mandate ended"),
}
ENCODING_NAMES = {
    "utf-8": _l("UTF-8 (most programs of today)"),
    "cp1252": _l("Windows, Western Europe (Excel)"),
    "mac_roman": _l("Macintosh"),
    "iso8859-15": _l("ISO 8859-15 (older Linux)"),
    "cp850": _l("DOS"),
    "utf-16-le": _l("UTF-16 (“Unicode text”)"),
    "utf-16-be": _l("UTF-16, high byte first"),
}
HEAD_NAMES = {"yes": _l("yes"), "no": _l("no"), "": ""}
_SENTENCES = {
    "no_address": _l("The address is missing."),
    "two_addresses": _l("Two addresses in one cell: %(addresses)s. Each person needs a line of their own."),
    "not_an_address": _l("“%(typed)s” is not an e-mail address."),
    "address_cleaned": _l("The address was taken out of what stood around it: %(address)s."),
    "needs_smtputf8": _l("There is an accent before the @: not every mail server takes such an address."),
    "no_name": _l("The name is missing."),
    "no_role": _l("Give a role, or the association of a delegate."),
    "not_a_role": _l("“%(typed)s” is not a role: delegate, moderator, secretary, observer."),
    "neither_yes_nor_no": _l("“%(typed)s” is neither yes nor no."),
    "not_a_number": _l("“%(typed)s” is not a whole number from 1 to %(most)s."),
    "too_long": _l("This holds %(most)s characters at most; yours has %(has)s."),
    "invisible": _l("Take out what cannot be seen, or type these words anew: %(listed)s."),
    "lost_characters": _l("A letter could not be read: type it anew, or choose another encoding below."),
    "formula": _l("This begins like a formula; it is taken as text."),
    "extra_cells": _l("This line has more cells than there are columns: %(cells)s."),
    "needs_association": _l("A delegate speaks for an association: name it."),
    "only_delegates_head": _l("Only a delegate heads the delegation of an association."),
    "unknown_association": _l("The association “%(name)s” is not in the directory: choose above what it is."),
    "no_college": _l("The association “%(name)s” is new: name its college."),
    "said_otherwise": _l("Line %(line)s says “%(said)s” of the same association."),
    "double": _l("Line %(line)s already says this."),
    "other_double": _l("Line %(line)s says something else of the same person."),
    "two_heads": _l("Line %(line)s already names a head of this delegation: %(name)s."),
    "replaces_head": _l("%(name)s is the head of this delegation until now."),
    "only_secretary": _l("Nobody would be secretary any more."),
    "substitute_as_head": _l("A substitute does not head a delegation: they sit in the place of a delegate."),
    "another_mandate": _l("Another mandate of %(name)s, beside the one for %(association)s."),
    "shares_address": _l("Shares the address of %(name)s (%(association)s): each gets a link of their own."),
    "same_address": _l("The same address as line %(line)s: each gets a link of their own."),
    "has_ended": _l("This mandate has ended: it stays so."),
    "suspended": _l("Suspended: stays so, and is not invited."),
    "same_name": _l("Somebody of this name and association is there with another address: %(address)s."),
}
_UNREADABLE = {
    "no_header": _l(
        "No column is recognised. The first line must name the columns: name, address, association, college, role,"
        " head, in French or in English."
    ),
    "no_addresses": _l("No column holds e-mail addresses: name one “Courriel” or “Email”."),
    "workbook": _l(
        "This is a file of Excel or LibreOffice: copy the table there and paste it here, or save it as CSV first."
    ),
    "no_rows": _l("There is no line below the names of the columns."),
    "too_many": _l("There are more than %(most)s lines: import them in several parts.", most=MAX_ROWS),
    "open_quote": _l(
        "A cell is very long: a quotation mark may be open that is never closed, in line %(row)s or before."
    ),
}


def sentence(problem: Problem) -> str:
    """The sentence of a problem, in the language of the request."""
    return str(_SENTENCES[problem.code]) % problem.values


def unreadable(no: Unreadable) -> str:
    """Why a text is no table."""
    return str(_UNREADABLE[no.reason]).replace("%(row)s", str(no.row))


def cell_text(column: str, value: str) -> str:
    """The value of a cell in words."""
    if column == columns.ROLE and value in ROLE_NAMES:
        return str(ROLE_NAMES[value])
    return str(HEAD_NAMES.get(value, value)) if column == columns.HEAD else value
