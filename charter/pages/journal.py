"""The journal as anyone reads it: filtered, entry by entry, with its checkpoints and the proofs of both."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Blueprint, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, or_, select
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.charters import queries as charters
from charter.core.clock import iso
from charter.core.errors import Invalid, NotFound
from charter.database import db
from charter.journal import checkpoints
from charter.journal import queries as journal
from charter.journal.models import Checkpoint, Entry
from charter.web import received, spreadsheet
from charter.web.access import allows
from charter.web.words import VERB_NAMES

bp = Blueprint("journal", __name__)
Page = str | Response | tuple[str, int]
SIZE = 25
"""Entries of a page."""
KINDS = sorted({verb.partition(".")[0] for verb in VERB_NAMES})


def _visible() -> Select[Any]:
    """What this person may read: members everything, the public what is about charters that it may read."""
    member = current.member()
    if member:
        return select(Entry)
    open_to_all = [charter.id for charter in charters.visible(None)]
    return select(Entry).where(Entry.charter_id.in_(open_to_all))


def _asked(args: Mapping[str, str]) -> Select[Any]:
    """The visible entries that the address asks for. Invalid for a date that is none."""
    query = _visible()
    if (charter_id := received.row(args, "charter")) is not None:
        query = query.where(Entry.charter_id == charter_id)
    if kind := received.words(args, "kind"):
        query = query.where(Entry.verb.startswith(f"{kind}.", autoescape=True))
    if who := received.words(args, "who"):
        query = query.where(Entry.actor.icontains(who, autoescape=True))
    if subject := received.words(args, "subject"):
        query = query.where(
            or_(Entry.subject == subject, Entry.facts.cast(db.String).icontains(subject, autoescape=True))
        )
    if start := received.day(args, "from"):
        query = query.where(Entry.at >= _midnight(start))
    if end := received.day(args, "to"):
        query = query.where(Entry.at < _midnight(end + timedelta(days=1)))
    return query


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), UTC)


@bp.get("/journal")
@allows("journal.read")
def entries() -> Page:
    """The entries, newest first, 25 a page."""
    query: Select[Any] = _visible()
    errors: tuple[object, ...] = ()
    try:
        query = _asked(request.args)
    except Invalid as no:
        errors = tuple(no.reasons)
    number = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-number // SIZE))
    page = min(received.page(request.args), pages)
    shown = db.session.scalars(query.order_by(Entry.seq.desc()).offset((page - 1) * SIZE).limit(SIZE)).all()
    filters = {name: value for name, value in request.args.items() if name != "page" and value}
    return render_template(
        "pages/journal.html",
        entries=shown,
        places=_places(shown),
        number=number,
        page=page,
        pages=pages,
        filters=filters,
        kinds=KINDS,
        readable=charters.visible(current.member()),
        latest=checkpoints.latest(),
        errors=errors,
    ), 422 if errors else 200


def _places(shown: Any) -> dict[int, str]:
    """Where what each entry is about can be read, by the entry's number."""
    return {entry.seq: place for entry in shown if (place := _place(entry))}


def _place(entry: Entry) -> str | None:
    kind, _colon, number = entry.subject.partition(":")
    if kind == "vote":
        return url_for("votes.vote", vote_id=number)
    if entry.charter_id is None:
        return None
    slug = charters.get(entry.charter_id).slug
    if kind == "clause":
        return url_for("pages.clause", slug=slug, clause_id=number)
    return url_for("pages.charter", slug=slug)


@bp.get("/journal.csv")
@allows("journal.read")
def entries_csv() -> Page:
    """The same entries, all of them, as a table."""
    rows = db.session.scalars(_asked(request.args).order_by(Entry.seq)).all()
    return spreadsheet.answer(_table(rows), "journal")


def _table(rows: Any) -> Iterator[list[str]]:
    head = (_("Number"), _("When"), _("Who"), _("What"), _("Subject"), _("Digest of the entry"))
    yield [str(each) for each in head]
    yield from map(_cells, rows)


def _cells(entry: Entry) -> list[str]:
    said = [entry.actor, str(VERB_NAMES.get(entry.verb, entry.verb)), entry.subject]
    return [str(entry.seq), iso(entry.at), *said, entry.digest]


@bp.get("/journal/<int:seq>")
@allows("journal.read")
def entry(seq: int) -> Page:
    """One entry, whole."""
    found = db.session.scalar(_visible().where(Entry.seq == seq))
    if found is None:
        raise NotFound(_l("There is no such entry in the journal, or not for you."))
    covering = checkpoints.following(seq)
    return render_template(
        "pages/journal_entry.html",
        entry=found,
        content=journal.content(found),
        place=_place(found),
        checkpoint=covering,
        proof=checkpoints.inclusion(seq, covering.size) if covering else None,
    )


@bp.get("/journal/checkpoints")
@allows("journal.read")
def all_checkpoints() -> Page:
    """Every checkpoint, the keys they are signed with, and how to check them."""
    every = checkpoints.every()[::-1]
    return render_template(
        "pages/journal_checkpoints.html", checkpoints=every, keys=checkpoints.keys(), newest=every[:SIZE]
    )


@bp.get("/journal/checkpoints/<int:size>")
@allows("journal.read")
def checkpoint(size: int) -> Page:
    """One checkpoint, as the text that was signed."""
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
    """The proof that an entry stands under the root of a checkpoint (`size`; else the first that covers it)."""
    covering = checkpoints.following(seq)
    size = received.number(request.args, "size", covering.size if covering else 0, most=received.LARGEST_ROW)
    return jsonify(index=seq - 1, size=size, root=checkpoints.get(size).root, proof=checkpoints.inclusion(seq, size))


@bp.get("/journal/consistency")
@allows("journal.read")
def consistency() -> Page:
    """The proof that the journal at one checkpoint (`from`) was continued to that at another (`to`)."""
    old, new = (checkpoints.get(received.row(request.args, name) or 0) for name in ("from", "to"))
    proof = checkpoints.consistency(old.size, new.size)
    return jsonify({"from": old.size, "to": new.size, "roots": [old.root, new.root], "proof": proof})
