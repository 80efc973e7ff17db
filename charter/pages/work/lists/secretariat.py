"""What waits for the secretary: associations for which nobody speaks, people who could not be reached or never came."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select, select

from charter.accounts.models import Association, Member
from charter.database import db
from charter.directory import listing
from charter.pages.work import waiting
from charter.pages.work.lists.advice import to_review
from charter.pages.work.lists.line import Line

MAX_NAMES = 5
"""Names that a line holds."""


def lines(member: Member) -> list[Line]:
    """One line for each kind of trouble, with its people or associations."""
    names = waiting.parameters(member)
    return [
        *to_review(member),
        *_without_delegate(_found(Association, waiting.WITHOUT_DELEGATE, names)),
        *_without_head(_found(Association, waiting.WITHOUT_HEAD, names)),
        *_refused(_found(Member, waiting.REFUSED, names)),
        *_never_came(_found(Member, waiting.NEVER_CAME, names)),
    ]


def _found(model: type[Association | Member], ids: Select[Any], names: dict[str, int]) -> Sequence[str]:
    return db.session.scalars(select(model.name).where(model.id.in_(ids)).order_by(model.name), names).all()


def _listed(names: Sequence[str]) -> str:
    return ", ".join([*names[:MAX_NAMES], *(["…"] if len(names) > MAX_NAMES else [])])


def _without_delegate(names: Sequence[str]) -> list[Line]:
    said = ngettext(
        "Nobody speaks for %(num)s association of an assembly.",
        "Nobody speaks for %(num)s associations of an assembly.",
        len(names),
    )
    return _line(names, said, url_for("directory.associations"), _("Invite delegates"))


def _without_head(names: Sequence[str]) -> list[Line]:
    said = ngettext(
        "In a vote being prepared, nobody is named to cast the one voice of %(num)s association.",
        "In a vote being prepared, nobody is named to cast the one voice of %(num)s associations.",
        len(names),
    )
    return _line(names, said, url_for("directory.members"), _("Name who casts it"))


def _refused(names: Sequence[str]) -> list[Line]:
    said = ngettext("%(num)s invitation could not be sent.", "%(num)s invitations could not be sent.", len(names))
    return _line(names, said, url_for("directory.members", state=listing.REFUSED), _("See whom"))


def _never_came(names: Sequence[str]) -> list[Line]:
    said = ngettext(
        "%(num)s person was invited and never came.", "%(num)s people were invited and never came.", len(names)
    )
    return _line(names, said, url_for("directory.members", state=listing.NEVER_CAME), _("Invite again"))


def _line(names: Sequence[str], said: str, address: str, verb: str) -> list[Line]:
    return [Line(None, _listed(names), str(said), address, str(verb))] if names else []
