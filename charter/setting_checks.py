"""Checks of the settings: each returns the sentences that prevent a start. Plain values."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit
from zoneinfo import available_timezones

from babel.dates import get_timezone
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

MIN_SECRET_LENGTH = 32
MIN_DISTINCT_LETTERS = 8
"""Distinct characters of a secret: fewer are typed, not random (16 hexadecimal digits have some
14)."""
MAX_PORT_LENGTH = 65535
DRIVER = "postgresql+psycopg"
_SEED = re.compile("[0-9a-fA-F]{64}")
_LABEL = "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(\.{_LABEL})*\Z", re.IGNORECASE)
_SENDER = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(.+)", re.DOTALL)
NUMBER = re.compile("[0-9]{1,5}")


def unknown(given: Iterable[str], known: Iterable[str]) -> list[str]:
    """Names with our prefix that are not settings. `CHARTER_TEST_...` belongs to the tests."""
    found, names = [], list(known)
    for name in sorted(given):
        if name.startswith("CHARTER_") and not name.startswith("CHARTER_TEST_") and name not in names:
            near = get_close_matches(name, names, 1)
            found.append(f"{name} is no setting" + (f"; did you mean {near[0]}?" if near else "."))
    return found


def secret(value: str, development_secret: str) -> list[str]:
    """A key that cannot be guessed."""
    advice = "`openssl rand -hex 32` makes one"
    if value == development_secret or len(value) < MIN_SECRET_LENGTH:
        return [f"CHARTER_SECRET_KEY must be a secret of your own, {MIN_SECRET_LENGTH} characters or more; {advice}."]
    if _is_weak(value):
        return [f"CHARTER_SECRET_KEY repeats itself and can be guessed; {advice}."]
    return []


def _is_weak(value: str) -> bool:
    """Few distinct characters, or a short word repeated."""
    return len(set(value)) < MIN_DISTINCT_LETTERS or 0 < (value + value).find(value, 1) <= len(value) // 2


def signing_key(value: str) -> list[str]:
    """Empty, or an Ed25519 seed."""
    if value and not _SEED.fullmatch(value):
        return ["CHARTER_SIGNING_KEY must be 64 hexadecimal digits, such as `openssl rand -hex 32` gives."]
    if value and _is_weak(value.lower()):
        return ["CHARTER_SIGNING_KEY repeats itself and can be guessed; `openssl rand -hex 32` makes one."]
    return []


def _split(address: str) -> SplitResult | None:
    """The parts of a URL; None if it is malformed."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None

    if port == 0 or any(ord(letter) <= 32 or ord(letter) > 126 for letter in address):
        return None

    return parts if parts.hostname and _is_host(parts.hostname) else None


def _is_host(name: str) -> bool:
    """Whether this is a host name or an IP address."""
    try:
        ip_address(name)
    except ValueError:
        return bool(_NAME.match(name)) and not re.fullmatch(r"[0-9.]+", name)
    return True


def public_url(value: str, development: bool) -> list[str]:
    """The root of a host, with https unless that host is this machine."""
    shown = "CHARTER_PUBLIC_URL must be the address people use, such as https://charter.example.org"
    parts = _split(value)
    if parts is None or parts.scheme not in ("https", "http") or parts.username is not None:
        return [f"{shown}, in plain letters (xn--… for others)."]
    if parts.path not in ("", "/") or parts.query or parts.fragment or value.endswith(("?", "#")):
        return [f"{shown}, with nothing after the host: Charter needs a host name of its own."]
    if parts.scheme == "http" and not development and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        return ["CHARTER_PUBLIC_URL must begin with https://: over http:// anyone on the way can sign in as anybody."]

    return []


def mail_url(value: str) -> list[str]:
    """A mail server."""
    parts = _split(value)
    if parts is None or parts.scheme not in ("smtp", "smtps") or parts.path not in ("", "/") or parts.query:
        return [
            "CHARTER_MAIL_URL must name a mail server, such as smtp://mail.example.org:25 or smtps://user:password@…"
        ]
    return []


def mail_from(value: str) -> list[str]:
    """A sender address that mail servers accept: without a name, in ASCII."""
    found = _SENDER.fullmatch(value)
    if found is None or not _is_host(found[1]):
        return ["CHARTER_MAIL_FROM must be a plain e-mail address, such as charter@charter.example.org."]
    return []


def database(value: str) -> list[str]:
    """The URL of a supported database."""
    kinds = "CHARTER_DATABASE_URL must be sqlite:////path/to/charter.db or postgresql://user:password@host/name"
    url = database_url(value)
    if url is None:
        return [f"{kinds}; this cannot be read as an address."]
    if url.drivername not in ("sqlite", "sqlite+pysqlite", DRIVER):
        return [f"{kinds}; {url.drivername!r} is something else."]
    if not url.database or url.database == ":memory:":
        return [f"{kinds}; the name of the database is missing."]

    return []


def database_url(value: str) -> URL | None:
    """The database URL with its driver; None if it is malformed. Many hosts give `postgres://`."""
    try:
        url = make_url(value)
        url.translate_connect_args()
    except (ArgumentError, ValueError):
        return None

    if url.port is not None and not 0 < url.port <= MAX_PORT_LENGTH:
        return None

    return url.set(drivername=DRIVER) if url.drivername in ("postgres", "postgresql") else url


def redis(value: str) -> list[str]:
    """Empty, or the URL of a Redis server."""
    parts = _split(value)
    if value and (parts is None or parts.scheme not in ("redis", "rediss") or not re.fullmatch("/?[0-9]*", parts.path)):
        return ["CHARTER_REDIS_URL must be the address of a Redis, such as redis://127.0.0.1:6379/0."]
    return []


def timezone(value: str) -> list[str]:
    """A zone of the IANA database, such as Europe/Paris."""
    try:
        get_timezone(value)
    except (LookupError, ValueError, OSError):
        zones = {zone.casefold(): zone for zone in available_timezones()}
        near = get_close_matches(value.casefold(), zones, 1, 0.5) or ["europe/paris"]
        return [f"CHARTER_TIMEZONE is {value!r}, which is no time zone; {zones.get(near[0], 'Europe/Paris')} is one."]
    return []


def number(variable: str, value: str, least: int, most: int, meaning: str) -> list[str]:
    """A whole number in ASCII digits."""
    if not NUMBER.fullmatch(value) or not least <= int(value) <= most:
        return [f"{variable} must be {meaning}, from {least} to {most}."]
    return []


def host(value: str) -> list[str]:
    """The address to listen on."""
    return [] if _is_host(value) else [f"HOST is {value!r}; it must be an address of this machine, such as 127.0.0.1."]


def log_level(name: str) -> list[str]:
    """The minimum level of log messages."""
    known = ("DEBUG", "INFO", "WARNING", "ERROR")
    return [] if name in known else [f"CHARTER_LOG_LEVEL is {name!r}; it must be one of {', '.join(known)}."]
