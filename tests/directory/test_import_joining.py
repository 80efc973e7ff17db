"""A table of people also brings its associations, moderators and observers into the assembly of a charter."""

import re

import pytest
from sqlalchemy import update

from charter.accounts import queries as accounts
from charter.charters import actions as charters
from charter.charters import assembly as assemblies
from charter.charters import queries as charter_queries
from charter.charters.assembly import Assembly
from charter.charters.models import Charter
from charter.database import db
from tests.directory.preview import FAULTY, TABLE, confirm, create_all, send


@pytest.fixture
def secretary(sign_in):
    return sign_in("secretariat")


def second_charter():
    """Another charter, with a moderator alone in its assembly."""
    by = accounts.get_by_email("moderation@forum.example")
    charter = charters.create("Charte de l’eau", "", "fr", by, Assembly(appointed=frozenset([by.id])))
    return charter.id


def test_a_table_brings_its_associations_and_observers_into_the_assembly_of_a_charter(secretary):
    charter_id = second_charter()
    table = TABLE.replace("Couleur", "Sièges").replace("oui;bleu", "oui;3")
    create_all(secretary, preview := send(secretary, table))
    page = confirm(secretary, preview, charter=charter_id).text
    assert "2 associations join the assembly." in page
    assembly = assemblies.present(charter_id)
    places = {each.association_id: each.seats for each in assembly.places}
    assert places == {
        accounts.association_named("Ville de Liège").id: 3,
        accounts.association_named("Ville de Namur").id: 1,
    }
    assert accounts.get_by_email("veronique@forum.example").id in assembly.appointed


def test_a_table_that_is_there_already_still_joins_a_charter_and_only_once(secretary):
    charter_id = second_charter()
    create_all(secretary, preview := send(secretary, TABLE))
    confirm(secretary, preview)
    assert "2 associations join" in confirm(secretary, send(secretary, TABLE), charter=charter_id).text
    assert "join the assembly" not in confirm(secretary, send(secretary, TABLE), charter=charter_id).text
    assert len(assemblies.present(charter_id).places) == 2


def test_delegates_join_with_their_association_where_the_table_does_not_name_it(secretary):
    charter_id = second_charter()
    table = "Nom;Courriel\nDélégation de Namur;namur@forum.example\n"
    assert "1 association joins" in confirm(secretary, send(secretary, table), charter=charter_id).text
    assert accounts.get_by_email("namur@forum.example").id in charter_queries.taking_part(charter_id)


def test_a_charter_that_nobody_moderates_yet_takes_in_a_table(secretary):
    charter = charters.create(
        "Charte de l’air", "", "fr", accounts.get_by_email("secretariat@forum.example"), Assembly()
    )
    create_all(secretary, preview := send(secretary, TABLE))
    assert "2 associations join" in confirm(secretary, preview, charter=charter.id).text


def test_a_refused_import_keeps_what_was_ticked(secretary):
    charter_id = second_charter()
    page = confirm(secretary, send(secretary, FAULTY), charter=charter_id, invite="on").text
    assert re.search(r'name="invite" checked', page)
    assert f'<option value="{charter_id}" selected>' in page


def test_nothing_is_imported_when_the_assembly_refuses(secretary):
    charter_id = second_charter()
    db.session.execute(update(Charter).where(Charter.id == charter_id).values(stage="adopted"))
    db.session.commit()
    refused = confirm(secretary, send(secretary, FAULTY), charter=charter_id, leave_out_faulty="on")
    assert "An adopted charter no longer changes." in refused.text
    assert accounts.by_email("anne@a.example") is None
