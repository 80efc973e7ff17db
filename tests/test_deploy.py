"""What docs/deploy.md tells to copy and to type. tests/processes runs a whole site from these files."""

import os
import re
import shutil
import subprocess
import sys
from configparser import ConfigParser
from dataclasses import fields
from pathlib import Path
from secrets import token_hex

import pytest

from charter.cli import group
from charter.commands import REFUSED_SETTINGS
from charter.config import Settings
from tests.support.services import DEPLOY, NGINX, certificate

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
    assert f" {unit['Service']['EnvironmentFile'].replace('%p', 'charter')}" in PAGE
    assert unit["Unit"]["PartOf"] == unit["Install"]["WantedBy"] == "%p.target"


def test_the_commands_of_the_page_exist():
    named = {line.split()[1] for line in commands("charter ")}
    assert named == {"db", "mail-test", "invite", "check", "restore", "copy-from"}
    assert named <= set(group.commands)


def test_nginx_asks_the_ports_that_systemd_starts():
    started = set(re.findall(r"charter@(\d+)", " ".join(commands("systemctl enable"))))
    assert set(re.findall(r"server 127.0.0.1:(\d+)", (DEPLOY / "nginx.conf").read_text())) == started


def test_the_shell_reads_the_settings_as_systemd_does(tmp_path):
    lines = [line for line in (DEPLOY / "charter.env").read_text().splitlines() if line[0] != "#"]
    (function,) = commands("charter()")
    script = function.replace("/etc/charter", str(DEPLOY.resolve())).replace("runuser -u charter -- ", "")
    script = script.replace("cd /var/lib/charter &&", "")
    script = script.replace("/opt/charter/bin/charter", "env") + "\ncharter"
    seen = subprocess.run(["sh", "-c", script], check=True, capture_output=True, text=True).stdout.splitlines()
    assert set(lines) <= set(seen)


def test_nginx_takes_the_files_of_two_sites_side_by_side(tmp_path):
    """As the page makes the second one: with the word and the ports that its `sed` puts in."""
    (tmp_path / "sites").mkdir()
    first, others = (DEPLOY / "nginx.conf").read_text(), (DEPLOY / "nginx-other-names.conf").read_text()
    (command,) = commands("sed 's/charter/two/g")
    [change] = re.findall(r"'([^']+)'", command)
    second = subprocess.run(["sed", change], input=first, capture_output=True, text=True, check=True).stdout
    assert "charter" not in second
    assert set(re.findall(r"127.0.0.1:(\d+)", first)).isdisjoint(re.findall(r"127.0.0.1:(\d+)", second))
    certificate(tmp_path)
    for name, text in {"one": first, "two": second, "others": others}.items():
        text = re.sub(r"/etc/letsencrypt/live/[^/]+/", f"{tmp_path}/", text)
        text = re.sub(r"/var/(log|cache)/nginx/", f"{tmp_path}/", text)
        (tmp_path / "sites" / name).write_text(text)
    main = NGINX.format(folder=tmp_path).replace("site.conf", "sites/*")
    (tmp_path / "nginx.conf").write_text(main)
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    done = subprocess.run([program, "-t", "-c", str(tmp_path / "nginx.conf")], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


def test_the_certificate_comes_before_the_site_that_needs_it():
    assert PAGE.index("certbot certonly") < PAGE.index("sites-enabled/default") < PAGE.index("nginx -t")
    packages = " ".join(commands("apt-get install")).split()
    assert {"certbot", "nginx"} <= set(packages)
    [folder] = re.findall(r"certbot certonly --webroot -w (\S+)", PAGE)
    assert f"root {folder};" in (DEPLOY / "nginx.conf").read_text()


def test_a_second_site_shares_no_name_with_the_first(unit):
    service = unit["Service"]
    assert (service["User"], service["StateDirectory"], service["EnvironmentFile"]) == (
        "%p",
        "%p",
        "/etc/charter/%p.env",
    )


def test_backups_are_made_by_a_command_that_exists_where_the_page_makes_room(unit):
    service = (DEPLOY / "charter-backup@.service").read_text()
    [command] = re.findall(r"/opt/charter/bin/charter (\w+)", service)
    assert command in group.commands
    assert "/var/backups/charter" in " ".join(commands("install -d"))
    assert "ExecStartPost=/usr/bin/find /var/backups/%i" in service  # only after a new one was written


def test_the_backup_that_the_timer_makes_is_written_and_old_ones_go(app, tmp_path):
    """The very lines of the unit, in a shell, with this test's folders."""
    lines = (DEPLOY / "charter-backup@.service").read_text().splitlines()
    run, clean = (line.split("=", 1)[1] for line in lines if line.startswith(("ExecStart=", "ExecStartPost=")))
    here = {"/var/backups/%i": str(tmp_path), "%%": "%", "/opt/charter/bin/charter": f"{sys.executable} -m charter.cli"}
    old = tmp_path / "old.backup"
    old.touch()
    os.utime(old, (0, 0))
    settings = os.environ | {"CHARTER_ENV": "development", "CHARTER_INSTANCE": str(tmp_path)}
    for line in (run, clean):
        for written, meant in here.items():
            line = line.replace(written, meant)
        subprocess.run(line, shell=True, check=True, env=settings, capture_output=True)
    [made] = tmp_path.glob("*.backup")
    assert made != old
    assert made.stat().st_size > 100_000
