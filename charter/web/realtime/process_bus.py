"""Publish and subscribe between the processes of one site, over Redis.

A message only makes things faster: Redis is never trusted to deliver, and a process that misses a
message catches up from the database. So nothing waits for Redis, and while it is down messages are
dropped.
"""

import logging
import secrets
from collections.abc import Callable
from hashlib import sha256
from queue import Full, Queue
from time import monotonic
from typing import Any

import msgpack
from flask import Flask, current_app
from redis import Redis, RedisError
from werkzeug.local import LocalProxy

from charter.web.background import Background

log = logging.getLogger("charter.process_bus")
MAX_QUEUED_MESSAGES = 10_000
"""Messages that wait for Redis; more are dropped."""
REDIS_TIMEOUT_S = 5.0
"""Longest time that Redis may take to answer."""
RECONNECT_PAUSE_S = 1.0
DOWN_AFTER_S = 15.0
"""Redis counts as down after this long without any message, our own included; each process
publishes every 5 s."""

Handler = Callable[..., None]


class ProcessBus:
    """The line of one app to the other processes that serve the same site."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._redis_url: str = app.config["CHARTER"].redis_url
        # two sites that share a Redis never hear each other
        site = sha256(app.config["SQLALCHEMY_DATABASE_URI"].encode()).hexdigest()
        self._channel = f"charter:{site[:16]}"
        self._process = secrets.token_hex(8)
        """This process, for the others."""
        self._is_sending = False
        self._received_at = 0.0
        self._handlers: dict[str, Handler] = {}
        self._outgoing: Queue[bytes] = Queue(MAX_QUEUED_MESSAGES)
        app.extensions["process_bus"] = self
        if self._redis_url:
            background: Background = app.extensions["background"]
            background.every(RECONNECT_PAUSE_S, self._send, "no connection to Redis", is_endless=True)
            background.every(RECONNECT_PAUSE_S, self._listen, "no connection to Redis", is_endless=True)

    def subscribe(self, kind: str, handler: Handler) -> None:
        """Call `handler(process, *details)` for each message of a kind that another process
        publishes. The kind "back" comes from here, without details, when Redis is up again after an
        outage: messages may have been missed."""
        self._handlers[kind] = handler

    def publish(self, kind: str, *details: Any) -> None:
        """Send a message to the other processes, if there are any."""
        if not self._is_sending:
            return
        try:
            self._outgoing.put_nowait(msgpack.packb((self._process, kind, details)))
        except Full:
            log.warning("a message was dropped: %s", kind)

    def is_used(self) -> bool:
        """Whether this site has, or may have, several processes."""
        return bool(self._redis_url)

    def is_up(self) -> bool:
        """Whether messages come through."""
        return monotonic() - self._received_at < DOWN_AFTER_S

    def _send(self) -> None:
        self._is_sending = True
        redis = self._connect()
        try:
            while True:
                redis.publish(self._channel, self._outgoing.get())
        except RedisError:
            self._outgoing.queue.clear()  # messages grow stale; whoever missed one catches up
            raise

    def _connect(self) -> Redis:
        timeouts = {"socket_timeout": REDIS_TIMEOUT_S, "socket_connect_timeout": REDIS_TIMEOUT_S}
        return Redis.from_url(self._redis_url, **timeouts)

    def _listen(self) -> None:
        with self._connect().pubsub(ignore_subscribe_messages=True) as subscription:  # type: ignore[no-untyped-call]
            subscription.subscribe(self._channel)
            if self._received_at:
                self._handle(self._process, "back", ())
            while True:
                message = subscription.get_message(timeout=REDIS_TIMEOUT_S)
                if message is None:
                    continue
                self._received_at = monotonic()
                process, kind, details = msgpack.unpackb(message["data"])
                if process != self._process:
                    self._handle(process, kind, details)

    def _handle(self, process: str, kind: str, details: tuple[Any, ...]) -> None:
        handler = self._handlers.get(kind)
        if handler is None:  # a process of another version, while the processes are replaced one by one
            return log.debug("a message of an unknown kind was ignored: %s", kind)
        try:
            with self._app.app_context():
                handler(process, *details)
        except Exception:  # one bad message must not end the listening
            log.exception("a message could not be handled: %s", kind)


process_bus: ProcessBus = LocalProxy(lambda: current_app.extensions["process_bus"])  # type: ignore[assignment]
"""That of the present app."""
