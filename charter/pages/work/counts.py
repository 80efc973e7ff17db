"""How much waits for the person behind this request: one statement, once per request."""

from flask import g

from charter.accounts import current
from charter.database import db
from charter.pages.work import waiting


def number() -> int:
    """The lines of My work of the signed-in member that wait for them; 0 for the public."""
    if "work_number" not in g:
        member = current.voter()
        g.work_number = db.session.scalar(waiting.COUNTS[member.role], waiting.parameters(member)) if member else 0
    return int(g.work_number)
