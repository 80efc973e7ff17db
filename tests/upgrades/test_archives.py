"""Archives of sites that earlier commits began: they hold, and say in a sentence what their journal does not prove."""

import flask_migrate
import pytest

from charter.charters.models import Charter
from charter.database import db
from charter.export import actions
from charter.verifier import main
from tests.upgrades.test_walk import DUMPS, end_open_votes, fill, site
from tests.verifier.archives import inside

SQLITE = [dump for dump in DUMPS if dump.endswith("sqlite")]


@pytest.mark.parametrize("dump", SQLITE)
def test_an_archive_holds_before_and_after_the_first_new_entry(tmp_path, dump):
    address = f"sqlite:///{tmp_path / 'old.db'}"
    fill(address, dump)
    with site(tmp_path, address):
        flask_migrate.upgrade()
        for charter in db.session.query(Charter):
            before = main.problems(inside(actions.export(charter, "zip")))
            assert before[0] == []
            assert main.UNNUMBERED in [text for text, _ in before[1]]
        end_open_votes()
        for charter in db.session.query(Charter):
            found, notes = main.problems(inside(actions.export(charter, "zip")))
            assert found == []
            assert main.UNNUMBERED not in [text for text, _ in notes]
