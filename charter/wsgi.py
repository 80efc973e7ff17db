"""What the server runs. Start it with `charter serve`, which patches the standard library for gevent first."""

import gc
import sys

from charter import create_app, database
from charter.collab import events, quiet
from charter.config import Settings
from charter.extensions import socketio
from charter.journal import hourly
from charter.notifications import sending
from charter.votes import schedule, turnout
from charter.web import relay


def main() -> None:
    """Serve until stopped."""
    app = create_app()
    settings: Settings = app.config["CHARTER"]
    with app.app_context():
        if not database.is_current():
            sys.exit("The database is not up to date: run `charter db upgrade` first.")
    events.start(app)
    quiet.start(app)
    schedule.start(app)
    turnout.start(app)
    hourly.start(app)
    sending.start(app)
    relay.start(app, settings.redis_url)
    _collect_seldom()
    print(f"Charter is served on http://{settings.host}:{settings.port}", flush=True)
    socketio.run(app, host=settings.host, port=int(settings.port))


def _collect_seldom() -> None:
    """What is loaded now stays, and a page leaves thousands of objects behind: looking through all of them as often as
    Python does by itself takes a tenth of the server's time in a full hall."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


if __name__ == "__main__":
    main()
