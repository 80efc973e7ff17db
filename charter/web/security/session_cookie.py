"""The cookie that says who is here. How long that holds, only the database says."""

from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature


class _AnyAge(SecureCookieSessionInterface):
    """Of whatever age: Flask would refuse a cookie that was signed before the clock was set back, and everybody who had
    just voted would be signed out."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What a cookie of ours holds, else nothing."""
        signer: Any = self.get_signing_serializer(app)
        sent = request.cookies.get(self.get_cookie_name(app), "")
        try:
            return self.session_class(signer.loads(sent)) if signer else None
        except BadSignature:
            return self.session_class()


def install(app: Flask) -> None:
    """Let `app` read its cookies so."""
    app.session_interface = _AnyAge()
