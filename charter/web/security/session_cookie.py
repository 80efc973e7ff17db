"""The cookie that identifies a session. Only the database knows how long the session is valid."""

from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature


class _AnyAge(SecureCookieSessionInterface):
    """Accepts a cookie of any age: Flask would refuse one that was signed before the clock was set
    back, and everybody who had just voted would be signed out."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The content of our cookie, or nothing."""
        signer: Any = self.get_signing_serializer(app)
        sent = request.cookies.get(self.get_cookie_name(app), "")
        try:
            return self.session_class(signer.loads(sent)) if signer else None
        except BadSignature:
            return self.session_class()


def install(app: Flask) -> None:
    """Use it for the cookies of `app`."""
    app.session_interface = _AnyAge()
