"""Who comes into the directory of a site with several charters joins those that are ticked, at once."""

import pytest

from charter.accounts import queries as directory
from charter.charters import actions as charters
from charter.charters import assembly as assemblies
from charter.charters.assembly import Assembly, Place
from charter.charters.models import Charter
from charter.database import db
from charter.journal.models import Entry

EVORA = {"name": "Ville d’Évora", "country": "Portugal", "college": "Villes francophones", "seats": 2, "weight": 3}
INVITED = {"email": "evora@forum.example", "name": "Rapporteuse", "role": "observer", "association": "0"}


@pytest.fixture
def water(charter, someone) -> Charter:
    moderated = Assembly(frozenset(), frozenset({someone("moderation").id}))
    return charters.create("Charte de l’eau", "", "fr", someone("secretariat"), moderated)


def evora() -> Place:
    found = directory.association_named("Ville d’Évora")
    return Place(found.id, found.college_id, 2, 3)


def test_a_new_association_joins_the_charters_that_are_ticked(charter, water, sign_in):
    secretary = sign_in("secretariat")
    assert water.title in secretary.get("/associations/new").text
    assert secretary.post("/associations/new", data=EVORA | {"charter": water.id}).status_code == 303
    assert assemblies.present(water.id).places == {evora()}
    assert evora() not in assemblies.present(charter.id).places
    last = db.session.query(Entry).order_by(Entry.seq.desc()).first()
    assert (last.verb, last.charter_id, last.facts["chosen"]) == ("charter.assembly_set", water.id, True)


def test_an_association_joins_another_charter_later_and_its_page_says_where_it_sits(charter, water, sign_in):
    secretary = sign_in("secretariat")
    secretary.post("/associations/new", data=EVORA | {"charter": water.id})
    address = f"/associations/{evora().association_id}"
    page = secretary.get(address).text
    assert f"/charters/{water.slug}/assembly" in page
    assert f'name="charter" value="{charter.id}"' in page
    assert f'name="charter" value="{water.id}"' not in page
    secretary.post(address, data=EVORA | {"seats": 9, "charter": charter.id})
    assert assemblies.present(water.id).places == {evora()}  # a place is changed in its charter alone
    assert any(each.seats == 9 for each in assemblies.present(charter.id).places)


def test_the_list_says_in_which_charters_an_association_sits_and_hides_the_others(charter, water, sign_in):
    sign_in("secretariat").post("/associations/new", data=EVORA | {"charter": [water.id, charter.id]})
    assert sign_in("secretariat").get("/associations?q=evora").text.count("Charte de l’eau") == 1
    shown = sign_in("namur").get("/associations?q=evora").text
    assert charter.title in shown
    assert "Charte de l’eau" not in shown  # in preparation, and namur takes no part in it


def test_an_observer_joins_the_charters_that_are_ticked_when_they_are_invited(charter, water, sign_in):
    secretary = sign_in("secretariat")
    assert water.title in secretary.get("/members").text
    assert secretary.post("/members", data=INVITED | {"charter": water.id}).status_code == 303
    observer = directory.get_by_email("evora@forum.example")
    assert observer.id in assemblies.present(water.id).appointed
    assert observer.id not in assemblies.present(charter.id).appointed


def test_a_delegate_is_not_invited_to_where_their_association_does_not_sit(charter, water, sign_in):
    secretary, namur = sign_in("secretariat"), directory.association_named("Ville de Namur")
    form = INVITED | {"role": "delegate", "association": namur.id, "charter": [water.id, charter.id]}
    refused = secretary.post("/members", data=form)
    assert refused.status_code == 422
    assert "it is not in the assembly of “Charte de l’eau”" in refused.text
    assert directory.by_email("evora@forum.example") is None
    assert secretary.post("/members", data=form | {"charter": charter.id}).status_code == 303


@pytest.mark.parametrize("ticked", ["9999", "x"])
def test_a_charter_that_cannot_be_joined_is_refused_and_nobody_is_added(water, sign_in, ticked):
    secretary = sign_in("secretariat")
    assert secretary.post("/associations/new", data=EVORA | {"charter": ticked}).status_code == 422
    assert secretary.post("/members", data=INVITED | {"charter": ticked}).status_code == 422
    assert directory.association_named("Ville d’Évora") is None
    assert directory.by_email("evora@forum.example") is None


def test_on_a_site_with_one_charter_nothing_is_asked(charter, sign_in):
    assert "Takes part in" not in sign_in("secretariat").get("/associations/new").text
    assert "Takes part in" not in sign_in("secretariat").get("/members").text


def test_who_saves_an_association_is_shown_that_it_is_saved(app, sign_in):
    form = {"name": "Ville de Liège", "college": "Villes francophones", "seats": 1, "weight": 1}
    page = sign_in("secretariat").post("/associations/new", data=form, follow_redirects=True).text
    assert "Ville de Liège: the association is saved." in page
