"""Send mail through the SMTP server of CHARTER_MAIL_URL; in development, print it."""

import logging
import smtplib
import ssl
import time
from collections.abc import Callable, Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from ipaddress import ip_address
from types import TracebackType
from urllib.parse import unquote, urlsplit

from charter.config import Settings
from charter.outbox.actions import Delivery

log = logging.getLogger("charter.mail")
SERVER_TIMEOUT_S = 20
"""Seconds to wait for the mail server."""
MAX_BATCH_S = 120
"""Seconds after which the rest of a batch is left for the next one: well within
`outbox.actions.CLAIM_DURATION`."""
MAX_REPLY_LENGTH = 300
"""Characters of a server's answer that are stored."""
SENT = Delivery("sent")


def message(
    settings: Settings, to: str, subject: str, body: str, proofs: Sequence[str] = (), sender_name: str = ""
) -> EmailMessage:
    """A plain-text message from this site, with texts to keep as files. ValueError if an address or
    subject is not valid in a header."""
    mail = EmailMessage()
    sender = Address(_literal(sender_name), addr_spec=settings.sender) if sender_name else settings.sender
    mail["From"], mail["To"], mail["Subject"] = sender, to, _literal(subject)
    if [each.addr_spec for each in mail["To"].addresses] != [to]:
        raise ValueError(f"no mail can be addressed to {to!r}")

    mail["Date"], mail["Message-ID"] = (
        formatdate(localtime=False),
        make_msgid(domain=settings.sender.split("@")[-1]),
    )
    mail.set_content(body)
    for proof in proofs:
        mail.add_attachment(proof, filename="checkpoint.txt")
    return mail


def _literal(words: str) -> str:
    """Somebody's words that mean themselves in a header: Python would decode `=?utf-8?q?…?=` (RFC 2047) in them, and
    write what that holds, line ends and so other headers and another body too."""
    return words.replace("=?", "= ?")


def send_all(settings: Settings, mails: Sequence[EmailMessage]) -> list[Delivery]:
    """Send several messages, over one connection while it lasts; returns the delivery of each."""
    if not settings.mail_url:
        return [_try(_show, each) for each in mails]
    with _Server(settings.mail_url) as server:
        return [server.deliver(each) for each in mails]


def _show(mail: EmailMessage) -> None:
    """Print the words of a mail, then the name and words of each file attached to it."""
    body = mail.get_body(("plain",))
    parts = [body.get_content()] if body else []
    parts += [f"- {each.get_filename()}:\n{each.get_content()}" for each in mail.iter_attachments()]
    print(f"\n--- mail to {mail['To']}: {mail['Subject']}\n{''.join(parts)}---\n", flush=True)


def _try(send: Callable[[EmailMessage], object], mail: EmailMessage) -> Delivery:
    try:
        send(mail)
    except Exception as no:  # whatever Python's library stumbles on in one mail, the next is tried
        log.warning("a mail was not taken: %s", type(no).__name__)
        return Delivery("refused" if _is_final(no) else "later", _words(no))
    return SENT


class _Server:
    """An SMTP connection: opened when first needed, and again after the server closed it."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: smtplib.SMTP | None = None
        self._unreachable: Delivery | None = None
        self._ends = time.monotonic() + MAX_BATCH_S

    def __enter__(self) -> "_Server":
        return self

    def __exit__(self, _kind: type[BaseException] | None, _no: BaseException | None, _at: TracebackType | None) -> None:
        if self._connection:
            self._connection.close() if self._connection.sock is None else _quit(self._connection)

    def deliver(self, mail: EmailMessage) -> Delivery:
        """Send one mail. Whatever its result, the next one is tried while the server answers in
        time."""
        if self._unreachable:
            return self._unreachable
        if time.monotonic() > self._ends:
            return Delivery("untried")

        try:
            if self._connection is None or self._connection.sock is None:
                self._connection = _connect(self._url)
        except (OSError, smtplib.SMTPException, ValueError) as no:
            log.warning("the mail server could not be reached: %s", _words(no))
            self._unreachable = Delivery("later", _words(no))
            return self._unreachable

        return _try(self._connection.send_message, mail)


def _is_final(no: Exception) -> bool:
    """Whether the same mail would be refused again: a 5xx about its recipient or content (RFC 5321,
    4.2.1). A 5xx about this site or sender is retried, because the operator can fix it."""
    if isinstance(no, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _said in no.recipients.values())
    if isinstance(no, smtplib.SMTPDataError):
        return no.smtp_code >= 500
    return isinstance(no, (smtplib.SMTPNotSupportedError, ValueError))


def _words(no: Exception) -> str:
    """The server's answer, or the error, on one line."""
    if isinstance(no, smtplib.SMTPRecipientsRefused):
        said = "; ".join(_reply(code, words) for code, words in no.recipients.values())
    elif isinstance(no, smtplib.SMTPResponseException):
        said = _reply(no.smtp_code, no.smtp_error)
    else:
        said = getattr(no, "strerror", None) or str(no) or type(no).__name__
    return "".join(letter if letter.isprintable() else " " for letter in said)[:MAX_REPLY_LENGTH]


def _reply(code: int, words: bytes | str) -> str:
    return f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"


def _connect(url: str) -> smtplib.SMTP:
    """A connection, encrypted where the server supports it. With `smtps`, or a password, only with
    a certificate that is verified (RFC 8314, 3 and 5.1)."""
    server = urlsplit(url)
    host, is_tls = server.hostname or "localhost", server.scheme == "smtps"
    must_be_secret = is_tls or bool(server.username and not _is_local(host))
    context = ssl.create_default_context()
    if not must_be_secret:  # whoever could forge a certificate could as well hide that the server encrypts
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE

    connection = (
        smtplib.SMTP_SSL(host, server.port or 465, timeout=SERVER_TIMEOUT_S, context=context)
        if is_tls
        else smtplib.SMTP(host, server.port or 25, timeout=SERVER_TIMEOUT_S)
    )

    try:
        if not is_tls:
            _encrypt(connection, context, must_be_secret)

        if server.username:
            connection.login(unquote(server.username), unquote(server.password or ""))
    except Exception:
        connection.close()
        raise

    return connection


def _encrypt(connection: smtplib.SMTP, context: ssl.SSLContext, must_be_secret: bool) -> None:
    connection.ehlo_or_helo_if_needed()  # only then is it known what the server can do
    if connection.has_extn("starttls"):
        connection.starttls(context=context)
    elif must_be_secret:
        raise smtplib.SMTPNotSupportedError("It offers no encryption: the password is not sent to it in the clear.")


def _is_local(host: str) -> bool:
    """Whether a server is on this machine, where no one can listen in between."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _quit(connection: smtplib.SMTP) -> None:
    try:
        connection.quit()
    except (OSError, smtplib.SMTPException) as no:
        log.info("the mail server hung up first: %s", type(no).__name__)


def check(settings: Settings) -> str:
    """Why mail cannot be sent, in the server's words; empty if it answers and accepts us."""
    if not settings.mail_url:
        return ""
    try:
        _quit(_connect(settings.mail_url))
    except (OSError, smtplib.SMTPException, ValueError) as no:
        return _words(no)
    return ""
