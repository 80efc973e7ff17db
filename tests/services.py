"""Real servers for tests, on this machine and for their time only: PostgreSQL and Redis."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def running(command: list[str], port: int) -> Iterator[None]:
    """A server from the moment it answers on its port until the end of the block."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        yield
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    for _ in range(200):
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nothing answers on port {port}")


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """The address of an empty PostgreSQL database in `folder`."""
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda found: int(found.parent.name))
    port = free_port()
    # PostgreSQL does not run as root: there, the account that Debian made for it
    account = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if account:
        shutil.chown(folder, "postgres")
        for parent in folder.parents[: len(folder.parents) - 2]:
            parent.chmod(parent.stat().st_mode | 0o011)
    cluster = folder / "cluster"
    make = [*account, str(programs / "initdb"), "-U", "charter", "--auth=trust", "--no-sync", "-D", str(cluster)]
    subprocess.run(make, check=True, capture_output=True)
    serve = [*account, str(programs / "postgres"), "-D", str(cluster), "-p", str(port), "-k", str(folder)]
    with running([*serve, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"], port):
        yield f"postgresql+psycopg://charter@127.0.0.1:{port}/postgres"


@contextmanager
def redis() -> Iterator[str]:
    """The address of an empty Redis."""
    port = free_port()
    with running(["redis-server", "--port", str(port), "--save", "", "--bind", "127.0.0.1"], port):
        yield f"redis://127.0.0.1:{port}"
