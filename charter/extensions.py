"""The extension objects, bound in create_app. Those that hold state of one app are reached through
the present app."""

from ipaddress import IPv4Address, IPv6Network, ip_address

from flask import current_app
from flask_babel import Babel
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_migrate import Migrate
from flask_socketio import SocketIO
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from werkzeug.local import LocalProxy


class _Csrf(CSRFProtect):  # type: ignore[misc]
    def protect(self, **how: bool) -> None:
        """Also refuse a request with a malformed referrer, on which the library (1.3) fails."""
        try:
            super().protect(**how)
        except ValueError:
            raise CSRFError from None


def network() -> str:
    """The network of a request, as rate limits count it: for IPv6 the 64-bit prefix, because one
    person has a whole network of addresses."""
    address_text = get_remote_address()
    try:
        address = ip_address(address_text)
    except ValueError:
        return address_text[:100]

    if isinstance(address, IPv4Address):
        return address_text

    return str(address.ipv4_mapped or IPv6Network((address, 64), strict=False))


babel = Babel()
compress = Compress()
csrf = _Csrf()
limiter = Limiter(network, strategy="fixed-window", headers_enabled=True)
migrate = Migrate()
socketio: SocketIO = LocalProxy(lambda: current_app.extensions["socketio"])
"""That of the present app: each app has a Socket.IO server of its own."""
