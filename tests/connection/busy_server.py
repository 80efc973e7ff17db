"""What `charter serve` runs, with a topic of which much is heard, and signs of life in a hurry if CHARTER_TEST_HURRY is
set."""

import os
from time import sleep

from charter import create_app, wsgi
from charter.web.realtime import change_events

INTERVAL_S, TIMEOUT_S = 1, 1
"""Between two pings, and for their answer, in a hurry; else 25 and 20."""
TOPIC = "clause:2"
"""Who watches it hears of it ten times a second."""


def make_app():
    app = create_app()
    socketio = app.extensions["socketio"]
    if "CHARTER_TEST_HURRY" in os.environ:
        socketio.server.eio.ping_interval, socketio.server.eio.ping_timeout = INTERVAL_S, TIMEOUT_S
    socketio.start_background_task(_chatter, app)
    return app


def _chatter(app):
    while True:
        with app.app_context():
            change_events.notify_here(TOPIC, "words")
        sleep(0.1)


def main():
    wsgi.create_app = make_app
    wsgi.main()
