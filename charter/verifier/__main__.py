"""Check this archive: `python3 -I verify.py` where it was unpacked, or `python3 -I archive.zip`.

It needs only Python (3.9 or newer); for signatures, also its package `cryptography`. An archive
holds this file as `verify.py` and as `__main__.py`; it runs the program in the folder `verifier`.
From the sources of Charter, run `python3 -I charter/verifier archive.zip`.
"""

import sys

# First of all: no import may find a file beside this one. The archive may hold a forged `json.py`.
HERE = __file__.replace("\\", "/").rpartition("/")[0] or "."
if not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
    del sys.path[0]
sys.path[:] = [place for place in sys.path if place.replace("\\", "/") not in ("", ".", HERE)]

from importlib.abc import InspectLoader, MetaPathFinder
from importlib.util import spec_from_loader

IS_SOURCE_TREE = HERE.endswith("charter/verifier")
PACKAGE, FOLDER = "charter.verifier", HERE if IS_SOURCE_TREE else HERE + "/verifier"
INCOMPLETE = f"{FOLDER} does not hold all of the program: unpack the whole archive"
read = __loader__.get_data  # type: ignore[name-defined]


class Sources(MetaPathFinder, InspectLoader):
    """Imports the package `charter.verifier` from its sources, and from nothing else.

    The importer of Python would prefer a compiled file of the same name, which nobody can read.
    """

    def find_spec(self, name, path=None, target=None):
        """The spec of a module of this package. `charter` is an empty package around it."""
        is_ours = name in ("charter", PACKAGE) or name.startswith(PACKAGE + ".")
        return spec_from_loader(name, self) if is_ours else None

    def is_package(self, name):
        """Whether a module is a folder with other modules."""
        return name == "charter" or _source(name, ".py") is None

    def get_source(self, name):
        """The text of a module. ImportError if there is none."""
        if name == "charter":
            return ""
        text = _source(name, "/__init__.py" if self.is_package(name) else ".py")
        if text is None:
            raise ImportError(INCOMPLETE, name=name)
        return text


def _source(name, ending):
    try:
        return read(FOLDER + name[len(PACKAGE) :].replace(".", "/") + ending).decode()
    except OSError:
        return None


if __name__ == "__main__":
    sys.meta_path.insert(0, Sources())
    try:
        from charter.verifier.main import main
    except ImportError as no:
        sys.exit(str(no))
    sys.exit(main(archive=None if IS_SOURCE_TREE else HERE))
