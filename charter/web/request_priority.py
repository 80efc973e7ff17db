"""Request priority: forms, keystrokes and ballots are served before pages that are only read."""

from flask import Flask, request

from charter.core import loop


def install(app: Flask) -> None:
    """Delay each page of `app` until no form, keystroke or ballot waits, but not for long."""

    @app.before_request
    def yield_to_loop() -> None:
        if request.method in ("GET", "HEAD"):
            loop.yield_to_loop()
