"""The shared extension objects, created once and bound in create_app."""

from flask_babel import Babel
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_migrate import Migrate
from flask_socketio import SocketIO
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError


class _Csrf(CSRFProtect):  # type: ignore[misc]
    def protect(self, **how: bool) -> None:
        """Refuse also what comes from an address that is none, which the library (1.3) fails to read."""
        try:
            super().protect(**how)
        except ValueError:
            raise CSRFError from None


babel = Babel()
compress = Compress()
csrf = _Csrf()
limiter = Limiter(get_remote_address, strategy="fixed-window", headers_enabled=True)
migrate = Migrate()
socketio = SocketIO()
