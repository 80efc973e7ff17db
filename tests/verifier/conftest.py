"""A database with votes of every kind, made once; each test has a copy."""

import shutil

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from charter.database import db
from charter.export import actions
from charter.journal import checkpoints
from tests.conftest import make_app
from tests.verifier.assembly import decide_everything, first_charter
from tests.verifier.forging.archives import inside


@pytest.fixture(scope="session")
def decided(template, tmp_path_factory):
    """A folder with the database, the archive of its first charter, and the key of its site."""
    folder = tmp_path_factory.mktemp("decided")
    shutil.copy(template / "demo.db", folder / "charter.db")
    app = make_app(folder)
    with app.app_context():
        decide_everything()
        (folder / "archive.zip").write_bytes(actions.export(first_charter(), "zip"))
        (folder / "seed").write_bytes(checkpoints.signing_key().private_bytes_raw())
        (folder / "key.txt").write_text(checkpoints.signing_key().public_key().public_bytes_raw().hex())
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    return folder


@pytest.fixture
def archive(decided):
    return (decided / "archive.zip").read_bytes()


@pytest.fixture
def files(archive):
    return inside(archive)


@pytest.fixture
def key(decided):
    return (decided / "key.txt").read_text()


@pytest.fixture
def site(decided, tmp_path):
    """The application on a copy of that database, inside its context."""
    shutil.copy(decided / "charter.db", tmp_path / "charter.db")
    app = make_app(tmp_path)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def site_key(decided):
    """With which the site itself signs."""
    return Ed25519PrivateKey.from_private_bytes((decided / "seed").read_bytes())
