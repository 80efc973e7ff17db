"""Settings, read from the environment and checked before anything starts."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from charter import setting_checks

VERSION = metadata.version("charter")
"""The release, as pyproject.toml and the changelog name it."""
DEVELOPMENT_SECRET = "not-a-secret-development-only"  # noqa: S105  refused outside development

_POOL = {"pool_timeout": 2, "hide_parameters": True}
"""Seconds to wait for a connection; and keep values of statements out of the log."""
_SERVER = {"pool_size": 10, "max_overflow": 5, "pool_pre_ping": True, "connect_args": {"connect_timeout": 5}}
"""Options for a database server, which may restart or be unreachable."""


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
    mail_from: str = _setting("CHARTER_MAIL_FROM", "")
    public_url: str = _setting("CHARTER_PUBLIC_URL", "")
    proxies: str = _setting("CHARTER_PROXIES", "0")
    timezone: str = _setting("CHARTER_TIMEZONE", "Europe/Paris")
    log_level: str = _setting("CHARTER_LOG_LEVEL", "INFO")
    metrics_token: str = _setting("CHARTER_METRICS_TOKEN", "")
    host: str = _setting("HOST", "127.0.0.1")
    port: str = _setting("PORT", "8000")

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the settings from `environ`; raises `Misconfigured` if they are unsafe or one is
        unknown."""
        variables = {f.metadata["variable"]: f.name for f in fields(cls)}
        given = {variables[name]: environ[name].strip() for name in variables if environ.get(name, "").strip()}
        settings = cls(**given)
        if found := setting_checks.unknown(environ, variables) + settings.problems():
            raise Misconfigured("Charter cannot start:\n- " + "\n- ".join(found))
        return settings

    @property
    def development(self) -> bool:
        """Whether this is a developer's machine: mail is printed, cookies work without TLS."""
        return self.environment == "development"

    @property
    def site(self) -> str:
        """The public address of the site, for links in mails, without a slash at its end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def sender(self) -> str:
        """The sender of mails: as set, or `charter` at the public host."""
        return self.mail_from or f"charter@{urlsplit(self.public_url).hostname or 'localhost'}"

    def problems(self) -> list[str]:
        """Every reason not to start with these settings."""
        found = []
        if self.environment not in ("development", "production"):
            found.append(f"CHARTER_ENV is {self.environment!r}; it must be development or production.")

        if not self.development:
            found += setting_checks.secret(self.secret_key, DEVELOPMENT_SECRET)

        if self.public_url or not self.development:
            found += setting_checks.public_url(self.public_url, self.development)

        if self.mail_url or not self.development:
            found += setting_checks.mail_url(self.mail_url)

        if self.mail_from:
            found += setting_checks.mail_from(self.mail_from)

        if self.database_url:
            found += setting_checks.database(self.database_url)

        return found + self._plain_problems()

    def _plain_problems(self) -> list[str]:
        proxies = "the number of proxies in front, such as 1"
        return [
            *setting_checks.signing_key(self.signing_key),
            *setting_checks.redis(self.redis_url),
            *setting_checks.timezone(self.timezone),
            *setting_checks.log_level(self.log_level),
            *setting_checks.number("CHARTER_PROXIES", self.proxies, 0, 9, proxies),
            *setting_checks.host(self.host),
            *setting_checks.number("PORT", self.port, 1, setting_checks.MAX_PORT_LENGTH, "the number of a port"),
        ]

    def prepare_instance(self) -> Path:
        """Create the folder of the database if it is missing; raises `Misconfigured` if that
        fails."""
        folder = Path(self.instance).resolve()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as no:
            raise Misconfigured(
                f"CHARTER_INSTANCE is {self.instance!r}, which cannot be made: {no.strerror}."
            ) from None

        if not self.database_url and not os.access(folder, os.W_OK | os.X_OK):
            raise Misconfigured(f"CHARTER_INSTANCE is {self.instance!r}, where this account may not write.")

        return folder

    @property
    def database_address(self) -> str:
        """The database URL with its driver."""
        url = self.database_url and setting_checks.database_url(self.database_url)
        if url:
            return url.render_as_string(hide_password=False)
        return f"sqlite:///{Path(self.instance).resolve() / 'charter.db'}"

    def flask(self) -> dict[str, Any]:
        """The settings under the names that Flask and its extensions use."""
        return {
            "SECRET_KEY": self.secret_key or DEVELOPMENT_SECRET,
            "SQLALCHEMY_DATABASE_URI": self.database_address,
            "SQLALCHEMY_ENGINE_OPTIONS": _POOL | ({} if self.database_address.startswith("sqlite") else _SERVER),
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
            "TEMPLATES_AUTO_RELOAD": self.development,
            "CHARTER": self,
        }
