"""The context of the threads of a clause, alone and in the page of the clause."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import request, url_for

from charter.accounts import current
from charter.accounts import queries as accounts
from charter.accounts.models import Member
from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.collab.attribution.identified_text import characters
from charter.collab.storage import update_log
from charter.comments import queries
from charter.comments.anchors import places, selecting
from charter.comments.anchors.resolving import Place
from charter.comments.anchors.selecting import Selection
from charter.comments.models import Anchor
from charter.comments.queries import Listed
from charter.comments.subjects import OnAmendment, Subject
from charter.core import paging
from charter.web.input import parsing


@dataclass(frozen=True)
class Chosen:
    """Which threads are looked at: a page of a view, or one thread alone with a page of its comments."""

    view: str = queries.ALL
    page: int = 1
    thread_id: int | None = None

    def query(self, **other: Any) -> dict[str, Any]:
        """Their address, with `other` parts; what is usual is left out."""
        parts = {"threads": self.view, "threads_page": self.page, "thread": self.thread_id} | other
        usual = {"threads": queries.ALL, "threads_page": 1, "thread": None}
        return {name: value for name, value in parts.items() if value != usual[name]}


@dataclass(frozen=True)
class Topic:
    """What a thread on words is about, for the reader: the words as they were commented, those that stand there now
    where they are others, and where they last stood."""

    quote: str
    now: str = ""
    last_version: int | None = None


@dataclass(frozen=True)
class Known:
    """What threads are about, the words that each of them is about, and where these stand; by thread."""

    subject: Subject
    anchors: Mapping[int, Anchor]
    places: Mapping[int, Place]


def chosen() -> Chosen:
    """What the address of this request looks at."""
    view = request.args.get("threads", queries.ALL)
    return Chosen(
        view if view in queries.VIEWS else queries.ALL,
        parsing.page(request.args, "threads_page"),
        parsing.row(request.args, "thread") or None,
    )


def selection() -> Selection:
    """What the form of this request, or its address, says of selected words."""
    sent = request.form if request.method == "POST" else request.args
    ranges = sent.get("ranges", "")[: selecting.MAX_SENT_LENGTH + 1]
    positions = (sent.get(name, "")[:20] for name in ("from", "to"))
    return Selection(ranges, sent.get("version", "")[:20], parsing.hidden_number(sent, "seq"), *positions)


def threads(slug: str, clause_id: int, **more: Any) -> dict[str, Any]:
    """The context of `comments/_threads.html` for a clause."""
    charter = charters.by_slug(slug, current.reader())
    clause = clauses.of(charter, clause_id)
    anchors = places.anchors_of(clause.id)
    known = Known(clause.id, anchors, places.in_live_text(clause.id, anchors))
    here: dict[str, Any] = {"slug": slug, "clause_id": clause_id}
    addresses = {
        "talk_page": partial(url_for, "pages.clause", **here, _anchor="comments"),
        "talk_address": lambda verb, **parts: url_for(f"comments.{verb}", **here, **parts),
    }
    return {"slug": slug, "charter": charter, "clause": clause, "amendment": None} | addresses | about(known, **more)


def about(known: Known, **more: Any) -> dict[str, Any]:
    """The part of that context that does not depend on what the threads are about."""
    member = current.reader()
    return {
        "may_comment": queries.may_comment(member, known.subject),
        "rests": member is not None and accounts.rests(member),
        "may_change": lambda comment: queries.may_change(member, comment),
        "may_resolve": lambda thread: queries.may_resolve(member, thread),
        **{"errors": (), "refused_at": "", "typed": "", "selected": Selection(), "quoted": ""},
        **_found(known, member, more.pop("at", None) or chosen()),
    } | more


def _found(known: Known, member: Member | None, at: Chosen) -> dict[str, Any]:
    listed = queries.list_threads(known.subject, member, known.places)
    found = queries.find_threads(listed, at.view, at.page)
    page, pages, shown = found.page, found.pages, found.threads
    if alone := queries.thread_or_none(known.subject, at.thread_id):
        page, pages = paging.nearest(at.page, len(alone.comments), queries.COMMENTS_PER_PAGE)
        shown = [alone]

    at = Chosen(at.view, page, alone.id if alone else None)
    topics = {each.id: _topic(known, found.listed[each.id]) for each in shown if each.id in known.anchors}
    context = {"numbers": found.numbers, "listed": found.listed, "topics": topics, "has_anchors": bool(known.anchors)}
    return {"threads": shown, "at": at, "alone": alone, "pages": pages} | context


def _topic(known: Known, listed: Listed) -> Topic:
    place, quote = listed.place, known.anchors[listed.id].exact
    if place is None or not (place.is_gone or place.is_changed):
        return Topic(quote)
    if not place.is_gone:
        return Topic(quote, now=place.words)
    if isinstance(known.subject, OnAmendment):
        return Topic(quote)
    return Topic(quote, last_version=places.last_version_with(known.subject, quote))


def page_of(clause_id: int, thread_id: int) -> int:
    """The page of threads, among all of a clause, on which one stands."""
    found = places.in_live_text(clause_id)
    return queries.page_of(queries.list_threads(clause_id, current.reader(), found), thread_id)


def places_of(clause_id: int) -> list[dict[str, Any]]:
    """The open threads on words that stand in the live text, in the order of the text, with the identities of what
    stands there."""
    listed = queries.list_threads(clause_id, current.reader(), places.in_live_text(clause_id))
    return [
        {"id": each.id, "number": each.number, "ranges": each.place.ranges}
        for each in listed
        if each.is_open and each.place and each.group == queries.ON_WORDS
    ]


def lines(clause_id: int) -> dict[str, Any]:
    """The lines of the live text that have words, and the edit up to which they were read."""
    seq = update_log.state_of(clause_id)[1]
    text = places.live_text(clause_id, seq)
    return {"seq": seq, "lines": [characters(line) for line in text.lines if line.strip()]}
