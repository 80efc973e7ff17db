"""The discussion of an amendment: its threads, tied to words of the wording that counts or to the whole."""

from functools import partial
from typing import Any

from flask import url_for

from charter.amendments import names, queries
from charter.amendments.models import Amendment
from charter.charters.models import Charter
from charter.comments import note_calls, page_context
from charter.comments.anchors import annotating, places, wordings
from charter.comments.anchors.wordings import Wording
from charter.comments.page_context import Known
from charter.comments.subjects import OnAmendment
from charter.web.access import takes_part
from charter.web.rendering import sanitise


def subject(amendment: Amendment) -> OnAmendment:
    """An amendment as what threads are about."""
    return OnAmendment(amendment.id, amendment.charter_id)


def wording(amendment: Amendment) -> Wording:
    """The wording that counts, as words in it are commented on."""
    changes = amendment.wording.changes
    return Wording(amendment.wording.digest, {each.position: each.content for each in changes if each.content})


def of(charter: Charter, amendment: Amendment, **more: Any) -> dict[str, Any]:
    """For `amendments/discussion/_discussion.html`; nothing for who may not read threads."""
    if not takes_part():
        return {}

    anchors = places.anchors_of(subject(amendment))
    spots = wordings.spots(wording(amendment), anchors)
    known = Known(subject(amendment), anchors, {thread_id: each.place for thread_id, each in spots.items()})
    here: dict[str, Any] = {"slug": charter.slug, "amendment_id": amendment.id}
    addresses = {
        "talk_page": partial(url_for, "amendments.amendment", **here, _anchor="comments"),
        "talk_address": lambda verb, **parts: url_for(f"discussion.{verb}", **here, **parts),
    }
    context = page_context.about(known, **more)
    named = {
        "charter": charter,
        "amendment": amendment,
        "full_name": names.full(amendment, queries.newest_rounds([charter.id])),
    }
    return addresses | context | named | {"proposed": _proposed(amendment, spots, context)}


def _proposed(amendment: Amendment, spots: dict[int, wordings.Spot], context: dict[str, Any]) -> list[dict[str, Any]]:
    """The proposed texts with note calls, and where the form to comment on words of each is."""
    form = f"{amendment.id}/comment?version=" if context["may_comment"] else ""
    found = []
    for change in (each for each in amendment.wording.changes if each.content):
        here = {thread_id for thread_id, spot in spots.items() if spot.change == change.position}
        calls = note_calls.calls(each for each in context["listed"].values() if each.id in here)
        at = form and f"{form}{change.position}"
        html = annotating.annotated(change.html, calls, note_calls.beside(f"{at}&from=" if at else ""))
        found.append({"heading": change.heading, "text": sanitise.shown(html), "form": at})
    return found
