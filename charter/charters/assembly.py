"""The assembly of a charter: which associations take part in it, with which college, seats and weight,
and which moderators and observers."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from charter.accounts import queries as accounts
from charter.accounts.models import Association, Member
from charter.charters import queries, rules
from charter.charters.models import Appointment, Charter, Participation
from charter.core import signals
from charter.core.errors import Invalid, Refused
from charter.database import db, writing
from charter.journal import actions as journal


@dataclass(frozen=True)
class Place:
    """The place of an association in an assembly."""

    association_id: int
    college_id: int
    seats: int
    weight: int


@dataclass(frozen=True)
class Assembly:
    """Who takes part in a charter, besides the secretary: associations, and the moderators and
    observers appointed to it."""

    places: frozenset[Place] = frozenset()
    appointed: frozenset[int] = frozenset()


def present(charter_id: int) -> Assembly:
    """The assembly of a charter now; without who was appointed and has another role since."""
    if queries.get(charter_id).takes_everyone:
        return everyone()
    return Assembly(places(queries.get(charter_id)), everyone().appointed & queries.appointed(charter_id))


def places(charter: Charter) -> frozenset[Place]:
    """The places of the associations in an assembly, without the people."""
    if charter.takes_everyone:
        return frozenset(place_of(each) for each in accounts.associations())
    return frozenset(_place(each) for each in queries.participations(charter.id).values())


def _place(each: Participation) -> Place:
    return Place(each.association_id, each.college_id, each.seats, each.weight)


def everyone() -> Assembly:
    """The whole directory of the site, as an assembly."""
    everywhere = frozenset(place_of(each) for each in accounts.associations())
    appointed = (each.id for each in accounts.members() if each.role in queries.APPOINTED_ROLES)
    return Assembly(everywhere, frozenset(appointed))


def place_of(association: Association) -> Place:
    """The place that an association begins with: what the directory says of it."""
    return Place(association.id, association.college_id, association.seats, association.weight)


def joinable() -> list[Charter]:
    """The charters whose assembly is chosen and still changes, newest first."""
    query = select(Charter).where(~Charter.takes_everyone, Charter.stage.not_in(rules.CLOSED))
    return list(db.session.scalars(query.order_by(Charter.id.desc())))


def set_assembly(charter_id: int, assembly: Assembly, by: Member, instead_of: Assembly | None = None) -> None:
    """Replace the assembly of a charter; who is taken out is disconnected. The rolls of open votes stay.
    Refused if the present one is not `instead_of`, where that is given; else raises what `check`
    does."""
    with writing():
        queries.lock(charter_id)
        charter = queries.get(charter_id)
        check(charter, assembly, by)
        if instead_of not in (None, present(charter_id)):
            raise Refused(_l("The assembly was changed meanwhile. Look at it again, then choose."))
        before = queries.taking_part(charter_id)
        replace(charter, assembly, by, is_chosen=True)
        taken_out = before - queries.taking_part(charter_id)

    for member_id in taken_out:  # who has a clause open would go on hearing what is written in it
        signals.session_revoked.send(member_id)
    signals.changed.send(f"charter:{charter_id}", part="stage")


def check(charter: Charter, assembly: Assembly, by: Member) -> None:
    """Raise Invalid, with every reason, for an adopted charter, for what is not in the directory, and
    where nobody would moderate."""
    check_is_open(charter)
    if found := _obstacles(assembly, by):
        raise Invalid(*found)


def check_is_open(charter: Charter) -> None:
    """Raise Invalid for an adopted charter. To add to an assembly asks no more: one that nobody moderates yet
    may grow first."""
    if charter.stage in rules.CLOSED:
        raise Invalid(_l("An adopted charter no longer changes."))


def _obstacles(assembly: Assembly, by: Member) -> list[object]:
    found: list[object] = []
    if not _is_of_directory(assembly):
        found.append(_l("This assembly holds somebody who is not in the directory of the site."))
    if not is_moderated(assembly):
        found.append(_l("Appoint at least one moderator: nobody else opens and closes votes."))
    elif by.role in queries.APPOINTED_ROLES and by.id not in assembly.appointed:
        found.append(_l("You would no longer take part: another moderator, or the secretary, can take you out."))
    return found


def is_moderated(assembly: Assembly) -> bool:
    """Whether a moderator is appointed."""
    return any(each.id in assembly.appointed for each in moderators())


def moderators() -> list[Member]:
    """The moderators of the site."""
    return [each for each in accounts.members() if each.role == "moderator"]


def _is_of_directory(assembly: Assembly) -> bool:
    directory = everyone()
    colleges = {each.id for each in accounts.colleges()}
    associations = {each.association_id for each in directory.places}
    is_known = all(each.association_id in associations and each.college_id in colleges for each in assembly.places)
    return is_known and assembly.appointed <= directory.appointed


def replace(charter: Charter, assembly: Assembly, by: Member | None, is_chosen: bool) -> None:
    """Replace the assembly of a charter in the caller's transaction, and record it whole: one entry of
    the journal tells who took part from then on. Exports name it if it `is_chosen`, not if it was kept
    because another charter began."""
    if assembly == present(charter.id) and not charter.takes_everyone:
        return

    charter.takes_everyone = False
    for model in (Participation, Appointment):
        db.session.execute(delete(model).where(model.charter_id == charter.id))
    db.session.add_all(Participation(charter_id=charter.id, **vars(each)) for each in assembly.places)
    db.session.add_all(Appointment(charter_id=charter.id, member_id=each) for each in assembly.appointed)
    facts: dict[str, object] = {"associations": _described(assembly.places), "appointed": sorted(assembly.appointed)}
    facts |= {"chosen": True} if is_chosen else {}
    journal.record("charter.assembly_set", f"charter:{charter.id}", by=by, charter_id=charter.id, **facts)


def _described(places: Iterable[Place]) -> list[dict[str, object]]:
    associations = {each.id: each.name for each in accounts.associations()}
    colleges = {each.id: each.name for each in accounts.colleges()}
    return [
        {
            "id": each.association_id,
            "association": associations[each.association_id],
            "college": colleges[each.college_id],
            "seats": each.seats,
            "weight": each.weight,
        }
        for each in sorted(places, key=lambda place: place.association_id)
    ]
