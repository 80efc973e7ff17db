"""Bring the associations and people of a table into the assembly of a charter."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from sqlalchemy import select

from charter.accounts.models import Association, Member
from charter.charters import assembly as assemblies
from charter.charters import queries
from charter.database import db
from charter.directory.planning.facts import Line


def add(
    charter_id: int, lines: Collection[Line], ids: Mapping[str, int], members: Collection[Member], by: Member
) -> int:
    """Add, in the caller's transaction, the associations of these lines and of the delegates among `members`,
    and the moderators and observers among them; returns how many associations are added. `ids`:
    associations by their key.

    Who is there stays. An association that is there keeps its place, unless the table says another
    college, number of seats or weight. Invalid for an adopted charter.
    """
    charter, present = queries.get(charter_id), assemblies.present(charter_id)
    if charter.takes_everyone:
        return 0

    places = {each.association_id: each for each in present.places}
    said = {ids[each.association] for each in lines if each.association and each.wanted.of_association}
    named = {ids[each.association] for each in lines if each.association}
    named |= {each.association_id for each in members if each.role == "delegate" and each.association_id}
    for each in db.session.scalars(select(Association).where(Association.id.in_(named))):
        if each.id in said or each.id not in places:
            places[each.id] = assemblies.place_of(each)

    appointed = {each.id for each in members if each.role in queries.APPOINTED_ROLES}
    wanted = replace(present, places=frozenset(places.values()), appointed=present.appointed | appointed)
    assemblies.check_is_open(charter)
    assemblies.replace(charter, wanted, by, is_chosen=True)
    return len(places) - len(present.places)
