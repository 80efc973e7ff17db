"""What each test needs, as markers: `pytest -m "not browser and not server"`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
MARKERS_BY_PATH = {
    "connection": ("server", "slow"),
    "journeys": ("browser", "server", "slow"),
    "processes": ("server", "slow"),
    "collab/ydoc/test_differential.py": ("slow",),
    "collab/ydoc/test_placement.py": ("slow",),
    "imports/test_conservation.py": ("slow",),
    "test_backup.py": ("slow",),
    "content/test_another_mark.py": ("browser", "slow"),
    "directory/test_waves.py": ("slow",),
    "upgrades": ("slow",),
    "verifier": ("slow",),
    "votes/ballots/test_crowd.py": ("slow",),
    "votes/ballots/test_no_leak.py": ("slow",),
    "votes/ballots/test_races.py": ("slow",),
    "votes/lifecycle/test_state_machine.py": ("slow",),
    "votes/rules/test_second_opinion.py": ("slow",),
    "web/realtime/test_patched_packages.py": ("slow",),
    "web/test_rights_matrix.py": ("slow",),
    "web/test_two_charters.py": ("slow",),
    "web/test_walk.py": ("slow",),
}
UNCOUNTED = (
    "amendments/attacks/test_guards.py",
    "amendments/rounds/test_deadline.py",
    "connection",
    "journeys",
    "processes",
    "directory/test_waves.py",
    "export/test_reading_once.py",
    "imports/test_conservation.py",
    "upgrades/test_walk.py",
    "verifier/test_assemblies.py",
    "verifier/test_forgeries.py",
    "votes/ballots/test_crowd.py",
    "votes/ballots/test_no_leak.py",
    "votes/ballots/test_races.py",
    "votes/lifecycle/test_state_machine.py",
    "votes/rules/test_laws.py",
    "votes/rules/test_second_opinion.py",
    "web/rendering/test_escaping.py",
    "web/test_rights_matrix.py",
    "web/test_two_charters.py",
    "web/test_walk.py",
)
"""Many times the same lines, which smaller tests cover: counting them would nearly double what these cost."""
MARKERS_BY_FIXTURE = {"chromium": ("browser", "server"), "postgresql": ("postgresql", "server")}


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by where it is and by what it asks for, so that nobody has to; what is slow comes first, so that
    no process is left alone with it at the end."""
    gone = [path for path in (*MARKERS_BY_PATH, *UNCOUNTED) if not (TESTS / path).exists()]
    assert not gone, f"{gone} in {__file__}"
    for item in items:
        for marker in _markers(item):
            item.add_marker(marker)
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def _markers(item: pytest.Item) -> Iterator[str]:
    path = item.path.relative_to(TESTS)
    places = {each.as_posix() for each in (path, *path.parents)}
    for each in places:
        yield from MARKERS_BY_PATH.get(each, ())
    if places & {*UNCOUNTED}:
        yield "no_cover"
    asked = {*getattr(item, "fixturenames", ())}
    if hasattr(item, "callspec"):  # a site on one database or the other asks for its server by a parameter
        asked |= {value.split(".")[-1] for value in item.callspec.params.values() if isinstance(value, str)}
    for fixture, markers in MARKERS_BY_FIXTURE.items():
        if fixture in asked:
            yield from markers
