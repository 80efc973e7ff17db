"""Starts servers from a process that has imported Charter with all its features: an interpreter needs two seconds for
that, a fork a few milliseconds. What the servers compile, they share. `python -m gevent.monkey --module
tests.support.preloaded` is that process; it reads a request a line."""

import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from pkgutil import walk_packages
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from gevent.monkey import get_original
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.orm import configure_mappers

import charter

fork, waitpid = get_original("os", ["fork", "waitpid"])


class Preloaded:
    """The process that forks, from outside."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "gevent.monkey", "--module", "tests.support.preloaded"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def start(self, module: str, environment: dict[str, str], log: Path) -> "Forked":
        """Run `main()` of a module, in its own process; what it prints goes to the end of `log`."""
        return Forked(self, self.ask(module=module, environment=environment, log=str(log)))

    def ask(self, **request: object) -> Any:
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def stop(self) -> None:
        self._process.communicate()


class Forked:
    """A process, as `subprocess.Popen` shows one."""

    def __init__(self, preloaded: Preloaded, pid: int) -> None:
        self._preloaded, self.pid = preloaded, pid
        self.returncode: int | None = None

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def wait(self) -> int:
        return self._ended(0)

    def poll(self) -> int | None:
        return self._ended(os.WNOHANG)

    def _ended(self, options: int) -> int | None:
        if self.returncode is None:
            self.returncode = self._preloaded.ask(pid=self.pid, options=options)
        return self.returncode


@contextmanager
def preloaded() -> Iterator[Preloaded]:
    """That process, until the end of the block; processes it forked end with it."""
    process = Preloaded()
    try:
        yield process
    finally:
        process.stop()


def main() -> None:
    """Answer requests until there are no more."""
    running: set[int] = set()
    with TemporaryDirectory() as folder:
        _warm_up(Path(folder))
        for line in sys.stdin:
            request = json.loads(line)
            answer = _wait(running, **request) if "pid" in request else _fork(running, **request)
            print(json.dumps(answer), flush=True)
    for pid in running:
        os.kill(pid, signal.SIGKILL)
        waitpid(pid, 0)


def _warm_up(folder: Path) -> None:
    """Import every feature, as an application does. None is made here: what it leaves in the extensions, a limit of
    requests for one, would be that of the servers too."""
    importlib.import_module("charter.wsgi")
    for module in walk_packages(charter.__path__, "charter."):
        if not module.name.startswith(("charter.migrations", "charter.verifier")):
            importlib.import_module(module.name)
    configure_mappers()
    Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(str(folder))}
    gc.collect()
    gc.freeze()


def _fork(running: set[int], module: str, environment: dict[str, str], log: str) -> int:
    pid = fork()
    if pid == 0:
        _become(module, environment, log)
    running.add(pid)
    return pid


def _become(module: str, environment: dict[str, str], log: str) -> None:
    status = 1
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT), 1)
        os.dup2(1, 2)
        os.environ.clear()
        os.environ.update(environment)
        importlib.import_module(module).main()
        status = 0
    except SystemExit as ending:
        status = ending.code if isinstance(ending.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(status)


def _wait(running: set[int], pid: int, options: int) -> int | None:
    ended, status = waitpid(pid, options)
    if ended == 0:
        return None
    running.discard(pid)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    main()
