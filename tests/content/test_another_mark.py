"""A copy of this house in which one more mark is declared: it is known wherever marks are, without another change."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_house import tracked

DECLARED = {
    "tag": "mark",
    "aliases": ["big"],
    "css": {"property": "text-transform", "values": "uppercase"},
    "label": "Capitals",
    "said": "in capitals",
    "typst": "upper",
    "key": "Mod-u",
    "toolbar": 6,
    "plain": {"letters": "ab", "as": "AB", "sign": "!"},
}
"""Printed by a function that changes the letters, so that its work can be read in a PDF."""


@pytest.fixture
def house(tmp_path) -> Path:
    """What is tracked and built here, with one more mark."""
    for file in tracked("charter", "templates", "tests", "static", "pyproject.toml"):
        target = tmp_path / file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)
    for built in ("node_modules", "dist", "fonts"):
        (tmp_path / "static" / built).symlink_to(Path("static", built).resolve())

    file = tmp_path / "charter/content/schema.json"
    spec = json.loads(file.read_text())
    spec["marks"]["capitals"] = DECLARED
    spec["version"] += 1
    file.write_text(json.dumps(spec))
    return tmp_path


def test_one_more_mark_is_declared_in_one_place_and_known_everywhere(house):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/content/another_mark/found.py"]
    found = subprocess.run(
        command, cwd=house, env=os.environ | {"PYTHONPATH": str(house)}, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout[-4000:] + found.stderr[-1000:]
