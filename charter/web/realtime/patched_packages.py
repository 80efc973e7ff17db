"""The packages that are patched here, each in the series of versions that the patches were written
for.

The patches replace methods of these packages, private ones too. Another version could lose messages
without an error, so that a start with one is refused. `pyproject.toml` has the same bounds.
"""

from importlib.metadata import PackageNotFoundError, version

from charter.config import Misconfigured

SERIES = {"python-engineio": "4.15", "python-socketio": "5.18", "simple-websocket": "1.1"}


def check_versions() -> None:
    """Misconfigured, with each package of which another series of versions is installed."""
    wrong = [_sentence(name, series) for name, series in SERIES.items() if not _is_of(name, series)]
    if wrong:
        raise Misconfigured("\n".join(wrong))


def _is_of(name: str, series: str) -> bool:
    return _installed(name).startswith(f"{series}.")


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def _sentence(name: str, series: str) -> str:
    wanted = f"Charter patches {name} and was made for its versions {series}.*"
    return f"{wanted}; installed is {_installed(name)}: run `pip install '{name}~={series}.0'`."
