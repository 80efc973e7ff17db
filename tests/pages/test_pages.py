import pytest
from lxml import html as parser

from charter.collab.storage import update_log
from charter.collab.ydoc import from_prosemirror
from charter.database import db


def test_the_charter_is_public_with_numbers_permanent_links_and_marks(visitor, charter):
    page = visitor.get(f"/charters/{charter.slug}").text
    assert "Article 16" in page
    assert 'href="#clause-3"' in page
    assert "11–1" in page
    assert "In vote" in page
    assert "Drafting" in page


def test_the_public_reads_published_words_and_members_the_live_ones(visitor, sign_in, charter, clause_page, clause):
    db.session.rollback()
    update_log.append(
        [
            update_log.NewEdit(
                clause.id, 4, from_prosemirror.document(from_prosemirror.paragraphs("Mot en cours")).get_update()
            )
        ],
        {},
    )
    assert "Mot en cours" not in visitor.get(clause_page).text
    assert "Mot en cours" not in visitor.get(f"/charters/{charter.slug}").text
    assert "Mot en cours" in sign_in("namur").get(clause_page).text
    sign_in("moderation").post(f"{clause_page}/versions", data={"note": "Nouveau"})
    assert "Mot en cours" in visitor.get(clause_page).text


def test_the_field_for_what_is_new_takes_as_many_characters_as_the_server(sign_in, clause_page):
    moderator = sign_in("moderation")
    form = parser.fromstring(moderator.get(clause_page).text).get_element_by_id("publish")
    most = int(form.inputs["note"].get("maxlength"))
    fits, too_long = (moderator.post(f"{clause_page}/versions", data={"note": "a" * size}) for size in (most, most + 1))
    assert (fits.status_code, too_long.status_code) == (303, 422)


def test_the_process_says_that_it_is_well(visitor):
    assert visitor.get("/healthz").text == "ok\n"


def test_help_says_what_a_vote_does_not_promise(visitor):
    assert "What is not promised" in visitor.get("/help").text


@pytest.mark.empty
def test_an_empty_site_says_what_to_do_next(visitor):
    assert "No charter yet" in visitor.get("/").text


@pytest.mark.parametrize(
    "path", ["/charters/none", f"/votes/{2**63}", "/charters/none/clauses/1", "/nothing", "/charters/none/export/pdf"]
)
def test_nothing_is_found_where_nothing_is(visitor, path):
    assert visitor.get(path).status_code == 404


def test_pages_in_french_hold_no_english_of_ours(app, sign_in, charter, clause_page):
    namur = sign_in("namur")
    namur.get("/language/fr")
    for path in (
        "/",
        f"/charters/{charter.slug}",
        clause_page,
        "/votes/1",
        "/votes/2",
        "/account",
        "/members",
        "/help",
    ):
        page = namur.get(path).text
        assert 'lang="fr"' in page
        for word in ("Vote ", "Drafting", "Comments", "Members", "Sign "):
            assert word not in page, (path, word)
