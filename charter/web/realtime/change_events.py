"""Change events: tell pages that something changed; each page fetches its part as its own user, so
no event carries content."""

import re
from collections.abc import Callable, Mapping

from flask import Flask, current_app
from flask_babel import lazy_gettext as _l
from flask_socketio import join_room, leave_room, rooms

from charter.core import signals
from charter.core.errors import Invalid
from charter.extensions import socketio
from charter.web.access import Person, event, person
from charter.web.input.parsing import row_number
from charter.web.realtime.process_bus import ProcessBus, process_bus

_TOPIC = re.compile(r"(charter|clause|vote):([0-9]{1,10})")
MAX_TOPICS = 20
Readers = Mapping[str, Callable[[int, Person | None], object]]


@event("watch", permission="charters.read")
def watch(topic: str) -> dict[str, bool]:
    """Subscribe to changes of a topic such as `clause:12`, if one may read it."""
    kind, number = _read(topic)
    if len(rooms()) > MAX_TOPICS:
        raise Invalid(_l("This message was not understood."))
    readers: Readers = current_app.extensions["charter_topics"]
    readers[kind](number, person())
    join_room(topic)
    return {"watching": True}


@event("unwatch", permission="charters.read")
def unwatch(topic: str) -> dict[str, bool]:
    """Unsubscribe from a topic."""
    _read(topic)
    leave_room(topic)
    return {"watching": False}


def _read(topic: str) -> tuple[str, int]:
    found = _TOPIC.fullmatch(topic)
    if not found:
        raise Invalid(_l("This message was not understood."))
    return found[1], row_number(found[2])


def notify(topic: str, part: str) -> None:
    """Emit `changed`, with topic and part, to everyone who watches the topic, in every process."""
    process_bus.publish("changed", topic, part)
    notify_here(topic, part)


def notify_here(topic: str, *what: object) -> None:
    """Like `notify`, in this process only. A number after the part saves every page a request for
    it."""
    socketio.emit("changed", (topic, *what), to=topic)


def install(app: Flask, readers: Readers) -> None:
    """Emit an event for each signal `changed`, of this process and of the others. `readers`, by
    kind of topic, raise NotFound for an id that the person may not read."""
    app.extensions["charter_topics"] = readers
    signals.changed.connect(notify)
    bus: ProcessBus = app.extensions["process_bus"]
    bus.subscribe("changed", lambda _process, topic, part: notify_here(topic, part))
    bus.subscribe("back", lambda _process: socketio.emit("missed"))
