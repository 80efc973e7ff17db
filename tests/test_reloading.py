"""A developer saves a file: the server starts again; one Ctrl-C, or `kill`, ends all of it."""

import os
import signal
import subprocess
import sys

import pytest

from tests.support.waiting import until

SERVER = """
import os, sys, time
from pathlib import Path

Path(sys.argv[1]).open("a").write(f"{os.getpid()}\\n")
time.sleep(0 if sys.argv[2] else 60)
"""
DEVELOPER = """
import signal, sys
from pathlib import Path
from charter import reloading

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
reloading.serve([sys.executable, "-c", *sys.argv[2:]], Path(sys.argv[1]))
"""


@pytest.mark.parametrize(("mistake", "end"), [("", signal.SIGTERM), ("in the code", signal.SIGINT)])
def test_a_changed_file_starts_the_server_again_until_it_is_ended(tmp_path, mistake, end):
    module, starts = tmp_path / "charter" / "module.py", tmp_path / "starts"
    module.parent.mkdir()
    module.write_text("1")
    starts.touch()
    developer = subprocess.Popen([sys.executable, "-c", DEVELOPER, str(tmp_path), SERVER, str(starts), mistake])
    try:
        until(lambda: len(pids(starts)) == 1, "the server starts", 20)
        module.write_text("2")
        os.utime(module, (1, 1))  # another time than before, however fast we are
        until(lambda: len(pids(starts)) == 2, "the server starts again", 20)
        developer.send_signal(end)
        assert developer.wait(20) == 0
    finally:
        developer.kill()
    assert not [pid for pid in pids(starts) if alive(pid)]


def pids(starts) -> list[int]:
    return [int(line) for line in starts.read_text().splitlines()]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
