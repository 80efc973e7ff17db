"""Send the outbox in the background, several mails per connection. Every serving process does; a
claim prevents sending one twice."""

import logging
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage

from flask import Flask, current_app

from charter.accounts import queries as accounts
from charter.accounts.models import Member
from charter.config import Settings
from charter.core import clock
from charter.core.loop import run_in_thread, yield_to_loop
from charter.database import db
from charter.notifications import choices, composing, mail
from charter.outbox import actions as outbox
from charter.outbox.actions import ClaimedMail, Delivery
from charter.site import queries as site
from charter.web import failure_log
from charter.web.background import Background

log = logging.getLogger("charter.mail")
LOOK_INTERVAL_S = 1.0
BATCH = 25
"""Mails per batch: a meeting of 2,000 has all of its mail within two minutes, and no voter waits
for it."""
Letters = list[tuple[ClaimedMail, Member]]
Outcome = EmailMessage | Delivery | datetime | None
"""What becomes of the letters of one mail: the message to send; why it could not be written; until
when it is held; None if there is nothing to report any more."""


def install(app: Flask) -> None:
    """Look for mails that are due while the server runs."""
    background: Background = app.extensions["background"]
    background.every(LOOK_INTERVAL_S, send_some, "the outbox could not be emptied")


def send_some() -> int:
    """Send due mails, up to a batch; returns how many letters were dealt with."""
    if not outbox.is_waiting():
        return 0
    claimed = outbox.claim(BATCH, together=accounts.sharing_an_account)
    return sum(delivery is None or delivery.how == "sent" for _letter, delivery in _send(claimed))


def send_to(member_id: int) -> Delivery | None:
    """Send the queued link of a member now, for the command line; None if another process is
    sending it."""
    tried = _send(outbox.claim(1, member_id))
    return tried[0][1] if tried else None


def _send(claimed: list[ClaimedMail]) -> list[tuple[ClaimedMail, Delivery | None]]:
    """The delivery of each letter; None for one that is held, or has nothing to report any more."""
    members = accounts.members_by_id({each.member_id for each in claimed})
    mails = [(each, members[each.member_id]) for each in claimed if each.member_id in members]
    written = [outcome for letters in _by_mail(mails) for outcome in _written(letters)]
    ready = [(letters, outcome) for letters, outcome in written if isinstance(outcome, EmailMessage)]
    settings: Settings = current_app.config["CHARTER"]
    became = run_in_thread(lambda: mail.send_all(settings, [message for _letters, message in ready]))

    tried = [(each, how) for (letters, _), how in zip(ready, became, strict=True) for each, _member in letters]
    tried += [(each, no) for letters, no in written if isinstance(no, Delivery) for each, _member in letters]
    held = [(each, until) for letters, until in written if isinstance(until, datetime) for each, _member in letters]
    outbox.hold(held)
    dealt_with = {each for each, _ in [*tried, *held]}
    pointless = [each for each in claimed if each not in dealt_with]
    outbox.forget(pointless)

    for letter in outbox.record_deliveries(tried):
        log.error("gave up a mail of kind %s to member %d", letter.kind, letter.member_id)

    return [*tried, *((each, None) for each in [*pointless, *(each for each, _ in held)])]


def _by_mail(letters: Letters) -> Iterator[Letters]:
    """The letters of each mail: one, or all that are gathered for one account."""
    gathered: dict[int, Letters] = defaultdict(list)
    for letter, member in letters:
        if letter.is_gathered:
            gathered[member.account_id].append((letter, member))
        else:
            yield [(letter, member)]

    yield from gathered.values()


def _written(letters: Letters) -> list[tuple[Letters, Outcome]]:
    """What becomes of the letters of one mail. Where they cannot be written together, each is tried
    alone: one that fails is retried later and stops no other."""
    yield_to_loop()
    try:
        return [(letters, _compose(letters))]
    except Exception as no:
        db.session.rollback()
        if len(letters) > 1:
            return [found for each in letters for found in _written([each])]

        [(letter, _member)] = letters
        failure_log.report(log, "a mail of kind %s to member %d could not be written", letter.kind, letter.member_id)
        return [(letters, Delivery("later", type(no).__name__))]


def _compose(letters: Letters) -> Outcome:
    able = [(letter, member) for letter, member in letters if accounts.is_in_force(member.id)]
    if not able:
        return None

    first, member = able[0]
    if first.is_gathered:
        claimed = [letter for letter, _member in able]
        if not choices.are_wanted(member.account):
            return None
        if (leaves_at := choices.leave_at(member.account, claimed)) > clock.now():
            return leaves_at

        words = composing.about_votes([(each.kind, each.subject_id, owner) for each, owner in able])
    else:
        words = composing.alone(first, member)
    if words is None:
        return None
    return mail.message(current_app.config["CHARTER"], member.email, *words, site.present().own_name)
