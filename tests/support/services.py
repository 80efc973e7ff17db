"""Real servers for tests, on this machine and for their time only: PostgreSQL, Redis and nginx."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

DEPLOY = Path("docs/deploy")

END_S = 60
"""Seconds that a server may take to end when it is asked to."""
LAST_LINES = 40
"""Of a server's log, told when a test finds the server gone."""
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""What the browser of the tests is started with."""


def chromium_program() -> str:
    """The Chromium that was asked for; else the one without windows, where there is one: the same engine, of which a
    journey costs half as much."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or "/usr/bin/chromium"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def running(command: list[str], port: int, log: Path, **account: object) -> Iterator[subprocess.Popen]:
    """A server from the moment it answers on its port until the end of the block; what it prints goes to `log`."""
    with log.open("w") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, **account)
    try:
        _wait(port, lambda: last_words(process, log))
        yield process
    finally:
        process.send_signal(signal.SIGINT)  # at SIGTERM, PostgreSQL would wait until its clients have left
        process.wait(END_S)


def _wait(port: int, describe: Callable[[], str] = str) -> None:
    for _ in range(200):
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nothing answers on port {port}: {describe()}")


def last_words(process: subprocess.Popen, log: Path) -> str:
    """Whether a server runs, and the end of its log."""
    status = process.poll()
    lines = log.read_text(errors="replace").splitlines()[-LAST_LINES:]
    return "\n".join([f"the server {'runs' if status is None else f'ended with {status}'}; its log ends with:", *lines])


def _wait_until_ready(asking: Path, server: "PostgreSQL") -> None:
    """PostgreSQL answers on its port before it lets anybody in."""
    for _ in range(200):
        if (
            subprocess.run([str(asking), "-q", "-h", "127.0.0.1", "-p", str(server.port), "-U", "charter"]).returncode
            == 0
        ):
            return
        time.sleep(0.05)
    raise AssertionError(f"PostgreSQL lets nobody in: {last_words(server.process, server.log)}")


@dataclass
class PostgreSQL:
    """A server, asked for its databases by `psql`: no connection of ours stays open in the one that is copied."""

    port: int
    process: subprocess.Popen
    log: Path
    made: int = 0

    def address(self, name: str) -> str:
        return f"postgresql+psycopg://charter@127.0.0.1:{self.port}/{name}"

    def new_database(self, like: str = "") -> str:
        """The address of a new database: empty, or a copy of the one at an address, which nobody uses meanwhile."""
        self.made += 1
        template = f" TEMPLATE {like.rsplit('/', 1)[1]}" if like else ""
        admin = self.address("postgres").replace("+psycopg", "")
        command = ["psql", admin, "-qc", f"CREATE DATABASE d{self.made}{template}"]
        made = subprocess.run(command, capture_output=True, text=True)
        assert made.returncode == 0, f"{made.stderr}{last_words(self.process, self.log)}"
        return self.address(f"d{self.made}")


@contextmanager
def postgresql_server(folder: Path) -> Iterator[PostgreSQL]:
    """A PostgreSQL server with its files in `folder`."""
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda found: int(found.parent.name))
    account: dict[str, object] = {}
    if os.geteuid() == 0:  # PostgreSQL does not run as root: there, the account that Debian made for it
        account = {"user": "postgres", "group": "postgres", "extra_groups": []}
        shutil.chown(folder, "postgres")
        for parent in folder.parents[: len(folder.parents) - 2]:
            parent.chmod(parent.stat().st_mode | 0o011)
    cluster = folder / "cluster"
    make = [str(programs / "initdb"), "-U", "charter", "--auth=trust", "--no-sync", "-D", str(cluster)]
    subprocess.run(make, check=True, capture_output=True, **account)
    port = free_port()
    serve = [str(programs / "postgres"), "-D", str(cluster), "-p", str(port), "-k", str(folder)]
    serve += ["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
    log = folder / "postgresql.log"
    with running(serve, port, log, **account) as process:
        server = PostgreSQL(port, process, log)
        _wait_until_ready(programs / "pg_isready", server)
        yield server


class Redis:
    """An empty Redis that can be stopped and started again on its port; its log is in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.port, self.log = free_port(), folder / "redis.log"
        self.address = f"redis://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--save", "", "--bind", "127.0.0.1"]
        with self.log.open("a") as out:
            self._process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        _wait(self.port, lambda: last_words(self._process, self.log))

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """The address of an empty Redis, with its log in `folder`."""
    server = Redis(folder)
    try:
        yield server.address
    finally:
        server.kill()


@dataclass(frozen=True)
class Front:
    """The site as nginx shows it: with TLS, without, and the door that only points to the first."""

    secure: str
    plain: str
    redirecting: str
    log: Path
    certificate: Path
    cache: Path


NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx-errors.log;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@contextmanager
def nginx(folder: Path, ports: list[int]) -> Iterator[Front]:
    """The site of docs/deploy/nginx.conf in front of processes on three ports; only names, ports and paths differ."""
    front = Front(
        secure=f"https://localhost:{free_port()}",
        plain=f"http://localhost:{free_port()}",
        redirecting=f"http://localhost:{free_port()}",
        log=folder / "nginx.log",
        certificate=folder / "fullchain.pem",
        cache=folder / "cache",
    )
    certificate(folder)
    (folder / "site.conf").write_text(_site(folder, ports, front))
    user = "user root;\n" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(user + NGINX.format(folder=folder))
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    with running([program, "-c", str(folder / "nginx.conf")], _port(front.secure), folder / "nginx-output.log"):
        yield front


def certificate(folder: Path) -> None:
    """A certificate for localhost, and its key."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
        + ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
        + ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")],
        check=True,
        capture_output=True,
    )


def _site(folder: Path, ports: list[int], front: Front) -> str:
    secure, plain, redirecting = _port(front.secure), _port(front.plain), _port(front.redirecting)
    changes = {
        "listen 443 ssl http2;": f"listen 127.0.0.1:{secure} ssl http2; listen 127.0.0.1:{plain};",
        "listen 443 ssl default_server;": f"listen 127.0.0.1:{secure} ssl default_server;",
        "listen 80 default_server;": f"listen 127.0.0.1:{redirecting} default_server;",
        "listen 80;": f"listen 127.0.0.1:{redirecting};",
        "return 301 https://charter.example.org$": f"return 301 {front.secure}$",
        "/etc/letsencrypt/live/charter.example.org/": f"{folder}/",
        "server_name charter.example.org;": "server_name localhost;",
        "/var/cache/nginx/charter": f"{folder}/cache",
        "/var/log/nginx/charter.log": str(front.log),
        "listen [::]:": "# listen [::]:",
    }
    changes |= {f"127.0.0.1:{8001 + n} ": f"127.0.0.1:{port} " for n, port in enumerate(ports)}
    site = (DEPLOY / "nginx.conf").read_text() + (DEPLOY / "nginx-other-names.conf").read_text()
    for written, here in changes.items():
        assert written in site, written
        site = site.replace(written, here)
    return site


def _port(url: str) -> int:
    return int(url.rsplit(":", 1)[1])
