"""Random secrets and numbers, and slugs."""

import re
import secrets
from hashlib import sha256

from charter.core import alphabet


def token() -> str:
    """A new secret of 256 bits, safe in a URL."""
    return secrets.token_urlsafe(32)


def token_digest(secret: str) -> str:
    """What is stored of a secret: its SHA-256. A plain hash suffices for 256 random bits."""
    return sha256(secret.encode()).hexdigest()


def number() -> int:
    """A random id for a row whose id must not come again once it is deleted, as that of SQLite does."""
    return 1 + secrets.randbelow(2**31 - 1)


def slug(title: str) -> str:
    """A title as part of a URL: plain letters, digits and hyphens; empty if nothing is left."""
    plain = alphabet.key(title).encode("ascii", "ignore").decode()
    return re.sub(" +", "-", plain).strip("-")[:80].strip("-")
