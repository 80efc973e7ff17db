"""Client ids, lent by the server: each stands in every character written under it, so each belongs to one member.

A lease is signed, not stored: a hall that only watches writes nothing. A browser keeps its leases beside words that the
server has not taken yet, and shows them when it comes back hours later, to whatever process answers.
"""

import secrets
from hashlib import sha256

from flask import current_app
from flask_babel import lazy_gettext as _l
from itsdangerous import BadSignature, URLSafeSerializer

from charter.accounts.models import Member
from charter.core.errors import Invalid

BITS = 48
"""Of a client id: so many that two leases of one clause never meet, and few enough for a browser's numbers."""
MAX_LEASES = 20
"""Leases that a browser may show at once."""


def issue_lease(clause_id: int, member: Member) -> tuple[int, str]:
    """A fresh client id for a member in a clause, and the lease that proves it."""
    client = 1 + secrets.randbelow(2**BITS - 1)
    return client, _signer().dumps([clause_id, client, member.id, member.association_id])


def deterministic(*facts: object) -> int:
    """The client id for an edit that the server makes from these facts: made twice, it is one and the same edit."""
    return 1 + int.from_bytes(sha256(repr(facts).encode()).digest()) % ((1 << BITS) - 1)


def verify_leases(clause_id: int, member: Member, leases: list[str]) -> set[int]:
    """The client ids of these leases; Invalid unless each is this member's, for this clause and their association."""
    if len(leases) > MAX_LEASES:
        raise Invalid(_l("This message was not understood."))
    return {_client(clause_id, member, lease) for lease in leases}


def _client(clause_id: int, member: Member, lease: str) -> int:
    try:
        clause, client, who, association = _signer().loads(lease)
    except BadSignature:
        raise Invalid(_l("This message was not understood.")) from None
    if [clause, who, association] != [clause_id, member.id, member.association_id]:
        raise Invalid(_l("These words were written in somebody else’s name."))
    return int(client)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="charter.collab.lease")
