"""Archives of sites that earlier commits began: they hold, and say in a sentence what their journal does not prove."""

import flask_migrate
import pytest

from charter.charters.models import Charter
from charter.database import db
from charter.export import actions
from charter.journal.models import Entry
from charter.verifier import main
from tests.upgrades.test_walk import DUMPS, end_open_votes, fill, site
from tests.verifier.forging.archives import inside

SQLITE = [dump for dump in DUMPS if dump.endswith("sqlite")]


@pytest.mark.parametrize("dump", SQLITE)
def test_an_archive_holds_before_and_after_the_first_new_entry(tmp_path, dump):
    address = f"sqlite:///{tmp_path / 'old.db'}"
    fill(address, dump)
    with site(tmp_path, address):
        flask_migrate.upgrade()
        is_unnumbered = db.session.query(Entry).filter(Entry.number.is_not(None)).count() == 0
        for charter in db.session.query(Charter):
            before = main.problems(inside(actions.export(charter, "zip")))
            assert before[0] == []
            assert (main.UNNUMBERED in [text for text, _ in before[1]]) is is_unnumbered
        end_open_votes()
        for charter in db.session.query(Charter):
            found, notes = main.problems(inside(actions.export(charter, "zip")))
            assert found == []
            assert main.UNNUMBERED not in [text for text, _ in notes]
            named = [values["numbers"] for text, values in notes if text == main.EARLY]
            assert ", ".join(opened_early(charter)) == "".join(named)


def opened_early(charter):
    """The votes of which the journal does not hold all that was fixed at the opening."""
    opened = db.session.query(Entry).filter_by(verb="vote.opened", charter_id=charter.id).order_by(Entry.seq)
    return [entry.subject.removeprefix("vote:") for entry in opened if "ordinal" not in entry.facts]
