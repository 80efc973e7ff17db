"""The words of a mail that is ready to be sent."""

from typing import NamedTuple


class Words(NamedTuple):
    """Subject and body. `proofs`: texts that are sent as files beside it."""

    subject: str
    body: str
    proofs: tuple[str, ...] = ()
