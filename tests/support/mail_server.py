"""A real mail server on this machine, and everything that is due, delivered by it."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
import time_machine

from tests.support.services import free_port


class Letterbox:
    """Keeps the letters it takes. `replies`: what it says instead to a recipient, by their mailbox; the reply
    "hang up" ends the connection. The word `*` stands for everybody."""

    def __init__(self):
        self.letters = []
        self.replies: dict[str, str] = {}

    async def handle_RCPT(self, server, _session, envelope, address, _options):
        reply = self.replies.get(address.partition("@")[0], self.replies.get("*", ""))
        if reply == "hang up":
            server.transport.close()
            return "421 gone"
        if reply == "silent":
            await asyncio.sleep(60)
        if reply:
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def letterbox() -> Iterator[Letterbox]:
    """A real mail server on this machine."""
    from aiosmtpd.controller import Controller

    box = Letterbox()
    port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    box.url = f"smtp://127.0.0.1:{port}"
    yield box
    controller.stop()


@pytest.fixture
def post(app, letterbox, monkeypatch):
    """Everything that is due, delivered by a real mail server: the letters that arrived, by whom they are to."""
    from charter.core import clock
    from charter.notifications import sending
    from charter.outbox.rules import GATHERING_TIME

    monkeypatch.setitem(app.config, "CHARTER", replace(app.config["CHARTER"], mail_url=letterbox.url))

    def deliver() -> dict[str, str]:
        letterbox.letters.clear()
        with time_machine.travel(clock.now() + GATHERING_TIME):  # what waits for others has waited
            while sending.send_some():
                pass
        return {letter["To"].partition("@")[0]: words_of(letter) for letter in letterbox.letters}

    return deliver


def words_of(letter) -> str:
    """The words of a letter, without its files."""
    return letter.get_body().get_content()


def secret_in(letter: str) -> str:
    """The secret of the sign-in link that a letter brings."""
    [secret] = re.findall(r"/sign-in/(\S+)", letter)
    return secret
