"""Hints between the processes of one site, over Redis.

A hint only makes things faster: Redis is never trusted to deliver, and whoever misses a hint catches up from the
database. So nothing waits for Redis, and while it is down hints are dropped.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from queue import Full, Queue
from threading import Event
from time import monotonic
from typing import Any

import msgpack
from flask import Flask
from redis import Redis, RedisError

from charter.extensions import socketio
from charter.web import failure_log

log = logging.getLogger("charter.relay")
PROCESS = secrets.token_hex(8)
"""This process, for the others."""
MOST = 10_000
"""Hints that wait for Redis; more are dropped."""
PATIENCE = 5.0
"""Seconds that Redis may take to answer."""
PAUSE = 1.0
"""Seconds between two attempts to reach it."""
SILENT_FOR = 15.0
"""Seconds without hearing even oneself after which the line counts as down; somebody speaks every few seconds."""

Handler = Callable[..., None]

_handlers: dict[str, Handler] = {}
_outgoing: Queue[bytes] = Queue(MOST)
_never = Event()


@dataclass
class Line:
    """What is known of the line to Redis: the channel of this site ("" when it is alone), and when something came."""

    channel: str = ""
    heard: float = 0.0


_line = Line()


def hear(kind: str, handler: Handler) -> None:
    """Call `handler(process, *details)` at each hint of a kind that another process sends. The kind "back" comes from
    here, without details, when the line to Redis is up again after an outage: something may have been missed."""
    _handlers[kind] = handler


def send(kind: str, *details: Any) -> None:
    """Tell the other processes, if there are any."""
    if not _line.channel:
        return
    try:
        _outgoing.put_nowait(msgpack.packb((PROCESS, kind, details)))
    except Full:
        log.warning("a hint was dropped: %s", kind)


def is_used() -> bool:
    """Whether this site has, or may have, several processes."""
    return bool(_line.channel)


def is_up() -> bool:
    """Whether hints come through."""
    return monotonic() - _line.heard < SILENT_FOR


def start(app: Flask, redis_url: str) -> None:
    """Send and listen for as long as the process lives, if there is a Redis."""
    if not redis_url:
        return
    site = sha256(app.config["SQLALCHEMY_DATABASE_URI"].encode()).hexdigest()
    _line.channel = f"charter:{site[:16]}"
    options = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
    socketio.start_background_task(_keep_trying, lambda: _send_all(Redis.from_url(redis_url, **options)))
    socketio.start_background_task(_keep_trying, lambda: _listen(app, Redis.from_url(redis_url, **options)))


def _keep_trying(work: Callable[[], None]) -> None:
    while True:
        try:
            work()
        except RedisError:
            failure_log.tell(log, "no line to Redis")
            _outgoing.queue.clear()  # hints grow stale; whoever missed one catches up
        _never.wait(PAUSE)


def _send_all(redis: Redis) -> None:
    while True:
        redis.publish(_line.channel, _outgoing.get())


def _listen(app: Flask, redis: Redis) -> None:
    with redis.pubsub(ignore_subscribe_messages=True) as line:  # type: ignore[no-untyped-call]
        line.subscribe(_line.channel)
        if _line.heard:
            _handle(app, PROCESS, "back", ())
        while True:
            message = line.get_message(timeout=PATIENCE)
            if message is None:
                continue
            _line.heard = monotonic()
            process, kind, details = msgpack.unpackb(message["data"])
            if process != PROCESS:
                _handle(app, process, kind, details)


def _handle(app: Flask, process: str, kind: str, details: tuple[Any, ...]) -> None:
    try:
        with app.app_context():
            _handlers[kind](process, *details)
    except Exception:  # a hint that makes trouble must not end the listening
        log.exception("a hint could not be followed: %s", kind)
