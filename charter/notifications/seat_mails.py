"""The mail that tells a delegate and their substitute which of them sits."""

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from charter.accounts.models import Member
from charter.database import db
from charter.notifications.letters import body
from charter.notifications.words import Words


def write(substitute_id: int, member: Member) -> Words | None:
    """The text, as things are when it is sent; None if that member is nobody's substitute any more."""
    substitute = db.session.get(Member, substitute_id)
    delegate = substitute and substitute.substitute_for
    if substitute is None or delegate is None or member.id not in (substitute.id, delegate.id):
        return None

    sits, other = (substitute, delegate) if substitute.sits_since else (delegate, substitute)
    with current_app.test_request_context(), force_locale(member.language or "fr"):
        return Words(str(_("%(name)s sits now", name=sits.name)), body(member.name, "", _says(sits, other)))


def _says(sits: Member, other: Member) -> list[str]:
    return [
        str(_("%(name)s sits now, not %(other)s.", name=sits.label, other=other.name)),
        str(
            _(
                "%(name)s is on the roll of the votes that open from now on; the roll of a vote that is open stays"
                " as it is. Whoever does not sit reads on, and neither writes nor votes.",
                name=sits.name,
            )
        ),
        str(_("The head of the delegation or the secretary has decided this, and can change it at any time.")),
    ]
