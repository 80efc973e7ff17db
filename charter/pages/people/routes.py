"""The page of the people of a charter."""

from typing import Any

from flask import Blueprint, render_template, request

from charter.accounts import current
from charter.accounts import queries as accounts
from charter.charters import queries as charters
from charter.charters.models import Charter
from charter.pages.people import listing, messages
from charter.pages.people.listing import Filter
from charter.web.access import ROLES, allows, may
from charter.web.input import parsing

bp = Blueprint("people", __name__)
ASSOCIATIONS, PEOPLE = "associations", "people"


@bp.get("/charters/<slug>/people")
@allows("charters.read")
def people(slug: str) -> str:
    """The associations of a charter; for its members, also the people."""
    charter = charters.by_slug(slug, current.reader())
    everyone = listing.people(charter) if may("people.read") else []
    places = listing.places(charter, everyone)
    view = parsing.choice(request.args, "of", (ASSOCIATIONS, PEOPLE), ASSOCIATIONS) if everyone else ASSOCIATIONS
    show = _people if view == PEOPLE else _places
    return show(charter, places, everyone, size=listing.size(places, everyone), view=view)


def _places(charter: Charter, places: list[listing.Place], _everyone: list[listing.Person], **more: Any) -> str:
    chosen = _filter()
    colleges = {each.id: each.name for each in accounts.colleges()}
    found = listing.matching_places(places, chosen, colleges.get(chosen.college_id or 0, ""))
    taking_part = {each.college for each in places}
    offered = {number: name for number, name in colleges.items() if name in taking_part}
    return _page("pages/people/associations.html", charter, chosen, found, colleges=offered, **more)


def _people(charter: Charter, places: list[listing.Place], everyone: list[listing.Person], **more: Any) -> str:
    chosen = _filter()
    found = listing.matching_people(everyone, chosen)
    names = messages.STANDING_NAMES
    numbers = {state: sum(each.is_in(state) for each in everyone) for state in listing.STATES}
    associations = [each.association for each in places]
    more |= {"standing_names": names, "numbers": numbers, "associations": associations, "roles": ROLES}
    return _page("pages/people/people.html", charter, chosen, found, **more)


def _page(template: str, charter: Charter, chosen: Filter, found: list[Any], **more: Any) -> str:
    kept = {
        "of": more["view"] if more["view"] == PEOPLE else "",
        "q": chosen.words,
        "college": chosen.college_id,
        "association": chosen.association_id,
        "role": chosen.role,
        "state": chosen.state,
    }
    kept = {name: value for name, value in kept.items() if value}
    page = listing.page_of(found, parsing.page(request.args))
    return render_template(template, charter=charter, chosen=chosen, kept=kept, **page, **more)


def _filter() -> Filter:
    return Filter(
        parsing.words(request.args, "q"),
        parsing.row(request.args, "college") or None,
        parsing.row(request.args, "association") or None,
        parsing.choice(request.args, "role", ("", *ROLES), ""),
        parsing.choice(request.args, "state", ("", *listing.STATES), ""),
    )
