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
def amended(template, tmp_path_factory):
    """The files of the archive."""
    folder = tmp_path_factory.mktemp("amended")
    shutil.copy(template / "demo.db", folder / "charter.db")
    app = make_app(folder)
    with app.app_context():
        decide_amendments()
        files = inside(actions.export(first_charter(), "zip"))
        db.session.remove()
        db.engine.dispose()
    return files
