"""What docs/deploy.md tells to copy and to type. tests/processes runs a whole site from these files."""

import re
import shutil
import subprocess
from configparser import ConfigParser
from dataclasses import fields
from pathlib import Path
from secrets import token_hex

import pytest

from charter.cli import group
from charter.commands import REFUSED_SETTINGS
from charter.config import Settings
from tests.services import DEPLOY, postgresql

PAGE = Path("docs/deploy.md").read_text()


def commands(start: str) -> list[str]:
    """The commands of the page that begin so, without the change of account before them."""
    lines = [
        re.sub(r"^runuser -u \w+ -- ", "", line) for block in PAGE.split("```")[1::2] for line in block.splitlines()
    ]
    return [line for line in lines if line.startswith(start)]


@pytest.fixture
def unit() -> ConfigParser:
    unit = ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read(DEPLOY / "charter@.service")
    return unit


def test_every_file_is_told_where_to_go_and_no_other_is():
    told = set(re.findall(r"docs/deploy/(\S+)", " ".join(commands("install"))))
    assert told == {file.name for file in DEPLOY.iterdir()}


def test_the_settings_are_real_ones_and_only_the_secret_is_left_to_fill_in():
    lines = [line.split("=", 1) for line in (DEPLOY / "charter.env").read_text().splitlines() if line[0] != "#"]
    assert {name for name, _ in lines} <= {field.metadata["variable"] for field in fields(Settings)}
    assert [name for name, value in lines if not value] == ["CHARTER_SECRET_KEY"]
    assert Settings.read(dict(lines) | {"CHARTER_SECRET_KEY": token_hex(32)}).proxies == "1"


def test_the_unit_starts_a_command_that_exists_with_the_files_that_the_page_installs(unit):
    program, command = unit["Service"]["ExecStart"].split()
    assert program.removesuffix("charter") in PAGE
    assert command in group.commands
    assert unit["Service"]["RestartPreventExitStatus"] == str(REFUSED_SETTINGS)
    assert f" {unit['Service']['EnvironmentFile']}" in PAGE
    assert unit["Unit"]["PartOf"] == unit["Install"]["WantedBy"] == "charter.target"


def test_the_commands_of_the_page_exist():
    named = {line.split()[1] for line in commands("charter ")}
    assert named == {"db", "invite", "copy-from"}
    assert named <= set(group.commands)


def test_nginx_asks_the_ports_that_systemd_starts():
    started = set(re.findall(r"charter@(\d+)", " ".join(commands("systemctl enable"))))
    assert set(re.findall(r"server 127.0.0.1:(\d+)", (DEPLOY / "nginx.conf").read_text())) == started


def test_the_shell_reads_the_settings_as_systemd_does(tmp_path):
    lines = [line for line in (DEPLOY / "charter.env").read_text().splitlines() if line[0] != "#"]
    (function,) = commands("charter()")
    script = function.replace("/etc/charter", str(DEPLOY.resolve())).replace("runuser -u charter -- ", "")
    script = script.replace("/opt/charter/bin/charter", "env") + "\ncharter"
    seen = subprocess.run(["sh", "-c", script], check=True, capture_output=True, text=True).stdout.splitlines()
    assert set(lines) <= set(seen)


def test_a_backup_of_postgresql_is_restored_whole(tmp_path):
    folder = tmp_path / "cluster"
    folder.mkdir()
    with postgresql(folder) as address:
        where = f"-h 127.0.0.1 -p {address.split(':')[-1].split('/')[0]} -U charter"
        sql(where, "postgres", "CREATE DATABASE charter; CREATE DATABASE charter_restored")
        sql(where, "charter", "CREATE TABLE word (said text); INSERT INTO word VALUES ('Liberté')")
        for command in commands("pg_dump") + commands("pg_restore"):
            program, rest = command.replace("/var/backups/charter", str(tmp_path)).split(" ", 1)
            subprocess.run(f"{program} {where} {rest}", shell=True, check=True)
        assert sql(where, "charter_restored", "SELECT said FROM word") == "Liberté"


def sql(where: str, database: str, statements: str) -> str:
    command = ["psql", *where.split(), "-d", database, "-v", "ON_ERROR_STOP=1", "-qtA"]
    return subprocess.run(command, input=statements, check=True, capture_output=True, text=True).stdout.strip()


def test_a_backup_of_sqlite_is_the_whole_database(template, tmp_path):
    shutil.copy(template / "demo.db", tmp_path / "charter.db")
    (tmp_path / "backup").mkdir()
    (command,) = commands("sqlite3")
    command = command.replace("/var/lib/charter", str(tmp_path)).replace(
        "/var/backups/charter", str(tmp_path / "backup")
    )
    subprocess.run(command, shell=True, check=True)
    dumps = [
        subprocess.run(["sqlite3", str(file), ".dump"], check=True, capture_output=True).stdout
        for file in (tmp_path / "charter.db", tmp_path / "backup" / "charter.db")
    ]
    assert dumps[0] == dumps[1] != b""
