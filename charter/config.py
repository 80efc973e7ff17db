"""Settings, read from the environment and checked before anything starts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

DEVELOPMENT_SECRET = "not-a-secret-development-only"  # noqa: S105  refused outside development
SHORTEST_SECRET = 32
_SEED = re.compile("[0-9a-fA-F]{64}")


class Misconfigured(Exception):
    """The settings are unsafe or unusable; the message lists every reason."""


def _setting(variable: str, default: str) -> Any:
    return field(default=default, metadata={"variable": variable})


@dataclass(frozen=True)
class Settings:
    """One attribute per environment variable; the README's table names them all."""

    environment: str = _setting("CHARTER_ENV", "production")
    secret_key: str = _setting("CHARTER_SECRET_KEY", "")
    signing_key: str = _setting("CHARTER_SIGNING_KEY", "")
    instance: str = _setting("CHARTER_INSTANCE", "instance")
    database_url: str = _setting("CHARTER_DATABASE_URL", "")
    redis_url: str = _setting("CHARTER_REDIS_URL", "")
    mail_url: str = _setting("CHARTER_MAIL_URL", "")
    mail_from: str = _setting("CHARTER_MAIL_FROM", "charter@localhost")
    public_url: str = _setting("CHARTER_PUBLIC_URL", "")
    proxies: str = _setting("CHARTER_PROXIES", "0")
    timezone: str = _setting("CHARTER_TIMEZONE", "Europe/Paris")
    host: str = _setting("HOST", "127.0.0.1")
    port: str = _setting("PORT", "8000")

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Settings":
        """Take the settings from `environ`; raises `Misconfigured` when they are unsafe."""
        given = {f.name: environ[f.metadata["variable"]] for f in fields(cls) if environ.get(f.metadata["variable"])}
        settings = cls(**given)
        if found := settings.problems():
            raise Misconfigured("Charter cannot start:\n- " + "\n- ".join(found))
        return settings

    @property
    def development(self) -> bool:
        """Whether this is a developer's own machine: mail is printed, cookies travel without TLS."""
        return self.environment == "development"

    def problems(self) -> list[str]:
        """Every reason not to start with these settings; empty when there is none."""
        found = []
        if self.environment not in ("development", "production"):
            found.append(f"CHARTER_ENV is {self.environment!r}; it must be development or production.")
        if not self.development:
            found += self._production_problems()
        if self.signing_key and not _SEED.fullmatch(self.signing_key):
            found.append("CHARTER_SIGNING_KEY must be 64 hexadecimal digits, such as `openssl rand -hex 32` gives.")
        if not self.proxies.isdigit():
            found.append("CHARTER_PROXIES must be the number of proxies in front, such as 1.")
        if not self.port.isdigit():
            found.append("PORT must be a number.")
        return found

    def _production_problems(self) -> list[str]:
        found = []
        if self.secret_key == DEVELOPMENT_SECRET or len(self.secret_key) < SHORTEST_SECRET:
            found.append(f"CHARTER_SECRET_KEY must be a secret of your own, {SHORTEST_SECRET} characters or more.")
        if not self.public_url.startswith(("https://", "http://")):
            found.append("CHARTER_PUBLIC_URL must be the address people use, such as https://charter.example.org.")
        if not self.mail_url.startswith(("smtp://", "smtps://")):
            found.append("CHARTER_MAIL_URL must name a mail server, such as smtp://mail.example.org:25.")
        return found

    def flask(self) -> dict[str, Any]:
        """The same, under the names that Flask and its extensions expect."""
        folder = Path(self.instance).resolve()
        return {
            "SECRET_KEY": self.secret_key or DEVELOPMENT_SECRET,
            "SQLALCHEMY_DATABASE_URI": self.database_url or f"sqlite:///{folder / 'charter.db'}",
            "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": bool(self.database_url)},  # it may have been restarted
            "RATELIMIT_STORAGE_URI": self.redis_url or "memory://",
            "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": bool(self.redis_url),  # each process counts alone meanwhile
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.public_url.startswith("https://"),
            "MAX_CONTENT_LENGTH": 1_000_000,
            "MAX_FORM_MEMORY_SIZE": 500_000,
            "WTF_CSRF_TIME_LIMIT": None,  # a page left open all day must still be able to vote
            "BABEL_DEFAULT_TIMEZONE": self.timezone,
            "SOCKET_SERIALIZER": "msgpack",
            "CHARTER": self,
        }
