"""Says *that* something changed to the pages that look at it; each then fetches the part as itself."""

import re

from flask_socketio import join_room, leave_room, rooms

from charter.core import signals
from charter.core.errors import Invalid
from charter.extensions import socketio
from charter.web import relay
from charter.web.access import event

_TOPIC = re.compile(r"(charter|clause|vote):\d{1,12}")
MOST_TOPICS = 20


@event("watch", permission="charters.read")
def watch(topic: str) -> dict[str, bool]:
    """Hear of changes to a topic such as `clause:12`. Says nothing of what changed, so anyone may."""
    if not _TOPIC.fullmatch(topic) or len(rooms()) > MOST_TOPICS:
        raise Invalid("Unknown topic.")
    join_room(topic)
    return {"watching": True}


@event("unwatch", permission="charters.read")
def unwatch(topic: str) -> dict[str, bool]:
    """Hear no more of a topic."""
    leave_room(str(topic))
    return {"watching": False}


def tell(topic: str, part: str) -> None:
    """Send `changed` with the topic and the name of the part to everyone who watches the topic, in every process."""
    relay.send("changed", topic, part)
    tell_here(topic, part)


def tell_here(topic: str, *what: object) -> None:
    """As `tell`, in this process alone. A number after the name of the part spares everyone the asking for it."""
    socketio.emit("changed", (topic, *what), to=topic)


def install() -> None:
    """Listen for what the verbs say, here and in the other processes."""
    signals.changed.connect(tell)
    relay.hear("changed", lambda _process, topic, part: tell_here(topic, part))
    relay.hear("back", lambda _process: socketio.emit("missed"))
