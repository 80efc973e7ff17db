"""A server that is asked to end, as a service is, ends in order: what it is at is done first."""

import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from urllib.request import urlopen

import pytest

from tests.support.services import free_port
from tests.support.waiting import until


@pytest.fixture
def server(template, tmp_path):
    """Its process, its address, and its log."""
    shutil.copy(template / "demo.db", tmp_path / "charter.db")
    port, log = free_port(), tmp_path / "log"
    environment = {"CHARTER_ENV": "development", "CHARTER_INSTANCE": str(tmp_path), "PORT": str(port)}
    command = [sys.executable, "-m", "gevent.monkey", "--module", "tests.connection.slow_server"]
    with log.open("w") as out:
        process = subprocess.Popen(command, env=os.environ | environment, stdout=out, stderr=subprocess.STDOUT)
    until(lambda: "is served" in log.read_text(), "the server starts", 30)
    yield process, f"http://127.0.0.1:{port}", log
    process.kill()
    process.wait()


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_a_page_and_a_thread_are_done_before_it_ends(server, end):
    process, url, log = server
    with ThreadPoolExecutor() as browser:
        answer = browser.submit(lambda: urlopen(f"{url}/slow", timeout=10).read())
        until(lambda: "asked" in log.read_text(), "the page is asked for", 10)
        worked = log.read_text().count("worked")
        process.send_signal(end)
        assert answer.result() == b"whole"
    assert process.wait(10) == 0
    assert log.read_text().count("worked") > worked
    assert "Traceback" not in log.read_text()
