"""For developers: runs the server in a process of its own and starts it again when its files
change."""

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

WATCH_INTERVAL_S = 0.5
_PATTERNS = ("charter/**/*.py", "charter/**/*.mo", "charter/**/*.json", "static/dist/manifest.json")
"""What the server reads once. Jinja looks at the templates itself."""


def serve(command: list[str], home: Path) -> None:
    """Keep `command` running on the files in `home` until this process is interrupted.

    A server that stops by itself, at a mistake in what was just saved, waits for the next change.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: a server must not outlive this process
    try:
        while True:
            files = _modification_times(home)
            server = subprocess.Popen(command)  # noqa: S603  our own interpreter
            try:
                while _modification_times(home) == files:
                    time.sleep(WATCH_INTERVAL_S)
            finally:
                server.terminate()
                server.wait()
    except KeyboardInterrupt:
        pass


def _modification_times(home: Path) -> dict[Path, float]:
    return {file: file.stat().st_mtime for file in _files(home)}


def _files(home: Path) -> Iterator[Path]:
    for pattern in _PATTERNS:
        for file in home.glob(pattern):
            if file.exists():  # an editor may replace a file between the listing and the look
                yield file
