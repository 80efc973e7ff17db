"""Read from a form how an assembly is to change: rows ticked one by one, groups, or a copy of another
charter's assembly."""

from collections.abc import Callable, Collection
from dataclasses import replace

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from charter.accounts.models import Member
from charter.charters import assembly as assemblies
from charter.charters import queries as charters
from charter.charters.assembly import Assembly, Place
from charter.core.errors import About, Invalid, Refused
from charter.pages.assembly import groups
from charter.web.input import parsing

Form = MultiDict[str, str]


def read(form: Form, before: Assembly, by: Member, charter_id: int) -> Assembly:
    """The assembly `before`, changed as the form says. Invalid with every reason."""
    if form.get("act") == "copy":
        return _copied(form, before, _source(form, by, charter_id))
    if form.get("act") in ("add", "remove"):
        return _grouped(form, before)
    return _ticked(form, before)


def moderated(form: Form, assembly: Assembly) -> Assembly:
    """The same, with the moderators that were ticked in the preview because nobody moderated."""
    return replace(assembly, appointed=assembly.appointed | set(parsing.rows(form, "appoint")))


def moderable(assembly: Assembly) -> Assembly:
    """The same, with any moderator where nobody moderates: the preview asks who does."""
    if assemblies.is_moderated(assembly):
        return assembly
    return replace(assembly, appointed=assembly.appointed | {each.id for each in assemblies.moderators()})


def _ticked(form: Form, before: Assembly) -> Assembly:
    # What is on other pages of the list is not in the form, and stays as it is.
    shown, shown_members = set(parsing.rows(form, "shown")), set(parsing.rows(form, "shown-member"))
    places, faults = _places(form, [each for each in parsing.rows(form, "association") if each in shown])
    if faults:
        raise Invalid(*faults)

    kept = frozenset(each for each in before.places if each.association_id not in shown)
    members = shown_members & set(parsing.rows(form, "member"))
    return Assembly(kept | places, (before.appointed - shown_members) | members)


def _places(form: Form, ticked: Collection[int]) -> tuple[frozenset[Place], list[object]]:
    faults: list[object] = []

    def typed(name: str) -> int:
        try:
            return parsing.number(form, name, 1, 1)
        except Refused as no:
            faults.extend(no.reasons)
            return 1

    places = (
        Place(each, parsing.row(form, f"college.{each}") or 0, typed(f"seats.{each}"), typed(f"weight.{each}"))
        for each in ticked
    )
    return frozenset(places), faults


def _grouped(form: Form, before: Assembly) -> Assembly:
    chosen = set(form.getlist("group"))
    if not chosen:
        raise Invalid(About("group", _l("Tick one group at least.")))

    everyone = assemblies.everyone()
    associations, people = groups.associations_in(chosen), groups.members_in(chosen)
    places = frozenset(each for each in everyone.places if each.association_id in associations)
    if form["act"] == "add":
        return _joined(before, Assembly(places, frozenset(people)))

    staying = (each for each in before.places if each.association_id not in associations)
    return Assembly(frozenset(staying), before.appointed - people)


def _joined(before: Assembly, more: Assembly) -> Assembly:
    """Both; who takes part already keeps their place."""
    known = {each.association_id for each in before.places}
    new = frozenset(each for each in more.places if each.association_id not in known)
    return Assembly(before.places | new, before.appointed | more.appointed)


def _source(form: Form, by: Member, charter_id: int) -> Assembly:
    source = parsing.row(form, "source") or 0
    if source == charter_id or source not in charters.with_part(by.id):
        raise Invalid(About("source", _l("Choose a charter.")))
    return assemblies.present(source)


def _copied(form: Form, before: Assembly, source: Assembly) -> Assembly:
    how: dict[str, Callable[[Assembly, Assembly], Assembly]] = {"add": _joined, "replace": lambda _, other: other}
    return how[parsing.choice(form, "how", how, "add")](before, source)
