"""Sends mail through the server that CHARTER_MAIL_URL names; in development, prints it."""

import logging
import smtplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from charter.config import Settings

log = logging.getLogger("charter.mail")
PATIENCE = 20
"""Seconds to wait for the mail server."""


def message(settings: Settings, to: str, subject: str, body: str) -> EmailMessage:
    """A plain-text message from this site."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = settings.mail_from, to, subject
    mail["Date"], mail["Message-ID"] = (
        formatdate(localtime=False),
        make_msgid(domain=settings.mail_from.split("@")[-1]),
    )
    mail.set_content(body)
    return mail


def send(settings: Settings, mail: EmailMessage) -> None:
    """Hand one message over. A server that does not take it is logged: the person can ask for another link."""
    if not settings.mail_url:
        print(f"\n--- mail to {mail['To']}: {mail['Subject']}\n{mail.get_content()}---\n", flush=True)
        return
    try:
        _deliver(settings.mail_url, mail)
    except (OSError, smtplib.SMTPException):
        log.exception("mail to %s could not be sent", mail["To"])


def send_all(settings: Settings, mails: Sequence[EmailMessage]) -> list[bool]:
    """Hand several messages over in one connection; whether each was taken."""
    if not mails:
        return []
    if not settings.mail_url:
        for each in mails:
            send(settings, each)
        return [True] * len(mails)
    try:
        with _connection(settings.mail_url) as connection:
            return [_hand_over(connection, each) for each in mails]
    except (OSError, smtplib.SMTPException) as no:
        log.warning("the mail server could not be reached: %s", no)
        return [False] * len(mails)


def _hand_over(connection: smtplib.SMTP, mail: EmailMessage) -> bool:
    try:
        connection.send_message(mail)
    except (OSError, smtplib.SMTPException) as no:
        log.warning("a mail was not taken: %s", type(no).__name__)
        return False
    return True


def _deliver(url: str, mail: EmailMessage) -> None:
    with _connection(url) as connection:
        connection.send_message(mail)


@contextmanager
def _connection(url: str) -> Iterator[smtplib.SMTP]:
    server = urlsplit(url)
    kind = smtplib.SMTP_SSL if server.scheme == "smtps" else smtplib.SMTP
    with kind(server.hostname or "localhost", server.port or 25, timeout=PATIENCE) as connection:
        if kind is smtplib.SMTP and connection.has_extn("starttls"):
            connection.starttls()
        if server.username:
            connection.login(unquote(server.username), unquote(server.password or ""))
        yield connection
