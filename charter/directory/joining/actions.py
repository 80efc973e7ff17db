"""Add an association or a person to the assemblies of several charters; find in which ones they are."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from charter.accounts.models import Association, Member
from charter.charters import assembly as assemblies
from charter.charters import queries as charters
from charter.charters.assembly import Assembly
from charter.charters.models import Charter, Participation
from charter.core import signals
from charter.core.errors import About, Invalid
from charter.database import db, writing


def charters_of(association_ids: Collection[int], reader: Member) -> dict[int, list[Charter]]:
    """In which charters that the reader may see each of these associations takes part."""
    shown = {each.id: each for each in charters.visible(reader)}
    query = select(Participation.association_id, Participation.charter_id)
    rows = db.session.execute(query.where(Participation.association_id.in_(association_ids))).all()
    found: dict[int, list[Charter]] = {}
    for association_id, charter_id in sorted(rows, reverse=True):
        if charter_id in shown:
            found.setdefault(association_id, []).append(shown[charter_id])
    return found


def check(charter_ids: Iterable[int]) -> None:
    """Raise Invalid unless each of these charters may be joined now."""
    if set(charter_ids) - {each.id for each in assemblies.joinable()}:
        raise Invalid(About("charter", _l("Choose a charter.")))


def check_delegate(association_id: int, charter_ids: Iterable[int], reader: Member) -> None:
    """Raise Invalid, naming each, where a delegate would not take part: they come with their association."""
    inside = {each.id for each in charters_of([association_id], reader).get(association_id, [])}
    outside = [each for each in assemblies.joinable() if each.id in set(charter_ids) - inside]
    if outside:
        raise Invalid(*(About("charter", _not_there(each)) for each in outside))


def _not_there(charter: Charter) -> object:
    return _l(
        "A delegate takes part where their association does: it is not in the assembly of “%(title)s”.",
        title=charter.title,
    )


def add_association(association: Association, charter_ids: Collection[int], by: Member) -> None:
    """Let an association take part in these charters, with its college, seats and weight of the directory."""
    place = assemblies.place_of(association)

    def added(now: Assembly) -> Assembly:
        is_in = any(each.association_id == place.association_id for each in now.places)
        return now if is_in else replace(now, places=now.places | {place})

    _join(charter_ids, added, by)


def appoint(member: Member, charter_ids: Collection[int], by: Member) -> None:
    """Let a moderator or an observer take part in these charters."""
    member_id = member.id
    _join(charter_ids, lambda now: replace(now, appointed=now.appointed | {member_id}), by)


def _join(charter_ids: Collection[int], added: Callable[[Assembly], Assembly], by: Member) -> None:
    with writing():
        for charter_id in sorted(charter_ids):  # all of them first: the lock of the journal comes after them
            charters.lock(charter_id)
        check(charter_ids)
        for charter_id in sorted(charter_ids):
            after = added(assemblies.present(charter_id))
            assemblies.replace(charters.get(charter_id), after, by, is_chosen=True)

    for charter_id in charter_ids:
        signals.changed.send(f"charter:{charter_id}", part="stage")
