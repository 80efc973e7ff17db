"""Sends mail through the server that CHARTER_MAIL_URL names; in development, prints it."""

import logging
import smtplib
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


def _deliver(url: str, mail: EmailMessage) -> None:
    server = urlsplit(url)
    kind = smtplib.SMTP_SSL if server.scheme == "smtps" else smtplib.SMTP
    with kind(server.hostname or "localhost", server.port or 25, timeout=PATIENCE) as connection:
        if kind is smtplib.SMTP and connection.has_extn("starttls"):
            connection.starttls()
        if server.username:
            connection.login(unquote(server.username), unquote(server.password or ""))
        connection.send_message(mail)
