"""Start the server. Use `charter serve`, which patches the standard library for gevent first."""

import gc
import logging
import os
import signal
import socket
import sys
from time import monotonic
from typing import Any, ClassVar

import gevent
from flask import Flask
from flask_socketio import SocketIO
from gevent.pywsgi import WSGIHandler, WSGIServer
from sqlalchemy.exc import SQLAlchemyError

from charter import create_app, database
from charter.commands import explained
from charter.config import Misconfigured, Settings
from charter.web.background import Background

MAX_STOP_S = 5.0
"""How long pages that are being answered, and then the present runs of the loops, may take once the server is asked
to end."""


class Handler(WSGIHandler):  # type: ignore[misc]
    """Serves one connection."""

    answering: ClassVar[set["Handler"]] = set()
    """Those that answer a page just now."""

    def handle_one_response(self) -> None:
        """Answer one request. Sockets count for no page: they end with the server, and their browsers connect
        again and send what was not acknowledged."""
        if self.environ["PATH_INFO"].startswith("/socket.io/"):
            super().handle_one_response()
            return
        self.answering.add(self)
        try:
            super().handle_one_response()
        finally:
            self.answering.discard(self)

    def handle(self) -> None:
        """Serve it. Small packets are not held back: the system would keep a keystroke until the browser
        has acknowledged the one before, which it may take 40 ms to do (Nagle's algorithm, RFC 896, and
        delayed acknowledgements, RFC 1122, 4.2.3.2)."""
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().handle()

    def _handle_client_error(self, ex: Exception) -> Any:
        # Whoever goes away in the middle of a request is nothing to log: gevent (26.9) would, with two
        # tracebacks for each.
        return None if isinstance(ex, ConnectionError) else super()._handle_client_error(ex)


def main() -> None:
    """Serve until stopped. An error at the start is printed as one sentence, with an exit
    status."""
    try:
        app = _ready()
    except (Misconfigured, SQLAlchemyError, OSError) as no:
        error = explained(no)
        print(error.format_message(), file=sys.stderr, flush=True)
        sys.exit(error.exit_code)
    _serve(app)


def _ready() -> Flask:
    """The application, if its settings, database and port are usable."""
    app = create_app()
    settings: Settings = app.config["CHARTER"]

    with app.app_context():
        if not database.is_current():
            raise Misconfigured(database.out_of_date())

    try:
        check_port(settings.host, int(settings.port))
    except OSError as no:
        raise OSError(f"Charter cannot listen at {settings.host}, port {settings.port}: {no.strerror}.") from no

    return app


def check_port(host: str, port: int) -> None:
    """Raise OSError if the port cannot be bound: taken, not allowed, or not an address of this
    machine."""
    family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as trying:
        trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trying.bind(address)
        trying.listen(1)


def _serve(app: Flask) -> None:
    settings: Settings = app.config["CHARTER"]
    background: Background = app.extensions["background"]
    socketio: SocketIO = app.extensions["socketio"]
    background.start()
    _collect_seldom()
    WSGIServer.handler_class = Handler
    for each in (signal.SIGTERM, signal.SIGINT):  # as a service is stopped; Ctrl-C
        gevent.signal_handler(each, socketio.stop)
    print(f"Charter is served on http://{settings.host}:{settings.port}", flush=True)
    try:
        socketio.run(app, host=settings.host, port=int(settings.port))
    finally:
        _finish_pages()
        background.stop(MAX_STOP_S)
    # Whatever a thread still does ends as at a crash, which loses nothing; an interpreter that is taken down around
    # it may itself crash, and systemd calls the service failed.
    logging.shutdown()
    sys.stdout.flush()
    os._exit(0)


def _finish_pages() -> None:
    """Wait for the pages that are being answered: of a ballot that is in the box its voter should hear."""
    end = monotonic() + MAX_STOP_S
    while Handler.answering and monotonic() < end:
        gevent.sleep(0.02)


def _collect_seldom() -> None:
    """Exclude start-up objects from garbage collection, and collect less often: the defaults cost
    10 % of the CPU under load."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


if __name__ == "__main__":
    main()
