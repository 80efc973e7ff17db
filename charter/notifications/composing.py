"""Compose one mail of the letters that were claimed for one account."""

from collections.abc import Sequence
from typing import Any

from flask import current_app
from flask_babel import force_locale

from charter.accounts import queries as accounts
from charter.accounts.models import Member
from charter.charters import queries as charters
from charter.charters.models import Charter
from charter.database import db
from charter.notifications import about_amendments as _declared_too  # noqa: F401
from charter.notifications import gathered, seat_mails, sign_in_mails
from charter.notifications import vote_mails as _declared  # noqa: F401  each kind of mail declares itself there
from charter.notifications.gathered import Addressed
from charter.notifications.letters import LETTERS
from charter.notifications.words import Words
from charter.outbox.actions import ClaimedMail
from charter.outbox.models import LINKS, SEAT
from charter.votes.models import Vote


def write(kind: str, subject_id: int, member: Member) -> Words | None:
    """The mail of one kind about one vote or proxy to a member."""
    return about_votes([(kind, subject_id, member)])


def alone(letter: ClaimedMail, member: Member) -> Words | None:
    """The mail of a letter that goes alone; None if there is nothing to report any more."""
    if letter.kind in LINKS:
        return sign_in_mails.write(letter.kind, member, letter.language)
    if letter.kind == SEAT:
        return seat_mails.write(letter.subject_id, member)
    return write(letter.kind, letter.subject_id, member)


def about_votes(letters: Sequence[tuple[str, int, Member]]) -> Words | None:
    """One mail about votes and proxies, in the language of its account or of the charter; None if
    there is nothing to report any more. `letters`: kind, id of the vote or proxy, and member."""
    found = [(kind, member, _subject(kind, subject_id)) for kind, subject_id, member in _without_repeats(letters)]
    known = [(kind, member, subject) for kind, member, subject in found if subject is not None]
    if not known:
        return None

    member = known[0][1]
    language = member.language or _language(known[0][2])
    with current_app.test_request_context(), force_locale(language):
        to_send = [each for each in (_addressed(*each) for each in known) if each]
        return gathered.words(to_send, len(accounts.mandates_of(member)) > 1) if to_send else None


def _without_repeats(letters: Sequence[tuple[str, int, Member]]) -> list[tuple[str, int, Member]]:
    """The letters without reminders of a vote of whose opening the same mail tells."""
    opened = {(subject_id, member.id) for kind, subject_id, member in letters if kind == "vote.opened"}
    return [each for each in letters if each[0] != "vote.reminder" or (each[1], each[2].id) not in opened]


def _subject(kind: str, subject_id: int) -> Any:
    about, _write = LETTERS[kind]
    return db.session.get(about, subject_id)


def _charter(subject: Any) -> Charter:
    return charters.get(subject.charter_id)


def _language(subject: Any) -> str:
    return str(subject.language if isinstance(subject, Vote) else _charter(subject).language)


def _addressed(kind: str, member: Member, subject: Any) -> Addressed | None:
    _about, write_about = LETTERS[kind]
    letter = write_about(subject, member)
    return Addressed(letter, _charter(subject).title, member) if letter else None
