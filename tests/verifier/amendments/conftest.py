"""An archive of decided amendments, made once; forgeries change what it says."""

import shutil

import pytest

from charter.database import db
from charter.export import actions
from tests.conftest import make_app
from tests.verifier.amendments.amending import decide_amendments
from tests.verifier.assembly import first_charter
from tests.verifier.forging.archives import inside


@pytest.fixture(scope="session")
def exported(template, tmp_path_factory):
    """What is exported, by format."""
    folder = tmp_path_factory.mktemp("amended")
    shutil.copy(template / "demo.db", folder / "charter.db")
    app = make_app(folder)
    with app.app_context():
        decide_amendments()
        files = {name: actions.export(first_charter(), name) for name in ("html", "pdf", "zip")}
        db.session.remove()
        db.engine.dispose()
    return files


@pytest.fixture(scope="session")
def amended(exported):
    """The files of the archive."""
    return inside(exported["zip"])
