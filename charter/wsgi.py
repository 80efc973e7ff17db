"""What the server runs. Start it with `charter serve`, which patches the standard library for gevent first."""

from charter import create_app
from charter.collab import events
from charter.config import Settings
from charter.extensions import socketio


def main() -> None:
    """Serve until stopped."""
    app = create_app()
    settings: Settings = app.config["CHARTER"]
    events.start(app)
    print(f"Charter is served on http://{settings.host}:{settings.port}", flush=True)
    socketio.run(app, host=settings.host, port=int(settings.port))


if __name__ == "__main__":
    main()
