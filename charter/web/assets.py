"""The built front end: file names contain a hash of the content, so browsers may cache them for
ever."""

import json
import re
from functools import cache
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

from charter.web.security.headers import FIXED

_HASHED = re.compile(r"-[A-Z0-9]{8}\.\w+$")


class NotBuilt(Exception):
    """The front end is not built; run `make build`."""


@cache
def _manifest(folder: Path) -> dict[str, str]:
    try:
        names: dict[str, str] = json.loads((folder / "manifest.json").read_text())
    except FileNotFoundError:
        raise NotBuilt(f"no built front end in {folder}: run `make build`") from None
    return names


def install(app: Flask, folder: Path) -> None:
    """Serve `folder` under /static/, precompressed, and give templates `asset(name)`. What browsers ask
    for by a fixed address (favicon.ico) stands in its folder `fixed`."""

    def asset(name: str) -> str:
        return f"/static/{_manifest(folder)[name]}"

    app.jinja_env.globals.update(asset=asset)
    files = WhiteNoise(
        app.wsgi_app,
        root=folder,
        prefix="static/",
        immutable_file_test=lambda path, url: bool(_HASHED.search(url)),
        add_headers_function=_harden,
    )
    files.add_files(folder / "fixed")
    app.wsgi_app = files  # type: ignore[method-assign]


def _harden(headers: Headers, _path: str, _url: str) -> None:
    for name, value in FIXED.items():
        headers[name] = value
