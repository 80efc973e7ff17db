"""Servers and those who hold a line to them."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.connection.proxy import Proxy
from tests.support.preloaded import Preloaded
from tests.support.services import free_port
from tests.support.waiting import until


@contextmanager
def serving(preloaded: Preloaded, folder: Path, **settings: str) -> Iterator[str]:
    """The address of a server on the database in a folder, which is stopped at the end as a service is."""
    port = free_port()
    environment = {"CHARTER_ENV": "development", "CHARTER_INSTANCE": str(folder), "PORT": str(port)} | settings
    log = folder / f"server-{port}.log"
    process = preloaded.start("tests.connection.busy_server", os.environ | environment, log)
    try:
        until(lambda: _answers(port), "the server starts", 30)
        yield f"http://127.0.0.1:{port}"
        process.send_signal(signal.SIGTERM)
        until(lambda: process.poll() is not None, "the server ends when it is asked to", 30)
        assert process.returncode == 0
    finally:
        process.kill()
        process.wait()
    said = log.read_text()
    assert "Traceback" not in said
    assert "Invalid" not in said, said  # what was left of a websocket, read as a request


def _answers(port: int) -> bool:
    with socket.socket() as trying:
        return trying.connect_ex(("127.0.0.1", port)) == 0


def command(folder: Path, *words: str) -> str:
    """What the `charter` command says beside a server."""
    environment = os.environ | {"CHARTER_ENV": "development", "CHARTER_INSTANCE": str(folder)}
    program = [sys.executable, "-c", "from charter.cli import main; main()", *words]
    return subprocess.run(program, env=environment, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture(scope="package")
def filled(template, tmp_path_factory) -> Path:
    """A folder with a filled database."""
    folder = tmp_path_factory.mktemp("lines")
    shutil.copy(template / "demo.db", folder / "charter.db")
    return folder


@pytest.fixture(scope="package")
def server(preloaded, filled) -> Iterator[str]:
    """A server whose pings come each second and must be answered within one."""
    with serving(preloaded, filled, CHARTER_TEST_HURRY="yes") as url:
        yield url


class Holder:
    """Somebody with the product's own client."""

    def __init__(self, log: Path, url: str, topic: str = "clause:1", pace: int = 0, **options: object) -> None:
        self.log = log
        words = [
            "node",
            "tests/connection/hold_connection.mjs",
            url,
            json.dumps(options),
            topic,
            *([str(pace)] if pace else []),
        ]
        with log.open("w") as out:
            self.process = subprocess.Popen(words, stdout=out, stderr=subprocess.STDOUT)

    def received(self) -> list[tuple[str, str]]:
        """What became of the line, in order."""
        return [(each["what"], each["more"]) for each in map(json.loads, self.log.read_text().splitlines())]

    def count(self, what: str) -> int:
        return sum(each == what for each, _ in self.received())

    def cuts(self) -> list[tuple[str, str]]:
        """Everything that must not become of a line."""
        return [each for each in self.received() if each[0] in ("disconnect", "connect_error")]


@pytest.fixture
def hold(tmp_path) -> Iterator:
    held: list[Holder] = []

    def start(url: str, **how: object) -> Holder:
        held.append(Holder(tmp_path / f"holder-{len(held)}", url, **how))
        return held[-1]

    yield start
    for each in held:
        each.process.kill()
        each.process.wait()


@pytest.fixture
def proxy(server) -> Iterator:
    proxies: list[Proxy] = []

    def start(*swallowed: str) -> Proxy:
        proxies.append(Proxy(int(server.rsplit(":", 1)[1]), *swallowed))
        return proxies[-1]

    yield start
    for each in proxies:
        each.close()
