"""The journal for readers: filters, single entries, checkpoints and their proofs."""

import json
from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, jsonify, render_template, request
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.amendments.views.answering import sentences
from charter.charters import queries as charters
from charter.core import invisible, paging
from charter.core.errors import Invalid, NotFound
from charter.extensions import limiter
from charter.journal import checkpoints
from charter.journal import queries as journal
from charter.journal.models import Checkpoint, Entry
from charter.pages import days
from charter.pages.journal import csv_export, queries, subjects
from charter.pages.journal.queries import Filter
from charter.web.access import allows, may
from charter.web.input import parsing
from charter.web.rendering import csv_download

bp = Blueprint("journal", __name__)
Page = str | Response | tuple[str, int]
FIELDS = ("charter", "kind", "who", "subject", "from", "to")
"""Of the filter, as an address holds them."""


@bp.get("/journal")
@allows("journal.read")
def entries() -> Page:
    """The entries, newest first, one page at a time; unfiltered, with the reasons, if the filter is
    refused."""
    return _shown("pages/journal/entries.html", Filter())


@bp.get("/charters/<slug>/journal")
@allows("journal.read")
def of_charter(slug: str) -> Page:
    """The entries about one charter, in the same way."""
    charter = charters.by_slug(slug, current.reader())
    return _shown("pages/journal/of_charter.html", Filter(charter_id=charter.id), charter=charter)


def _shown(template: str, of: Filter, **more: object) -> Page:
    errors: tuple[object, ...] = ()
    try:
        chosen = _chosen(request.args)
    except Invalid as no:
        chosen, errors = Filter(), tuple(no.reasons)

    chosen = replace(chosen, charter_id=of.charter_id or chosen.charter_id)
    found = queries.find(current.member(), chosen, parsing.page(request.args))
    page = render_template(template, **vars(found), **_around(found, of), errors=errors, **more)
    return page, 422 if errors else 200


def _chosen(args: Mapping[str, str]) -> Filter:
    """The filter of the query string. Invalid for a malformed number or date."""
    return Filter(
        charter_id=parsing.row(args, "charter"),
        kind=parsing.words(args, "kind"),
        who=parsing.words(args, "who"),
        subject=parsing.words(args, "subject"),
        start=parsing.day(args, "from"),
        end=parsing.day(args, "to"),
    )


def _around(found: queries.Found, of: Filter) -> dict[str, object]:
    return {
        "days": days.by_day(found.entries, "EEEE d MMMM y"),
        "links": subjects.links(found.entries, _headings(of.charter_id)),
        "says": {entry.seq: sentences.of_entry(entry.verb, entry.facts) for entry in found.entries},
        "by_objection": queries.prepared_by_objection(found.entries),
        "filters": parsing.kept(request.args, *FIELDS),
        "kinds": queries.kinds(current.member(), of),
        "readable": [] if of.charter_id else charters.visible(current.member()),
        "latest": checkpoints.latest(),
    }


def _headings(charter_id: int | None) -> dict[int, str] | None:
    """The published headings of a charter, for who does not read its drafts; None for the others."""
    return queries.published_headings(charter_id) if charter_id and not may("clauses.read_live") else None


@bp.get("/journal.csv")
@limiter.limit("60 per minute")
@allows("journal.read")
def entries_csv() -> Page:
    """All matching entries as CSV."""
    rows = queries.find_all(current.member(), _chosen(request.args))
    return csv_download.answer(csv_export.table(rows), "journal")


@bp.get("/journal/<int:seq>")
@allows("journal.read")
def entry(seq: int) -> Page:
    """One entry with its content."""
    found = queries.get(current.member(), seq)
    covering = checkpoints.first_covering(seq)
    return render_template(
        "pages/journal/entry.html",
        entry=found,
        content=_written(found),
        link=subjects.link(found),
        by_objection=queries.prepared_by_objection([found]),
        checkpoint=covering,
        proof=checkpoints.inclusion(seq, covering.size) if covering else None,
    )


def _written(entry: Entry) -> str:
    """The whole entry as readable JSON: letters as they are, invisible characters escaped."""
    written = json.dumps(journal.entry_json(entry), ensure_ascii=False, indent=2, sort_keys=True)
    hidden = {place for place, _name in invisible.hidden(written)}
    return "".join(json.dumps(each)[1:-1] if place in hidden else each for place, each in enumerate(written))


@bp.get("/journal/checkpoints")
@allows("journal.read")
def all_checkpoints() -> Page:
    """All checkpoints, the keys that signed them, and how to verify them."""
    every = checkpoints.all_checkpoints()[::-1]
    return render_template(
        "pages/journal/checkpoints.html", checkpoints=every, keys=checkpoints.keys(), newest=every[: paging.PAGE_SIZE]
    )


@bp.get("/journal/checkpoints/<int:size>")
@allows("journal.read")
def checkpoint(size: int) -> Page:
    """One checkpoint, as the signed note."""
    return _note(checkpoints.get(size))


@bp.get("/journal/checkpoint")
@allows("journal.read")
def latest_checkpoint() -> Page:
    """The newest checkpoint."""
    latest = checkpoints.latest()
    if latest is None:
        raise NotFound(_l("There is no checkpoint yet."))
    return _note(latest)


def _note(found: Checkpoint) -> Response:
    return Response(found.note, mimetype="text/plain")


@bp.get("/journal/<int:seq>/proof")
@allows("journal.read")
def inclusion(seq: int) -> Page:
    """The proof that an entry is under the root of a checkpoint (`size`; by default the first that
    covers it)."""
    covering = checkpoints.first_covering(seq)
    size = parsing.number(request.args, "size", covering.size if covering else 0, most=parsing.MAX_ROW_ID)
    return jsonify(index=seq - 1, size=size, root=checkpoints.get(size).root, proof=checkpoints.inclusion(seq, size))


@bp.get("/journal/consistency")
@allows("journal.read")
def consistency() -> Page:
    """The proof that the journal at checkpoint `to` continues that at checkpoint `from`."""
    old, new = (checkpoints.get(parsing.row(request.args, name) or 0) for name in ("from", "to"))
    proof = checkpoints.consistency(old.size, new.size)
    return jsonify({"from": old.size, "to": new.size, "roots": [old.root, new.root], "proof": proof})
