"""An archive names the associations that take part, as the journal says; nobody changes them unseen."""

import io
import json

import pytest
from pypdf import PdfReader

from charter.accounts import queries as accounts
from charter.charters import actions as charters
from charter.charters import assembly as assemblies
from charter.charters.assembly import Assembly, Place
from charter.clauses import actions as clauses
from charter.export import actions as export
from charter.verifier import main
from charter.votes.lifecycle import closing, opening, preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.rules import named_rules
from tests.verifier.forging.archive_forgeries import changed
from tests.verifier.forging.archives import inside


def place(name: str, seats: int) -> Place:
    found = accounts.association_named(name)
    return Place(found.id, found.college_id, seats, 2)


@pytest.fixture
def water(charter, someone):
    """A public charter of two cities."""
    secretary = someone("secretariat")
    chosen = Assembly(frozenset({place("Ville de Namur", 3), place("Ville de Genève", 1)}))
    made = charters.create("Charte de l’eau", "", "fr", secretary, chosen)
    clauses.move_charter(made.id, "drafting", "", secretary)
    return made


def refusals(files):
    return {(reason, detail) for reason, detail, _ in main.problems(files)[0] if reason != "signature"}


def test_every_export_names_who_takes_part_and_nobody_in_person(water, someone):
    archive = inside(export.export(water, "zip"))
    shown = json.loads(archive["charter.json"])["assembly"]["associations"]
    assert [(each["association"], each["seats"], each["weight"]) for each in shown] == [
        ("Ville de Namur", 3, 2),
        ("Ville de Genève", 1, 2),
    ]
    page = export.export(water, "html").decode()
    printed = "".join(each.extract_text() for each in PdfReader(io.BytesIO(export.export(water, "pdf"))).pages)
    for written in (page, printed):
        assert "Ville de Namur" in written
        assert someone("namur").name not in written
    assert refusals(archive) == set()


def test_a_charter_of_the_whole_directory_is_exported_as_before(charter, someone):
    before = {name: export.export(charter, name) for name in ("html", "pdf", "json")}
    charters.create("Charte de l’eau", "", "fr", someone("secretariat"), Assembly())
    assert {name: export.export(charter, name) for name in before} == before
    archive = inside(export.export(charter, "zip"))
    assert "assembly" not in json.loads(archive["charter.json"])
    assert refusals(archive) == set()


def test_the_last_choice_counts(water, someone):
    moderated = frozenset({someone("moderation").id})
    assemblies.set_assembly(
        water.id, Assembly(frozenset({place("Ville de Québec", 1)}), moderated), someone("secretariat")
    )
    archive = inside(export.export(water, "zip"))
    shown = json.loads(archive["charter.json"])["assembly"]["associations"]
    assert [each["association"] for each in shown] == ["Ville de Québec"]
    assert refusals(archive) == set()


def voted(water, holders):
    """The archive of a vote of the two cities."""
    moderator = accounts.get_by_email("moderation@forum.example")
    subject = Subject("question", heading="Une question", question="Faut-il ?")
    vote = preparing.prepare(water.id, subject, Settings(named_rules.SIMPLE_MAJORITY, holders=holders), moderator)
    opening.open_vote(vote.id, moderator)
    closing.close(vote.id, by=moderator)
    return inside(export.export(water, "zip"))


@pytest.fixture
def voting(charter, someone):
    """Lets a charter of the two cities come to its votes; `told` changes what the journal tells of its assembly."""

    def begun(told):
        with pytest.MonkeyPatch.context() as patch:
            honest = assemblies._described
            patch.setattr(assemblies, "_described", lambda places: told(honest(places)))
            chosen = Assembly(frozenset({place("Ville de Namur", 3), place("Ville de Genève", 1)}))
            made = charters.create("Charte de l’eau", "", "fr", someone("secretariat"), chosen)
        for stage in ("drafting", "amending", "voting"):
            clauses.move_charter(made.id, stage, "", someone("secretariat"))
        return made

    return begun


@pytest.mark.parametrize("holders", ["delegate", "association", "weight", "seats"])
def test_a_roll_of_the_assembly_is_borne_out(voting, holders):
    assert refusals(voted(voting(list), holders)) == set()


@pytest.mark.parametrize(
    "told", [lambda places: places[1:], lambda places: [each | {"college": "C"} for each in places]]
)
def test_an_elector_who_is_not_of_the_assembly_is_refused(voting, told):
    detail = "elector {member} is of no association of the assembly, or of another college"
    assert ("assembly", detail) in refusals(voted(voting(told), "delegate"))


@pytest.mark.parametrize("holders", ["weight", "seats"])
def test_more_votes_than_an_association_has_in_the_assembly_are_refused(voting, holders):
    files = voted(voting(lambda places: [each | {"weight": 1, "seats": 1} for each in places]), holders)
    assert refusals(files) == {("shares", "association {number} holds other votes than its settings give")}


def weightier(world):
    world["charter.json"]["assembly"]["associations"][0]["weight"] = 9


def one_more(world):
    world["charter.json"]["assembly"]["associations"] += world["charter.json"]["assembly"]["associations"][:1]


def of_another_entry(world):
    world["charter.json"]["assembly"]["entry"] -= 1


def left_out(world):
    del world["charter.json"]["assembly"]
    world["charter.json"]["format"] = "charter-document/3"


def in_the_earlier_format(world):
    world["charter.json"]["format"] = "charter-document/3"


@pytest.mark.parametrize("forge", [weightier, one_more, of_another_entry, left_out, in_the_earlier_format])
def test_an_assembly_that_the_journal_does_not_tell_is_refused(water, forge):
    forged = changed(inside(export.export(water, "zip")), forge)
    assert refusals(forged) == {("assembly", "{part} is not what the journal says")}


def test_a_charter_that_chose_nobody_shows_no_assembly(charter, water):
    def added(world):
        world["charter.json"] |= {"format": "charter-document/4", "assembly": {"entry": 1, "associations": []}}

    forged = changed(inside(export.export(charter, "zip")), added)
    assert ("assembly", "{part} is not what the journal says") in refusals(forged)
