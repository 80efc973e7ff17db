"""Empty the outbox in the background, several mails to a connection. Every serving process does; none sends twice."""

import logging
from email.message import EmailMessage
from threading import Event

from flask import Flask, current_app

from charter.accounts.models import Member
from charter.config import Settings
from charter.core.loop import give_way, off_the_loop
from charter.database import db
from charter.extensions import socketio
from charter.notifications import letters, mail
from charter.outbox import actions as outbox
from charter.outbox.actions import Letter

log = logging.getLogger("charter.mail")
EVERY = 1.0
"""Seconds between two looks."""
BATCH = 25
"""Mails of one look: a hall of 2,000 has all of its mail within two minutes, and nobody who votes waits for that."""


def start(app: Flask) -> None:
    """Start looking, once for each process that serves."""
    socketio.start_background_task(run, app, Event())


def run(app: Flask, ended: Event) -> None:
    """Look at once, for what waited while nothing was served, and again and again until it is `ended`."""
    while True:
        try:
            with app.app_context():
                send_some()
        except Exception:  # a database that is away for a minute must not end this for ever
            log.exception("the outbox could not be emptied")
        if ended.wait(EVERY):
            return


def send_some() -> int:
    """Send what is due, up to `BATCH`; returns how many were taken out."""
    if not outbox.is_waiting():
        return 0
    claimed = outbox.claim(BATCH)
    written = [(letter, _write(letter)) for letter in claimed]
    ready = [(letter, message) for letter, message in written if message]
    settings: Settings = current_app.config["CHARTER"]
    taken = off_the_loop(lambda: mail.send_all(settings, [message for _, message in ready]))
    sent = [letter for letter, message in written if message is None]
    failed: list[Letter] = []
    for (letter, _message), is_taken in zip(ready, taken, strict=True):
        (sent if is_taken else failed).append(letter)
    for letter in outbox.settle(sent, failed):
        log.error("gave up a mail of kind %s to member %d", letter.kind, letter.member_id)
    return len(claimed) - len(failed)


def _write(letter: Letter) -> EmailMessage | None:
    give_way()
    member = db.session.get(Member, letter.member_id)
    words = letters.write(letter.kind, letter.subject_id, member) if member and not member.suspended_at else None
    if member is None or words is None:
        return None
    subject, body = words
    return mail.message(current_app.config["CHARTER"], member.email, subject, body)
