"""A whole site as docs/deploy.md describes it: PostgreSQL, Redis, three processes, nginx in front."""

import os
import signal
from http.client import HTTPException
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from flask import Flask

from charter.database import db
from tests.processes.support.browser import Browser
from tests.support.preloaded import Preloaded
from tests.support.services import DEPLOY, Front, Redis, free_port
from tests.support.waiting import until

START = 60.0
"""Seconds that a process may take to start on a busy machine."""


def settings(folder: Path, database: str, redis: str, public_url: str) -> dict[str, str]:
    """The environment of docs/deploy/charter.env, with what is one's own filled in."""
    lines = [line for line in (DEPLOY / "charter.env").read_text().splitlines() if line and line[0] != "#"]
    return dict(line.split("=", 1) for line in lines) | {
        "CHARTER_SECRET_KEY": "a secret of these tests, and of nothing else",
        "CHARTER_PUBLIC_URL": public_url,
        "CHARTER_MAIL_URL": "smtp://127.0.0.1:1",
        "CHARTER_DATABASE_URL": database,
        "CHARTER_REDIS_URL": redis,
        "CHARTER_INSTANCE": str(folder),
    }


class Process:
    """What `charter serve` runs, on a port of its own."""

    def __init__(self, folder: Path, preloaded: Preloaded) -> None:
        self._preloaded = preloaded
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / f"process-{self.port}.log"

    def start(self, environment: dict[str, str]) -> None:
        environment = os.environ | environment | {"HOST": "127.0.0.1", "PORT": str(self.port)}
        self._process = self._preloaded.start("charter.wsgi", environment, self.log)

    def wait(self) -> None:
        """Until it answers."""
        until(self.is_healthy, f"process on {self.port} answers:\n{self.log.read_text()}", START)

    def is_healthy(self) -> bool:
        assert self._process.poll() is None, self.log.read_text()
        try:
            with urlopen(f"{self.url}/healthz", timeout=5) as answer:
                return answer.status == 200
        except (URLError, HTTPException, OSError):
            return False

    def kill(self) -> None:
        """As a crash would, without a word to anybody."""
        self._process.kill()
        self._process.wait()

    def pause(self) -> None:
        """As if its network were cut: it neither hears nor answers."""
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._process.send_signal(signal.SIGCONT)


class Site:
    """Three processes behind nginx, and what they share."""

    def __init__(
        self, app: Flask, environment: dict[str, str], processes: list[Process], redis: Redis, front: Front
    ) -> None:
        self.app, self.environment, self.processes = app, environment, processes
        self.redis, self.front = redis, front
        self._lines: dict[int, str] = {}
        self._trials = 0

    def start(self) -> None:
        for process in self.processes:
            process.start(self.environment)
        for process in self.processes:
            process.wait()

    def restart(self, process: int) -> None:
        """Start one that was killed."""
        self.processes[process].start(self.environment)
        self.processes[process].wait()

    def stop(self) -> None:
        for process in self.processes:
            process.kill()

    def line_to(self, process: int) -> str:
        """The cookie of a browser that nginx sends to the first, second or third process (0, 1, 2)."""
        while process not in self._lines:
            self._trials += 1
            cookie = f"charter_line=browser-{self._trials}"
            (served_by,) = self.served_by(f"/trial-{self._trials}", [cookie])
            self._lines[served_by] = cookie
        return self._lines[process]

    def served_by(self, path: str, cookies: list[str]) -> list[int]:
        """Ask for a path that nobody else asks for, once with each cookie; which processes answered, by nginx's log."""
        for cookie in cookies:
            Browser(self.front.plain, *filter(None, [cookie])).get(path)
        until(lambda: len(self.logged(path)) == len(cookies), "nginx writes down whom it asked")
        return self.logged(path)

    def logged(self, path: str) -> list[int]:
        """Which process answered each request for a path."""
        ports = [str(process.port) for process in self.processes]
        lines = self.front.log.read_text().splitlines() if self.front.log.exists() else []
        return [ports.index(line.rsplit(":", 1)[1]) for line in lines if f" GET {path} " in line]

    def asked(self, question):
        """What `question()` answers inside the application, on fresh data."""
        with self.app.app_context():
            answer = question()
            db.session.rollback()
        return answer
