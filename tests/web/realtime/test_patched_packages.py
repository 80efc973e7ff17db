"""Charter starts only with the versions of packages that its patches were written for."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from charter import create_app
from charter.config import Misconfigured, Settings
from charter.web.realtime.patched_packages import SERIES


def installed(folder: Path, name: str, version: str) -> None:
    """Let a folder on the path say that this version of a package is installed."""
    about = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")


def sentence(name: str, version: str) -> str:
    wanted = f"Charter patches {name} and was made for its versions {SERIES[name]}.*"
    return f"{wanted}; installed is {version}: run `pip install '{name}~={SERIES[name]}.0'`."


def test_whoever_installs_charter_gets_the_versions_that_are_patched():
    asked = tomllib.loads(Path("pyproject.toml").read_text())["project"]["dependencies"]
    assert {f"{name}~={series}.0" for name, series in SERIES.items()} <= set(asked)


def test_a_newer_patch_release_of_a_package_is_taken(tmp_path, monkeypatch):
    for name, series in SERIES.items():
        installed(tmp_path, name, f"{series}.99")
    monkeypatch.syspath_prepend(tmp_path)
    assert create_app(Settings(environment="development", instance=str(tmp_path)))


def test_every_other_version_is_refused_at_once_in_a_sentence_each(tmp_path, monkeypatch):
    others = {"python-engineio": "4.16.0", "python-socketio": "5.180.1", "simple-websocket": "2.0"}
    for name, version in others.items():
        installed(tmp_path, name, version)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(Misconfigured) as refusal:
        create_app(Settings(environment="development", instance=str(tmp_path)))
    assert str(refusal.value).splitlines() == [sentence(*each) for each in others.items()]


@pytest.mark.parametrize("command", [["-m", "charter.cli", "serve"], ["-c", "from charter import wsgi; wsgi.main()"]])
def test_the_server_does_not_start_with_another_version(tmp_path, command):
    installed(tmp_path, "python-engineio", "4.16.0")
    settings = {"PYTHONPATH": str(tmp_path), "CHARTER_ENV": "development", "CHARTER_INSTANCE": str(tmp_path)}
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, env=settings)
    assert (done.returncode, done.stdout) == (78, "")
    assert done.stderr.strip().removeprefix("Error: ") == sentence("python-engineio", "4.16.0")
