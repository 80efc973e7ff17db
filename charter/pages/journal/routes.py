"""The journal for readers: filters, single entries, checkpoints and their proofs."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Blueprint, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import to_utc
from sqlalchemy import Select, func, literal, or_, select
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.core import invisible, paging
from charter.core.clock import iso
from charter.core.errors import Invalid, NotFound
from charter.database import db
from charter.extensions import limiter
from charter.journal import checkpoints
from charter.journal import queries as journal
from charter.journal.models import Checkpoint, Entry, Fact
from charter.votes import queries as votes
from charter.votes.models import Vote
from charter.web.access import allows
from charter.web.input import parsing
from charter.web.rendering import csv_download
from charter.web.rendering.labels import VERB_NAMES
from charter.web.rendering.template_filters import who as who_decided

bp = Blueprint("journal", __name__)
Page = str | Response | tuple[str, int]
PAGE_SIZE = 25
"""Entries per page."""
KINDS = sorted({verb.partition(".")[0] for verb in VERB_NAMES})


def _visible() -> Select[Any]:
    """The entries that this person may read: members all; the public those about charters it may
    read, without votes that are only prepared."""
    member = current.member()
    if member:
        return select(Entry)
    open_to_all = [charter.id for charter in charters.visible(None)]
    not_yet = Entry.subject.in_(select(literal("vote:") + Vote.id.cast(db.String)).where(Vote.stage == "prepared"))
    return select(Entry).where(Entry.charter_id.in_(open_to_all), ~not_yet)


def _asked(args: Mapping[str, str]) -> Select[Any]:
    """The visible entries that match the query string. Invalid for a malformed date."""
    query = _visible()
    if (charter_id := parsing.row(args, "charter")) is not None:
        query = query.where(Entry.charter_id == charter_id)

    if kind := parsing.words(args, "kind"):
        query = query.where(Entry.verb.startswith(f"{kind}.", autoescape=True))

    if who := parsing.words(args, "who"):
        said = Entry.personal_facts.any((Fact.name == "actor") & Fact.value.icontains(who, autoescape=True))
        query = query.where(or_(Entry.first_actor.icontains(who, autoescape=True), said))

    if subject := parsing.words(args, "subject"):
        query = query.where(
            or_(Entry.subject == subject, Entry.facts.cast(db.String).icontains(subject, autoescape=True))
        )

    if start := parsing.day(args, "from"):
        query = query.where(Entry.at >= _midnight(start))

    if end := parsing.day(args, "to"):
        query = query.where(Entry.at < _midnight(end + timedelta(days=1)))

    return query


def _midnight(day: date) -> datetime:
    """The start of a day in the display time zone."""
    begins: datetime = to_utc(datetime.combine(day, datetime.min.time()))
    return begins.replace(tzinfo=UTC)


@bp.get("/journal")
@allows("journal.read")
def entries() -> Page:
    """The entries, newest first, one page at a time."""
    query: Select[Any] = _visible()
    errors: tuple[object, ...] = ()

    try:
        query = _asked(request.args)
    except Invalid as no:
        errors = tuple(no.reasons)

    number = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    page, pages = paging.nearest(parsing.page(request.args), number, PAGE_SIZE)
    shown = db.session.scalars(query.order_by(Entry.seq.desc()).offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE)).all()
    filters = {name: value for name, value in request.args.items() if name != "page" and value}

    return render_template(
        "pages/journal/entries.html",
        entries=shown,
        links=_links(shown),
        by_objection=_by_objection(shown),
        number=number,
        page=page,
        pages=pages,
        filters=filters,
        kinds=KINDS,
        readable=charters.visible(current.member()),
        latest=checkpoints.latest(),
        errors=errors,
    ), 422 if errors else 200


def _links(shown: Any) -> dict[int, tuple[str, object]]:
    """The page and title of what each entry is about, by the entry's number."""
    return {entry.seq: link for entry in shown if (link := _link(entry))}


def _link(entry: Entry) -> tuple[str, object] | None:
    kind, _colon, number = entry.subject.partition(":")
    heading = entry.facts.get("heading") or entry.facts.get("title")
    if kind == "vote":
        name = _("Vote %(number)s", number=number).replace(" ", "\N{NO-BREAK SPACE}")
        return url_for("votes.vote", vote_id=number), f"{name} · {heading or votes.get(int(number)).heading}"

    if entry.charter_id is None:
        return None

    charter = charters.get(entry.charter_id)
    clause_id = number if kind == "clause" else entry.facts.get("clause")
    if clause_id:
        place = url_for("pages.clause", slug=charter.slug, clause_id=clause_id)
        return place, heading or clauses.get(int(clause_id)).heading

    return url_for("pages.charter", slug=charter.slug), heading or charter.title


def _by_objection(shown: Any) -> set[int]:
    """The entries that prepared a vote after an objection in a block: each directly follows the
    entry of that objection."""
    prepared = {entry.seq - 1: entry for entry in shown if entry.verb == "vote.prepared" and entry.facts.get("follows")}
    query = select(Entry).where(Entry.seq.in_(prepared), Entry.verb == "vote.item_taken_out")

    return {
        prepared[before.seq].seq
        for before in db.session.scalars(query)
        if before.subject == f"vote:{prepared[before.seq].facts['follows']}"
    }


@bp.get("/journal.csv")
@limiter.limit("60 per minute")
@allows("journal.read")
def entries_csv() -> Page:
    """All matching entries as CSV."""
    rows = db.session.scalars(_asked(request.args).order_by(Entry.seq)).all()
    return csv_download.answer(_table(rows), "journal")


def _table(rows: Any) -> Iterator[list[str]]:
    head = (_("Number"), _("When"), _("Who"), _("What"), _("Subject"), _("Digest of the entry"))
    yield [str(each) for each in head]
    yield from map(_cells, rows)


def _cells(entry: Entry) -> list[str]:
    said = [who_decided(entry), str(VERB_NAMES.get(entry.verb, entry.verb)), entry.subject]
    return [str(entry.seq), iso(entry.at), *said, entry.digest]


@bp.get("/journal/<int:seq>")
@allows("journal.read")
def entry(seq: int) -> Page:
    """One entry with its content."""
    found = db.session.scalar(_visible().where(Entry.seq == seq))
    if found is None:
        raise NotFound(_l("There is no such entry in the journal, or not for you."))

    covering = checkpoints.following(seq)
    return render_template(
        "pages/journal/entry.html",
        entry=found,
        content=_written(found),
        link=_link(found),
        by_objection=_by_objection([found]),
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
    every = checkpoints.every()[::-1]
    return render_template(
        "pages/journal/checkpoints.html", checkpoints=every, keys=checkpoints.keys(), newest=every[:PAGE_SIZE]
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
    covering = checkpoints.following(seq)
    size = parsing.number(request.args, "size", covering.size if covering else 0, most=parsing.MAX_ROW_ID)
    return jsonify(index=seq - 1, size=size, root=checkpoints.get(size).root, proof=checkpoints.inclusion(seq, size))


@bp.get("/journal/consistency")
@allows("journal.read")
def consistency() -> Page:
    """The proof that the journal at checkpoint `to` continues that at checkpoint `from`."""
    old, new = (checkpoints.get(parsing.row(request.args, name) or 0) for name in ("from", "to"))
    proof = checkpoints.consistency(old.size, new.size)
    return jsonify({"from": old.size, "to": new.size, "roots": [old.root, new.root], "proof": proof})
