"""What each test needs, as markers: `pytest -m "not browser and not server"`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
SERVERS = ("browser", "server")
MARKERS_BY_FOLDER = {"journeys": SERVERS, "connection": ("server", "slow"), "processes": ("server", "slow")}
MARKERS_BY_FIXTURE = {"chromium": SERVERS}


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by its folder and by what it needs, so that nobody has to."""
    for item in items:
        for marker in _markers(item):
            item.add_marker(marker)


def _markers(item: pytest.Item) -> Iterator[str]:
    yield from MARKERS_BY_FOLDER.get(item.path.relative_to(TESTS).parts[0], ())
    fixtures = getattr(item, "fixturenames", ())
    for fixture, markers in MARKERS_BY_FIXTURE.items():
        if fixture in fixtures:
            yield from markers
    chosen = item.callspec.params.values() if hasattr(item, "callspec") else ()
    if "postgresql" in fixtures or "postgresql" in chosen:
        yield from ("postgresql", "server")
