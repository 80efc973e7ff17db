"""What `charter serve` runs, with a page that takes a second, and work in a thread that never rests."""

from gevent import sleep
from gevent.monkey import get_original

from charter import create_app, wsgi
from charter.core.loop import run_in_thread
from charter.web.access import allows

TAKES_S = 1.0


def make_app():
    app = create_app()
    app.extensions["background"].every(0, _work, "it failed")
    app.extensions["background"].every(60, lambda: sleep(600), "it failed", is_endless=True)

    @app.get("/slow")
    @allows("site.read")
    def slow():
        print("asked", flush=True)
        sleep(TAKES_S)
        return "whole"

    return app


def _work():
    run_in_thread(lambda: get_original("time", "sleep")(TAKES_S))
    print("worked", flush=True)


def main():
    wsgi.create_app = make_app
    wsgi.main()


if __name__ == "__main__":
    main()
