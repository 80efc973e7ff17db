"""What the server runs. Start it with `charter serve`, which patches the standard library for gevent first."""

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
    print(f"Charter is served on http://{settings.host}:{settings.port}", flush=True)
    socketio.run(app, host=settings.host, port=int(settings.port))


if __name__ == "__main__":
    main()
