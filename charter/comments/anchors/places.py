"""Where the words of the threads of a clause stand: in the live text, or in one of its versions.

Found once for each state of the text, and kept in this process: nothing is read again until somebody writes.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping

from flask import current_app
from sqlalchemy import select
from werkzeug.local import LocalProxy

from charter.clauses.models import AutomaticVersion, Version
from charter.clauses.versions.automatic import AnyVersion
from charter.collab.attribution import identified_text
from charter.collab.attribution.identified_text import IdentifiedText, units
from charter.collab.storage import update_log
from charter.collab.ydoc.document import LiveDocument, Unreadable
from charter.comments.anchors.quotes import Quote
from charter.comments.anchors.resolving import Place, Resolver, Target
from charter.comments.models import Anchor, Thread
from charter.comments.subjects import Subject, is_about
from charter.content import blocks
from charter.core.loop import run_in_thread
from charter.database import db

MAX_CACHED_TEXTS = 500
"""States of texts of which the places are kept: some 100 bytes for each thread."""
Places = dict[int, Place]
"""By thread."""


class PlaceCache:
    """Where the words of each anchor stand, for the texts requested last."""

    def __init__(self) -> None:
        self._texts: OrderedDict[Hashable, dict[int, Place]] = OrderedDict()

    def of(
        self, clause_id: int, state: Hashable, anchors: Mapping[int, Anchor], read: Callable[[], IdentifiedText]
    ) -> Places:
        """The place of each of these anchors, by thread, in the text in this `state`, which `read` reads."""
        key = (clause_id, state)
        known = self._texts.setdefault(key, {})
        self._texts.move_to_end(key)
        missing = [each for each in anchors.values() if each.id not in known]
        if missing:
            known |= _found(clause_id, read(), missing)
        while len(self._texts) > MAX_CACHED_TEXTS:
            self._texts.popitem(last=False)
        return {thread_id: known[each.id] for thread_id, each in anchors.items()}


def _found(clause_id: int, text: IdentifiedText, anchors: list[Anchor]) -> dict[int, Place]:
    resolver = Resolver(text, lambda: identified_text.origins(clause_id, text.runs))
    return {each.id: resolver.place(_target(each)) for each in anchors}


def _target(anchor: Anchor) -> Target:
    ranges = [(client, clock, length) for client, clock, length in anchor.ranges]
    return Target(ranges, Quote(*map(units, (anchor.exact, anchor.prefix, anchor.suffix))))


def anchors_of(subject: Subject) -> dict[int, Anchor]:
    """The newest anchor of each thread about something that has one, by thread."""
    query = select(Anchor).join(Thread, Thread.id == Anchor.thread_id).where(is_about(subject))
    return {each.thread_id: each for each in db.session.scalars(query.order_by(Anchor.number))}


def newest_anchors(thread_ids: Collection[int]) -> dict[int, Anchor]:
    """The same for some threads."""
    query = select(Anchor).where(Anchor.thread_id.in_(thread_ids)).order_by(Anchor.number)
    return {each.thread_id: each for each in db.session.scalars(query)}


def in_live_text(clause_id: int, anchors: Mapping[int, Anchor] | None = None) -> Places:
    """Where the words of the threads of a clause stand in its live text; nothing while that cannot be read."""
    anchors = anchors_of(clause_id) if anchors is None else anchors
    if not anchors:
        return {}
    try:
        return places.of(clause_id, update_log.state_of(clause_id), anchors, lambda: live_text(clause_id))
    except Unreadable:
        return {}


def in_version(version: AnyVersion) -> Places:
    """Where they stand in a version."""
    state = (type(version).__name__, version.id)
    return places.of(version.clause_id, state, anchors_of(version.clause_id), lambda: text_of(version))


def live_text(clause_id: int, until: int | None = None) -> IdentifiedText:
    """The text of a clause as the log has it, up to an edit. Raises Unreadable."""
    document = LiveDocument(*update_log.load(clause_id, until))
    return run_in_thread(lambda: identified_text.read(document.state()))


def text_of(version: AnyVersion) -> IdentifiedText:
    """The text of a version."""
    if isinstance(version, AutomaticVersion):
        return live_text(version.clause_id, version.seq)
    state = version.state
    return run_in_thread(lambda: identified_text.read(state))


def last_version_with(clause_id: int, words: str) -> int | None:
    """The number of the newest published version that has these very words."""
    query = select(Version.number, Version.content).where(Version.clause_id == clause_id)
    for number, content in db.session.execute(query.order_by(Version.number.desc())):
        if words in "\n".join(line.words for line in blocks.lines(content)):
            return int(number)
    return None


places: PlaceCache = LocalProxy(lambda: current_app.extensions["comments"].places)  # type: ignore[assignment]
"""The cache of the present app."""
