"""Each charter has its own assembly: who takes part in one is in no roll, room or page of another."""

from dataclasses import replace

import flask_migrate
import pytest
from sqlalchemy import text

from charter.accounts import actions as accounts
from charter.accounts import queries as directory
from charter.charters import actions as charters
from charter.charters import assembly as assemblies
from charter.charters.assembly import Assembly, Place
from charter.charters.models import Charter
from charter.clauses import actions as clauses
from charter.clauses.models import Clause
from charter.collab.publishing import actions as publishing
from charter.collab.storage import live_text
from charter.collab.ydoc import from_prosemirror
from charter.core.errors import Invalid
from charter.database import db
from charter.journal.models import Entry
from charter.votes.lifecycle import actions as votes
from charter.votes.roll import eligibility, proxies
from tests.collab.client import Writer, flush


def place(name: str, seats: int = 1, weight: int = 1) -> Place:
    found = directory.association_named(name)
    return Place(found.id, found.college_id, seats, weight)


@pytest.fixture
def water(charter, someone) -> Charter:
    """A second charter, in drafting, of Namur and Genève alone."""
    secretary = someone("secretariat")
    places = frozenset({place("Ville de Namur", seats=3, weight=2), place("Ville de Genève")})
    made = charters.create("Charte de l’eau", "", "fr", secretary, Assembly(places))
    publishing.create_clause(made.id, None, "L’eau est à tous", secretary, from_prosemirror.paragraphs("Un bien."))
    clauses.move_charter(made.id, "drafting", "", secretary)
    return made


@pytest.fixture
def spring(water) -> int:
    """The clause of the second charter."""
    return db.session.query(Clause.id).filter_by(charter_id=water.id).scalar()


def roll(charter) -> set[str]:
    return {each.association for each in eligibility.delegates(charter.id)}


def newcomer(secretary) -> None:
    shown = {"name": "Ville d’Évora", "country": "Portugal", "college": "Villes francophones"}
    association = accounts.save_association(None, secretary, **shown, seats=1, weight=1)
    accounts.invite("evora@forum.example", "Délégation d’Évora", "delegate", association.id, by=secretary)


def test_while_a_site_has_one_charter_everyone_of_the_directory_takes_part(charter, someone):
    newcomer(someone("secretariat"))
    assert "Ville d’Évora" in roll(charter)


def test_who_comes_after_the_second_charter_is_an_elector_of_neither(charter, water, someone):
    before = roll(charter)
    newcomer(someone("secretariat"))
    assert roll(charter) == before
    assert roll(water) == {"Ville de Namur", "Ville de Genève"}


def test_the_first_charter_keeps_everyone_and_says_so_in_the_journal(charter, someone):
    before = roll(charter)
    charters.create("Charte de l’eau", "", "fr", someone("secretariat"), Assembly())
    assert roll(charter) == before
    entries = db.session.query(Entry).filter_by(verb="charter.assembly_set").order_by(Entry.seq).all()
    kept = next(each for each in entries if each.charter_id == charter.id)
    assert len(kept.facts["associations"]) == len(directory.associations())


def test_seats_and_weights_are_those_of_the_charter(charter, water):
    places = {each.association: (each.seats, each.weight) for each in eligibility.delegates(water.id)}
    assert places == {"Ville de Namur": (3, 2), "Ville de Genève": (1, 1)}
    assert {(each.seats, each.weight) for each in eligibility.delegates(charter.id)} == {(1, 1)}


def test_others_read_what_the_public_reads(water, spring, sign_in):
    page = f"/charters/{water.slug}/clauses/{spring}"
    member, stranger = sign_in("namur"), sign_in("quebec")
    assert "clause-editor" in member.get(page).text
    assert "clause-editor" not in stranger.get(page).text
    refused = stranger.get(f"{page}/comments")
    assert refused.status_code == 403
    assert "You do not take part in this charter." in refused.text
    assert stranger.post(f"{page}/threads", data={"body": "Bonjour"}).status_code == 403


def test_a_charter_in_preparation_is_hidden_from_others(someone, sign_in):
    hidden = charters.create("Charte de l’air", "", "fr", someone("secretariat"), Assembly())
    assert sign_in("namur").get(f"/charters/{hidden.slug}").status_code == 404
    assert sign_in("secretariat").get(f"/charters/{hidden.slug}").status_code == 200
    assert hidden.title not in sign_in("namur").get("/").text


def test_only_who_takes_part_hears_and_writes_the_live_text(water, spring, socket, someone):
    stranger = socket("quebec")
    assert "refused" in Writer(stranger, spring).answer
    assert "refused" in stranger.emit("attribution", spring, [[1, 0, 1]])
    namur = Writer(socket("namur"), spring)
    alone = Assembly(frozenset({place("Ville de Genève")}), frozenset({someone("moderation").id}))
    namur.type(" Et à personne.")  # on its way when they are taken out: the statement that appends asks
    assemblies.set_assembly(water.id, alone, someone("secretariat"))
    flush()
    assert "personne" not in live_text.committed_text(spring).html


def test_a_moderator_of_one_charter_moderates_no_other(water, charter, sign_in):
    moderator = sign_in("moderation")
    assert moderator.post(f"/charters/{water.slug}/stage", data={"stage": "amending"}).status_code == 403
    assert moderator.get(f"/charters/{water.slug}/votes/new").status_code == 403
    assert moderator.get(f"/charters/{water.slug}/assembly").status_code == 403
    assert moderator.get(f"/charters/{charter.slug}/votes/new").status_code == 200


def test_whoever_starts_a_charter_takes_part_in_it(charter, someone):
    moderator = someone("moderation")
    made = charters.create("Charte de l’air", "", "fr", moderator, Assembly())
    assert assemblies.present(made.id) == Assembly(frozenset(), frozenset({moderator.id}))


def test_who_is_on_an_open_roll_votes_though_they_take_no_part_any_more(water, spring, someone, sign_in):
    secretary = someone("secretariat")
    clauses.move_charter(water.id, "amending", "", secretary)
    clauses.move_charter(water.id, "voting", "", secretary)
    vote = votes.put_to_vote(spring, secretary)
    assemblies.set_assembly(water.id, Assembly(frozenset(), frozenset({someone("moderation").id})), secretary)
    namur = sign_in("namur")
    page = namur.get(f"/votes/{vote.id}")
    assert "/ballot" in page.text


@pytest.mark.parametrize(
    "wrong",
    [
        Assembly(frozenset({Place(999, 1, 1, 1)})),
        Assembly(frozenset({Place(1, 999, 1, 1)})),
        Assembly(frozenset(), frozenset({999})),
    ],
)
def test_nobody_takes_part_who_is_not_in_the_directory(water, someone, wrong):
    wrong = replace(wrong, appointed=wrong.appointed | {someone("moderation").id})
    with pytest.raises(Invalid, match="annuaire"):
        assemblies.set_assembly(water.id, wrong, someone("secretariat"))


def test_a_charter_is_never_without_a_moderator_nor_does_one_shut_themself_out(water, someone):
    secretary, moderator = someone("secretariat"), someone("moderation")
    with pytest.raises(Invalid, match="au moins une personne"):
        assemblies.set_assembly(water.id, Assembly(), secretary)
    assemblies.set_assembly(water.id, Assembly(frozenset(), frozenset({moderator.id})), secretary)
    other = accounts.invite("seconde@forum.example", "Seconde modération", "moderator", None, by=secretary)
    with pytest.raises(Invalid, match="ne participeriez plus"):
        assemblies.set_assembly(water.id, Assembly(frozenset(), frozenset({other.id})), moderator)


def test_the_journal_tells_others_what_it_tells_the_public(someone, sign_in):
    charters.create("Charte de l’air", "", "fr", someone("secretariat"), Assembly())
    assert "Charte de l’air" in sign_in("secretariat").get("/journal").text
    assert "Charte de l’air" not in sign_in("namur").get("/journal").text


def test_a_charter_in_preparation_is_not_there_for_others_by_any_form(someone, sign_in):
    hidden = charters.create("Charte de l’air", "", "fr", someone("secretariat"), Assembly())
    assert sign_in("moderation").post(f"/charters/{hidden.slug}/stage", data={"stage": "drafting"}).status_code == 404
    assert sign_in("namur").get(f"/charters/{hidden.slug}/proxies").status_code == 404


def test_an_upgrade_keeps_everyone_in_each_charter_where_there_are_several(app, someone):
    moderator = someone("moderation").id
    db.session.remove()
    flask_migrate.downgrade(revision="0016")
    row = "INSERT INTO charter (slug, title, summary, language, stage, created_at, most_proxies) VALUES"
    with db.engine.begin() as connection:
        connection.execute(text(f"{row} ('eau', 'Eau', '', 'fr', 'drafting', '2026-01-01', 1)"))
    flask_migrate.upgrade()
    for each in db.session.query(Charter):
        assert not each.takes_everyone
        assert assemblies.present(each.id) == assemblies.everyone()
        assert moderator in assemblies.present(each.id).appointed


def test_an_upgrade_leaves_the_only_charter_to_the_whole_directory(app, charter):
    db.session.remove()
    flask_migrate.downgrade(revision="0016")
    flask_migrate.upgrade()
    assert db.session.query(Charter).one().takes_everyone


def test_who_is_taken_out_hears_no_more_of_what_is_written(water, spring, socket, someone):
    namur, geneve = Writer(socket("namur"), spring), Writer(socket("geneve"), spring)
    alone = Assembly(frozenset({place("Ville de Genève")}), frozenset({someone("moderation").id}))
    assemblies.set_assembly(water.id, alone, someone("secretariat"))
    geneve.type(" Entre nous.")
    flush()
    assert geneve.socket.client.is_connected()
    assert not namur.socket.client.is_connected()  # a page connects again, and hears what it may still do
    assert "refused" in Writer(socket("namur"), spring).answer


@pytest.mark.parametrize("outsider", ["quebec", "moderation", "mediation"])
def test_no_page_of_a_charter_tells_an_outsider_more_than_the_public(
    water, spring, someone, sign_in, visitor, outsider
):
    clauses.rename_clause(spring, "Pas encore publié", someone("secretariat"))
    numbers = {"clause_id": spring, "number": 1, "format_name": "json", "version": 1}
    member, pages = sign_in(outsider), 0
    for rule in member.application.url_map.iter_rules():
        if "slug" in rule.arguments and "GET" in rule.methods:
            given = {name: numbers.get(name, 1) for name in rule.arguments} | {"slug": water.slug}
            _, address = rule.build(given)
            shown, public = member.get(address), visitor.get(address)
            assert shown.status_code in (public.status_code, 403, 404), address
            assert "Pas encore publié" not in shown.text, address
            pages += shown.status_code == 200
    assert pages > 5


def test_who_was_appointed_and_has_another_role_since_does_not_stand_in_the_way(water, someone):
    secretary, moderator = someone("secretariat"), someone("moderation").id
    observer = accounts.invite("rapport@forum.example", "Rapport", "observer", None, by=secretary)
    chosen = Assembly(frozenset({place("Ville de Namur")}), frozenset({moderator, observer.id}))
    assemblies.set_assembly(water.id, chosen, secretary)
    accounts.change_role(observer.id, "secretary", by=secretary)
    present = assemblies.present(water.id)
    assert present.appointed == {moderator}
    assemblies.set_assembly(water.id, replace(present, places=frozenset()), secretary)


def test_a_proxy_of_somebody_who_left_is_shown_by_name_and_counts_in_no_new_roll(water, spring, someone, sign_in):
    namur, geneve, secretary = someone("namur"), someone("geneve"), someone("secretariat")
    proxies.give(water.id, geneve.id, by=namur)
    moderated = frozenset({someone("moderation").id})
    assemblies.set_assembly(water.id, Assembly(frozenset({place("Ville de Genève")}), moderated), secretary)
    assert namur.name in sign_in("moderation").get(f"/charters/{water.slug}/proxies").text
    assert namur.name in sign_in("geneve").get(f"/charters/{water.slug}/proxies").text
    assert [each.gave_to for each in eligibility.delegates(water.id)] == [None]


def test_who_gave_a_proxy_revokes_it_though_they_take_no_part_any_more(water, charter, someone, sign_in):
    namur, geneve, secretary = someone("namur"), someone("geneve"), someone("secretariat")
    given = proxies.give(water.id, geneve.id, by=namur).id
    moderated = frozenset({someone("moderation").id})
    assemblies.set_assembly(water.id, Assembly(frozenset({place("Ville de Genève")}), moderated), secretary)
    browser, address = sign_in("namur"), f"/charters/{water.slug}/proxies"
    assert address in browser.get(f"/charters/{water.slug}/votes").text
    page = browser.get(address).text
    assert "Revoke my proxy" in page
    assert "Every proxy" not in page
    assert sign_in("quebec").get(address).status_code == 403
    assert browser.post(f"/charters/{charter.slug}/proxies/{given}/revocation").status_code == 404
    assert browser.post(f"{address}/{given}/revocation").status_code == 303
    assert proxies.given_by(water.id, namur.id) is None
    assert browser.get(address).status_code == 403  # now there is nothing of theirs
