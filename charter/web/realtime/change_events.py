"""Says *that* something changed to the pages that look at it; each then fetches the part as itself."""

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
MOST_TOPICS = 20
Readers = Mapping[str, Callable[[int, Person | None], object]]


@event("watch", permission="charters.read")
def watch(topic: str) -> dict[str, bool]:
    """Hear of changes to a topic such as `clause:12` that one may read. Says nothing of what changed."""
    kind, number = _read(topic)
    if len(rooms()) > MOST_TOPICS:
        raise Invalid(_l("This message was not understood."))
    readers: Readers = current_app.extensions["charter_topics"]
    readers[kind](number, person())
    join_room(topic)
    return {"watching": True}


@event("unwatch", permission="charters.read")
def unwatch(topic: str) -> dict[str, bool]:
    """Hear no more of a topic."""
    _read(topic)
    leave_room(topic)
    return {"watching": False}


def _read(topic: str) -> tuple[str, int]:
    found = _TOPIC.fullmatch(topic)
    if not found:
        raise Invalid(_l("This message was not understood."))
    return found[1], row_number(found[2])


def tell(topic: str, part: str) -> None:
    """Send `changed` with the topic and the name of the part to everyone who watches the topic, in every process."""
    process_bus.publish("changed", topic, part)
    tell_here(topic, part)


def tell_here(topic: str, *what: object) -> None:
    """As `tell`, in this process alone. A number after the name of the part spares everyone the asking for it."""
    socketio.emit("changed", (topic, *what), to=topic)


def install(app: Flask, readers: Readers) -> None:
    """Listen for what the verbs say, here and in the other processes. `readers` raise NotFound, by the kind of a topic,
    for a number that the person may not read."""
    app.extensions["charter_topics"] = readers
    signals.changed.connect(tell)
    bus: ProcessBus = app.extensions["process_bus"]
    bus.subscribe("changed", lambda _process, topic, part: tell_here(topic, part))
    bus.subscribe("back", lambda _process: socketio.emit("missed"))
