"""Mails, and the password of the mail server, on a line that nobody else can read: with a real server and real keys."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from charter.config import Settings
from charter.notifications import mail
from tests.support.mail_server import Letterbox
from tests.support.services import free_port

ELSEWHERE = "0.0.0.0"  # noqa: S104
"""This machine, under an address that is not said to be it."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A file with a key and a certificate for `ELSEWHERE`, which nobody but itself vouches for."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(1), now + timedelta(1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(ELSEWHERE))]), False)
    signed = made.sign(key, hashes.SHA256())
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = tmp_path_factory.mktemp("keys") / "mail.pem"
    file.write_bytes(key.private_bytes(*plain) + signed.public_bytes(serialization.Encoding.PEM))
    return file


def is_encrypted(server, session) -> bool:
    """Whether a line is, from its start or since the client asked."""
    return bool(session.ssl or server.transport.get_extra_info("sslcontext"))


class Box(Letterbox):
    """Notes whether each letter came over an encrypted line, and what passwords it was told in the clear."""

    def __init__(self):
        super().__init__()
        self.encrypted, self.told = [], []

    async def handle_DATA(self, server, session, envelope):
        self.encrypted.append(is_encrypted(server, session))
        return await super().handle_DATA(server, session, envelope)

    def let_in(self, server, session, envelope, mechanism, data):
        if not is_encrypted(server, session):
            self.told.append(data.password)
        return AuthResult(success=data.password == b"secret")


@pytest.fixture
def server(certificate):
    """Starts a mail server; `encrypts`: whether it can, and from the start ("smtps") or when asked ("smtp")."""
    started = []

    def start(scheme: str, encrypts: bool = True) -> tuple[Box, int]:
        box, port, keys = Box(), free_port(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        keys.load_cert_chain(certificate)
        more = {"tls_context": keys} if encrypts and scheme == "smtp" else {}
        more |= {"ssl_context": keys} if encrypts and scheme == "smtps" else {}
        lets = {"authenticator": box.let_in, "auth_require_tls": False}
        started.append(Controller(box, hostname="127.0.0.1", port=port, **lets, **more))
        started[-1].start()
        return box, port

    yield start
    for each in started:
        each.stop()


def send(scheme: str, host: str, port: int, who: str = "") -> str:
    settings = Settings(mail_url=f"{scheme}://{who}{host}:{port}")
    (done,) = mail.send_all(settings, [mail.message(settings, "namur@forum.example", "Un lien", "Secret.")])
    return f"{done.how} {done.reply}"


@pytest.mark.parametrize("host", ["127.0.0.1", ELSEWHERE])
def test_what_the_server_can_encrypt_is_encrypted(server, host):
    box, port = server("smtp")
    assert send("smtp", host, port).startswith("sent")
    assert box.encrypted == [True]


def test_a_server_that_cannot_still_gets_mails(server):
    box, port = server("smtp", encrypts=False)
    assert send("smtp", ELSEWHERE, port).startswith("sent")
    assert box.encrypted == [False]


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_password_is_told_to_the_server_alone(server, certificate, monkeypatch, scheme):
    box, port = server(scheme)
    assert "certificate verify failed" in send(scheme, ELSEWHERE, port, "charter:secret@")
    assert (box.letters, box.told) == ([], [])
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert send(scheme, ELSEWHERE, port, "charter:secret@").startswith("sent")
    assert (box.encrypted, box.told) == ([True], [])


def test_no_password_goes_out_in_the_clear_but_to_this_machine(server):
    box, port = server("smtp", encrypts=False)
    assert send("smtp", ELSEWHERE, port, "charter:secret@").startswith("later It offers no encryption")
    assert (box.letters, box.told) == ([], [])
    assert send("smtp", "127.0.0.1", port, "charter:secret@").startswith("sent")
