"""Real servers for tests, on this machine and for their time only: PostgreSQL, Redis and nginx."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

DEPLOY = Path("docs/deploy")

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


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def running(command: list[str], port: int) -> Iterator[subprocess.Popen]:
    """A server from the moment it answers on its port until the end of the block."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        yield process
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


def _wait_until_ready(asking: Path, port: int) -> None:
    """PostgreSQL answers on its port before it lets anybody in."""
    for _ in range(200):
        if subprocess.run([str(asking), "-q", "-h", "127.0.0.1", "-p", str(port)]).returncode == 0:
            return
        time.sleep(0.05)
    raise AssertionError("PostgreSQL lets nobody in")


@dataclass
class PostgreSQL:
    """A server, asked for its databases by `psql`: no connection of ours stays open in the one that is copied."""

    port: int
    made: int = 0

    def address(self, name: str) -> str:
        return f"postgresql+psycopg://charter@127.0.0.1:{self.port}/{name}"

    def new_database(self, like: str = "") -> str:
        """The address of a new database: empty, or a copy of the one at an address, which nobody uses meanwhile."""
        self.made += 1
        template = f" TEMPLATE {like.rsplit('/', 1)[1]}" if like else ""
        admin = self.address("postgres").replace("+psycopg", "")
        subprocess.run(["psql", admin, "-qc", f"CREATE DATABASE d{self.made}{template}"], check=True)
        return self.address(f"d{self.made}")


@contextmanager
def postgresql_server(folder: Path) -> Iterator[PostgreSQL]:
    """A PostgreSQL server with its files in `folder`."""
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
        _wait_until_ready(programs / "pg_isready", port)
        yield PostgreSQL(port)


class Redis:
    """An empty Redis that can be stopped and started again on its port."""

    def __init__(self) -> None:
        self.port = free_port()
        self.address = f"redis://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--save", "", "--bind", "127.0.0.1"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        _wait(self.port)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


@contextmanager
def redis() -> Iterator[str]:
    """The address of an empty Redis."""
    server = Redis()
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
    with running([program, "-c", str(folder / "nginx.conf")], _port(front.secure)):
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
