"""What people send comes before what they look at: in a rush, a ballot does not wait for other people's pages."""

from flask import Flask, request

from charter.core import loop


def install(app: Flask) -> None:
    """Make each page of `app` when no form, keystroke or ballot waits; later, but not much, when they never end."""

    @app.before_request
    def give_way() -> None:
        if request.method in ("GET", "HEAD"):
            loop.give_way()
