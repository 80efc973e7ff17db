"""Send the outbox in the background, several mails per connection. Every serving process does; a
claim prevents sending one twice."""

import logging
from email.message import EmailMessage

from flask import Flask, current_app

from charter.accounts.models import Member
from charter.config import Settings
from charter.core.loop import run_in_thread, yield_to_loop
from charter.database import db
from charter.notifications import mail, sign_in_mails, vote_mails
from charter.outbox import actions as outbox
from charter.outbox.actions import ClaimedMail, Delivery
from charter.outbox.models import LINKS
from charter.web import failure_log
from charter.web.background import Background

log = logging.getLogger("charter.mail")
LOOK_INTERVAL_S = 1.0
BATCH = 25
"""Mails per batch: a meeting of 2,000 has all of its mail within two minutes, and no voter waits
for it."""


def install(app: Flask) -> None:
    """Look for mails that are due while the server runs."""
    background: Background = app.extensions["background"]
    background.every(LOOK_INTERVAL_S, send_some, "the outbox could not be emptied")


def send_some() -> int:
    """Send due mails, up to a batch; returns how many were claimed."""
    if not outbox.is_waiting():
        return 0
    claimed = outbox.claim(BATCH)
    return sum(delivery is None or delivery.how == "sent" for _letter, delivery in _send(claimed))


def send_to(member_id: int) -> Delivery | None:
    """Send the queued link of a member now, for the command line; None if another process is
    sending it."""
    tried = _send(outbox.claim(1, member_id))
    return tried[0][1] if tried else None


def _send(claimed: list[ClaimedMail]) -> list[tuple[ClaimedMail, Delivery | None]]:
    """The delivery of each mail; None for one that has nothing to report any more."""
    written = [(letter, _write(letter)) for letter in claimed]
    ready = [(letter, message) for letter, message in written if isinstance(message, EmailMessage)]
    settings: Settings = current_app.config["CHARTER"]
    became = run_in_thread(lambda: mail.send_all(settings, [message for _, message in ready]))
    tried = [(letter, delivery) for (letter, _message), delivery in zip(ready, became, strict=True)]
    tried += [(letter, message) for letter, message in written if isinstance(message, Delivery)]
    untold = [letter for letter, message in written if message is None]
    outbox.forget(untold)

    for letter in outbox.record_deliveries(tried):
        log.error("gave up a mail of kind %s to member %d", letter.kind, letter.member_id)

    return [*tried, *((letter, None) for letter in untold)]


def _write(letter: ClaimedMail) -> EmailMessage | Delivery | None:
    """The message; None if there is nothing to report. One that fails to render is retried later
    and stops no other."""
    yield_to_loop()
    try:
        return _compose(letter)
    except Exception as no:
        failure_log.report(log, "a mail of kind %s to member %d could not be written", letter.kind, letter.member_id)
        db.session.rollback()
        return Delivery("later", type(no).__name__)


def _compose(letter: ClaimedMail) -> EmailMessage | None:
    member = db.session.get(Member, letter.member_id)
    if member is None or member.suspended_at:
        return None
    if letter.kind in LINKS:
        words: tuple[str, str] | None = sign_in_mails.write(letter.kind, member, letter.language)
    else:
        words = vote_mails.write(letter.kind, letter.subject_id, member)
    return words and mail.message(current_app.config["CHARTER"], member.email, *words)
