import pytest

from charter.charters import queries, rules
from charter.charters.models import Charter
from charter.clauses import actions, arranging
from charter.clauses.models import Clause
from charter.clauses.versions import published
from charter.core.errors import Refused
from charter.database import db
from charter.journal.models import Entry


@pytest.mark.parametrize(
    "stage, ways",
    [
        ("preparing", {"drafting": False}),
        ("drafting", {"amending": False, "preparing": True}),
        ("voting", {"adopted": False, "amending": True}),
        ("adopted", {"signed": False}),
        ("signed", {}),
    ],
)
def test_a_charter_goes_one_stage_on_or_one_back_with_a_reason(stage, ways):
    assert rules.next_stages(stage) == ways


def test_a_moderator_takes_the_charter_on_and_back_and_the_reason_is_in_the_journal(app, sign_in, charter):
    moderator = sign_in("moderation")
    where = f"/charters/{charter.slug}/stage"
    assert moderator.post(where, data={"stage": "amending"}).status_code == 303
    refused = moderator.post(where, data={"stage": "drafting", "reason": " "})
    assert refused.status_code == 409
    assert "needs a reason" in refused.text
    assert moderator.post(where, data={"stage": "drafting", "reason": "Two clauses to rewrite"}).status_code == 303
    entry = db.session.query(Entry).order_by(Entry.seq.desc()).first()
    assert (entry.verb, entry.facts["reason"]) == ("charter.stage_changed", "Two clauses to rewrite")
    newest = published.newest_of_charter(charter.id)
    assert entry.facts["texts"] == {str(clause_id): version.digest for clause_id, version in newest.items()}
    assert newest
    assert "Two clauses to rewrite" in moderator.get(f"/charters/{charter.slug}/outline").text


def test_obstacles_are_listed_all_at_once_and_the_reason_typed_stays(app, sign_in, charter):
    answer = sign_in("moderation").post(f"/charters/{charter.slug}/stage", data={"stage": "adopted", "reason": "Typed"})
    assert answer.status_code == 409
    assert "one stage at a time" in answer.text
    assert "neither adopted nor dropped" in answer.text
    assert 'value="Typed"' in answer.text


def test_an_adopted_charter_no_longer_changes(app, someone, charter):
    moderator = someone("moderation")
    db.session.query(Clause).update({"stage": "adopted"})
    db.session.commit()
    for stage in ("amending", "voting", "adopted"):
        actions.move_charter(charter.id, stage, "", moderator)
    for change in (
        lambda: actions.add_section(charter.id, "Late", moderator),
        lambda: actions.move_charter(charter.id, "voting", "again", moderator),
        lambda: arranging.move_clause(2, 1, moderator),
    ):
        with pytest.raises(Refused):
            change()


@pytest.mark.empty
def test_an_empty_charter_is_not_adopted(app):
    from charter.charters.actions import create

    charter = create("Empty", "", "fr", by=None)
    charter.stage = "voting"
    db.session.commit()
    with pytest.raises(Refused, match="aucun article"):
        actions.move_charter(charter.id, "adopted", "", None)


def test_delegates_do_not_move_a_charter(app, sign_in, charter):
    assert sign_in("namur").post(f"/charters/{charter.slug}/stage", data={"stage": "amending"}).status_code == 403


def test_a_charter_in_preparation_is_for_members(app, sign_in, visitor):
    created = sign_in("secretariat").post(
        "/charters/new", data={"title": "Charte d’été", "summary": "", "language": "fr", "assembly": "everyone"}
    )
    assert created.headers["Location"] == "/charters/charte-d-ete/outline"
    assert visitor.get("/charters/charte-d-ete").status_code == 404
    assert "Charte d’été" not in visitor.get("/").text
    assert sign_in("namur").get("/charters/charte-d-ete").status_code == 200


def test_a_charter_taken_back_into_preparation_is_no_longer_public_in_any_way(app, visitor, sign_in, charter):
    charter.stage = "preparing"
    db.session.commit()
    base = f"/charters/{charter.slug}"
    clause = f"{base}/clauses/2"
    exports = [f"{base}/export/{name}" for name in ("html", "pdf", "json")]
    votes = ["/votes/1", "/votes/2", "/votes/1/body", "/votes/2/turnout", f"{clause}/votes"]
    for path in [base, clause, f"{clause}/mark", f"{clause}/versions/1", *exports, *votes]:
        assert visitor.get(path).status_code == 404, path
    assert sign_in("namur").get("/votes/1").status_code == 200


def test_two_charters_with_one_title_have_two_addresses(app, sign_in):
    moderator = sign_in("moderation")
    form = {"title": "Même titre", "summary": "", "language": "fr", "assembly": "nobody"}
    places = [moderator.post("/charters/new", data=form).headers["Location"] for _ in range(3)]
    assert [place.split("/")[2] for place in places] == ["meme-titre", "meme-titre-2", "meme-titre-3"]


def test_a_charter_cannot_take_the_address_of_a_page(app, sign_in):
    created = sign_in("moderation").post("/charters/new", data={"title": "New", "language": "fr", "assembly": "nobody"})
    assert created.headers["Location"] == "/charters/new-2/outline"


@pytest.mark.parametrize("wrong", [{"title": ""}, {"title": "???"}, {"title": "x" * 201}])
def test_a_wrong_description_is_refused_with_the_form_kept(app, sign_in, wrong):
    form = {"title": "T", "summary": "What I typed", "language": "fr"} | wrong
    answer = sign_in("moderation").post("/charters/new", data=form)
    assert answer.status_code == 422
    assert "What I typed" in answer.text


def test_the_chair_changes_title_and_summary_until_adoption(app, sign_in, charter):
    moderator, where = sign_in("moderation"), f"/charters/{charter.slug}/description"
    form = {"title": "Autre titre", "summary": "Autre résumé", "language": "fr"}
    assert moderator.post(where, data=form).status_code == 303
    assert "Autre titre" in moderator.get(f"/charters/{charter.slug}").text
    db.session.query(Charter).update({"stage": "adopted"})
    db.session.commit()
    assert moderator.post(where, data=form).status_code == 422


def test_the_secretary_changes_what_a_phase_allows(app, sign_in, someone, charter):
    delegate = someone("namur")
    assert queries.may(delegate, charter, "edit")
    table = {".".join(box): "on" for box in queries.rights(charter) if box != ("drafting", "delegate", "edit")}
    secretary, where = sign_in("secretariat"), f"/charters/{charter.slug}/phases"
    assert (
        secretary.post(where, data=table | {"drafting.king.edit": "on", "adopted.delegate.edit": "on"}).status_code
        == 303
    )
    assert not queries.may(delegate, charter, "edit")
    assert queries.may(delegate, charter, "comment")
    assert {role for _, role, _ in queries.rights(charter)} <= {
        "delegate",
        "moderator",
        "secretary",
        "observer",
    }
    entry = db.session.query(Entry).order_by(Entry.seq.desc()).first()
    assert entry.facts["taken"] == [["drafting", "delegate", "edit"]]
    assert sign_in("moderation").post(where, data=table).status_code == 403
