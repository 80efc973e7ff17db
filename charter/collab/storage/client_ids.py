"""Leases of Yjs client ids. Every inserted item carries the client id of its author, so the server
lends each id to one member, and authorship cannot be forged.

A lease is signed and not stored, so that readers who never type cause no database write. A browser keeps
its leases beside the updates that are not acknowledged yet, and presents them when it comes back
hours later, to whichever process answers.
"""

import secrets
from hashlib import sha256

from flask import current_app
from flask_babel import lazy_gettext as _l
from itsdangerous import BadSignature, URLSafeSerializer

from charter.accounts import queries as accounts
from charter.accounts.models import Member
from charter.core.errors import Invalid

CLIENT_ID_BITS = 48
"""So many that two leases of one clause never meet, and few enough for the whole numbers of
JavaScript."""
MAX_LEASES = 20
"""That a browser may present at once."""


def issue_lease(clause_id: int, member: Member) -> tuple[int, str]:
    """A new client id for a member in a clause, and the lease that proves it."""
    client = 1 + secrets.randbelow(2**CLIENT_ID_BITS - 1)
    return client, _signer().dumps([clause_id, client, member.id, member.association_id])


def deterministic(*facts: object) -> int:
    """The client id for an edit that the server makes from these facts."""
    # Made twice, as after a timeout, the edit has the same items: the second one is recognised, and
    # changes nothing.
    return 1 + int.from_bytes(sha256(repr(facts).encode()).digest()) % ((1 << CLIENT_ID_BITS) - 1)


def authored(*facts: object) -> int:
    """The client id for words that the server writes for their author, made from these facts."""
    # Above all that are leased, and so nobody's whose browser sends it.
    return (1 << CLIENT_ID_BITS) + deterministic(*facts)


def is_authored(client: int) -> bool:
    """Whether the server wrote under this client id for somebody else than the member of the edit."""
    return client >= 1 << CLIENT_ID_BITS


def are_of_other_mandate(member: Member, leases: list[str]) -> bool:
    """Whether one of these leases was issued to another mandate of a member's account: the page that
    presents it was opened before they switched."""
    issued = {_member_id(lease) for lease in leases[:MAX_LEASES]} - {member.id, None}
    others = accounts.members_by_id([each for each in issued if each is not None])
    return any(each.account_id == member.account_id for each in others.values())


def _member_id(lease: str) -> int | None:
    try:
        return int(_signer().loads(lease)[2])
    except BadSignature:
        return None


def verify_leases(clause_id: int, member: Member, leases: list[str]) -> set[int]:
    """The client ids of these leases. Raises Invalid unless each was issued to this member, for
    this clause."""
    if len(leases) > MAX_LEASES:
        raise Invalid(_l("This message was not understood."))
    return {_client_id(clause_id, member, lease) for lease in leases}


def _client_id(clause_id: int, member: Member, lease: str) -> int:
    try:
        clause, client, member_id, association_id = _signer().loads(lease)
    except BadSignature:
        raise Invalid(_l("This message was not understood.")) from None

    # The association counts as well: a member who has changed to another one must not write in the
    # name of the first.
    if [clause, member_id, association_id] != [clause_id, member.id, member.association_id]:
        raise Invalid(_l("These words were written in somebody else’s name."))
    return int(client)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="charter.collab.lease")
