"""The people of a charter: associations for everybody, who speaks for them and who sits for its members."""

from sqlalchemy import event

from charter.accounts import actions as accounts
from charter.accounts.delegation import actions as delegation
from charter.accounts.delegation.actions import Mandate
from charter.accounts.models import Member
from charter.database import db, writing
from charter.journal import actions as journal
from charter.pages.people import listing
from charter.votes.roll import attendance, proxies
from tests.charters.test_assembly import water

__all__ = ["water"]


def people(browser, charter, **query) -> str:
    answer = browser.get(f"/charters/{charter.slug}/people", query_string=query)
    assert answer.status_code == 200
    return answer.text


def test_the_public_reads_which_associations_take_part_and_of_their_people_nothing(visitor, charter):
    for shown in (people(visitor, charter), people(visitor, charter, of="people", state="sits")):
        assert "Ville de Namur" in shown
        assert "Délégation de Namur" not in shown
        assert "delegate" not in shown.partition("<main")[2].lower()


def test_a_member_reads_who_speaks_for_each_association_and_finds_them(sign_in, charter):
    namur = sign_in("namur")
    assert "Head of the delegation" in people(namur, charter)
    assert "Délégation de Québec" in people(namur, charter, of="people")
    found = people(namur, charter, of="people", q="geneve")
    assert "Délégation de Genève" in found
    assert "Délégation de Québec" not in found
    assert "Nobody who takes part is like that." in people(namur, charter, of="people", q="Atlantide")


def test_who_takes_no_part_reads_what_the_public_reads(sign_in, water):
    quebec = sign_in("quebec")
    quebec.get("/")  # where it is said once who has signed in
    shown = people(quebec, water, of="people")
    assert "Ville de Namur" in shown
    assert "Délégation de Namur" not in shown
    assert "Ville de Québec" not in shown


def test_it_says_who_sits_is_present_and_gave_a_proxy(app, charter, someone):
    namur, quebec, agadir = (someone(each) for each in ("namur", "quebec", "agadir"))
    stand_in = accounts.invite("namur-2@forum.example", "Suppléance de Namur", "delegate", namur.association_id, namur)
    delegation.change_mandate(stand_in.id, Mandate(substitute_for_id=namur.id), someone("secretariat"))
    delegation.seat(stand_in.id, someone("secretariat"))
    proxies.give(charter.id, quebec.id, agadir)
    attendance.mark_present(charter.id, [quebec.id], [], someone("moderation"))

    found = {each.name: each for each in listing.people(charter)}
    assert (found["Délégation de Namur"].standing, found["Délégation de Namur"].other) == (
        listing.REPLACED,
        "Suppléance de Namur",
    )
    assert (found["Suppléance de Namur"].standing, found["Suppléance de Namur"].other) == (
        listing.SITS,
        "Délégation de Namur",
    )
    assert found["Délégation d’Agadir"].gave_to == "Délégation de Québec"
    assert found["Délégation de Québec"].holds == ("Délégation d’Agadir",)
    assert found["Délégation de Québec"].is_present
    place = next(each for each in listing.places(charter, found.values()) if each.association.name == "Ville de Namur")
    assert place.delegates == 1


def test_a_hundred_more_are_read_in_as_many_statements(charter, someone):
    def read():
        listing.places(charter, listing.people(charter))

    read()
    before, of = statements(read), someone("namur").association_id
    with writing():
        more = {"role": "delegate", "association_id": of}
        crowd = (Member(email=f"{n}@forum.example", name=f"Service {n}", **more) for n in range(100))
        db.session.add_all(crowd)
        journal.record("member.imported", "site", by=None)
    assert len(listing.people(charter)) > 100
    assert statements(read) == before


def statements(read) -> int:
    made: list[str] = []
    event.listen(db.engine, "before_cursor_execute", note := lambda *details: made.append(details[2]))
    read()
    event.remove(db.engine, "before_cursor_execute", note)
    return len(made)
