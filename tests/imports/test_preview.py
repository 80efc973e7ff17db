"""A text becomes a charter: preview, corrections, creation; on pages that need no JavaScript."""

from datetime import timedelta

import pytest

from charter.charters.models import Charter
from charter.clauses import queries as clauses
from charter.clauses.models import Clause
from charter.clauses.versions import published
from charter.collab.storage import live_text
from charter.core import clock
from charter.database import db
from charter.export import actions as export
from charter.imports.models import TextImport
from charter.imports.rules.plan import Plan
from charter.journal.models import Entry
from charter.verifier import main
from tests.verifier.forging.archives import inside

TEXT = """\
CHARTE DU LITTORAL
Préambule
Nous, communes du littoral, voulons ceci.
TITRE I
PRINCIPES
Article premier – Objet
La présente charte a pour objet :
– de protéger ;
– de partager.
Article 2 – Partage
Les données sont **communes**, voir l’article 4.
TITRE II – GOUVERNANCE
Article 4
Le comité
Le comité se réunit.
Fait à Nantes, le 3 mai 2026.
"""


@pytest.fixture
def moderator(sign_in):
    return sign_in("moderation")


def given(moderator, text: str = TEXT, address: str = "/charters/new/text", **more: str) -> str:
    """The address of the preview of a text."""
    answer = moderator.post(address, data={"text": text, "title": "", **more})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def parts(address: str) -> list[tuple[str, str, str]]:
    found = db.session.get(TextImport, int(address.rpartition("/")[2]))
    db.session.refresh(found)
    return [(part.kind, part.label, part.title) for part in Plan.from_json(found.plan).parts]


def corrections(address: str, **changes: dict[str, str]) -> dict[str, str]:
    """The form of the preview, with other values in fields such as `title.4`."""
    found = db.session.get(TextImport, int(address.rpartition("/")[2]))
    db.session.refresh(found)
    sent = {}
    for part in Plan.from_json(found.plan).parts:
        sent |= {f"title.{part.start}": part.title, f"kind.{part.start}": part.kind}
    return sent


def start_of(address: str, title: str) -> int:
    found = db.session.get(TextImport, int(address.rpartition("/")[2]))
    return next(part.start for part in Plan.from_json(found.plan).parts if part.title == title)


def outline(charter: Charter) -> list[tuple[str, list[tuple[int | None, str]]]]:
    found = clauses.outline(charter.id)
    rows = [("", [(each.number, each.clause.heading) for each in found.preamble])]
    rows += [(each.section.title, [(c.number, c.clause.heading) for c in each.clauses]) for each in found.sections]
    return rows


def test_a_pasted_text_is_shown_as_what_it_becomes_and_nothing_is_made(moderator):
    before = db.session.query(Clause).count(), db.session.query(Charter).count(), db.session.query(Entry).count()
    address = given(moderator)
    assert parts(address) == [
        ("title", "", "CHARTE DU LITTORAL"),
        ("preamble", "Préambule", "Préambule"),
        ("section", "TITRE I", "PRINCIPES"),
        ("clause", "Article premier", "Objet"),
        ("clause", "Article 2", "Partage"),
        ("section", "TITRE II", "GOUVERNANCE"),
        ("clause", "Article 4", "Le comité"),
    ]
    page = moderator.get(address).text
    assert "By numbered articles (3)" in page
    assert "By Roman numerals and titles (2)" in page
    assert "The numbers jump from 2 to 4" in page
    assert "“article 4” will be article 3" in page
    assert "is this a signature" in page
    assert 'value="CHARTE DU LITTORAL"' in page
    after = db.session.query(Clause).count(), db.session.query(Charter).count(), db.session.query(Entry).count()
    assert after == before


def test_a_corrected_text_becomes_a_charter_at_once_in_the_name_of_its_author(moderator, someone):
    address = given(moderator)
    sent = corrections(address)
    committee = start_of(address, "Le comité")
    sent |= {f"title.{committee}": "Le comité de suivi"}
    shown = moderator.post(address, data=sent | {"do": f"split.{committee + 3}"}).headers["Location"]
    assert f"part-{committee + 3}" in shown
    sent = corrections(address)
    sent |= {f"kind.{committee + 3}": "left_out"}
    new = {"title": "Charte du littoral", "summary": "", "language": "fr", "assembly": "everyone"}
    made = moderator.post(f"{address}/creation", data=sent | new)
    assert made.status_code == 303, made.text

    charter = db.session.query(Charter).filter_by(title="Charte du littoral").one()
    assert outline(charter) == [
        ("", [(None, "Préambule")]),
        ("PRINCIPES", [(1, "Objet"), (2, "Partage")]),
        ("GOUVERNANCE", [(3, "Le comité de suivi")]),
    ]
    first, second = (each.clause for each in clauses.outline(charter.id).sections[0].clauses)
    assert live_text.committed_text(first.id).html == (
        "<p>La présente charte a pour objet :</p><ul><li><p>de protéger ;</p></li><li><p>de partager.</p></li></ul>"
    )
    assert published.newest(second.id).html == ("<p>Les données sont <strong>communes</strong>, voir l’article 4.</p>")
    assert published.newest(first.id).author_id == someone("moderation").id
    assert moderator.get(address).status_code == 404

    entry = db.session.query(Entry).filter_by(verb="charter.imported").one()
    assert entry.facts["clauses"] == 3
    assert entry.facts["not_taken_over"] == {"left_out": 1, "old_title": 1, "title": 1}


def test_a_text_goes_into_a_charter_that_is_drafted_after_what_is_there(moderator, charter):
    before = outline(charter)
    address = given(moderator, "# Durée\n\nDix ans.\n\n# Révision\n\nChaque année.\n", f"/charters/{charter.slug}/text")
    made = moderator.post(f"{address}/creation", data=corrections(address) | {"section_title": "Fin"})
    assert made.status_code == 303, made.text
    assert outline(charter) == [*before, ("Fin", [(17, "Durée"), (18, "Révision")])]
    assert main.problems(inside(export.export(charter, "zip")))[0] == []
    entry = db.session.query(Entry).filter_by(verb="charter.imported").one()
    assert "text taken over into the charter" in moderator.get(f"/journal/{entry.seq}").text
    assert "Durée" not in str(entry.facts)


def test_a_text_goes_into_a_section_that_is_there(moderator, charter):
    last = clauses.outline(charter.id).sections[-1]
    address = given(moderator, "Article 1 – Durée\nDix ans.\nArticle 2 – X\nY.", f"/charters/{charter.slug}/text")
    moderator.post(f"{address}/creation", data=corrections(address) | {"section": str(last.section.id)})
    assert outline(charter)[-1][1][-2:] == [(17, "Durée"), (18, "X")]


def test_a_text_with_a_preamble_says_so_where_there_is_one(moderator, charter):
    address = given(moderator, TEXT, f"/charters/{charter.slug}/text")
    sent = corrections(address)
    sent[f"title.{start_of(address, 'Objet')}"] = "But"
    refused = moderator.post(f"{address}/creation", data=sent)
    assert refused.status_code == 409
    assert "has a preamble already" in refused.text
    assert 'value="But"' in refused.text
    assert db.session.query(Clause).filter_by(heading="But").count() == 0


def test_nothing_is_made_where_one_thing_cannot_be(moderator):
    address = given(moderator)
    count = db.session.query(Charter).count()
    sent = corrections(address) | {f"title.{start_of(address, 'Objet')}": "x" * 201}
    new = {"title": "Charte du littoral", "summary": "", "language": "fr", "assembly": "everyone"}
    refused = moderator.post(f"{address}/creation", data=sent | new)
    assert refused.status_code == 409
    assert "is too long for a title" in refused.text
    assert "x" * 201 in refused.text
    assert db.session.query(Charter).count() == count


def test_a_new_charter_needs_a_title(moderator):
    address = given(moderator)
    refused = moderator.post(f"{address}/creation", data=corrections(address) | {"title": "", "language": "fr"})
    assert refused.status_code == 409
    assert db.session.query(Charter).filter_by(title="").count() == 0


def test_the_page_of_a_new_charter_takes_a_text_by_either_button(moderator):
    answer = moderator.post("/charters/new", data={"title": "Une charte", "text": TEXT})
    assert answer.status_code == 307
    assert answer.headers["Location"] == "/charters/new/text"
    assert "The text, if there is one already" in moderator.get("/charters/new").text
    address = given(moderator, title="Une charte", summary="Le bord de mer", language="fr")
    page = moderator.get(address).text
    assert 'value="Une charte"' in page
    assert "Le bord de mer" in page
    assert "Title in the text: the charter has another one" in page


@pytest.mark.parametrize(
    "text, said",
    [
        ("  ", "Paste or type the text"),
        ("x" * 300_001, "at most 300000 are read at once"),
        ("x\r" * 20_001, "more than 20000 lines"),
        ("a\n\n" * 6_001, "more than 6000 paragraphs"),
        ("---\n\n***", "There are no words in this text"),
    ],
)
def test_what_cannot_be_read_is_said_and_stays_in_the_form(moderator, charter, text, said):
    for address in ("/charters/new/text", f"/charters/{charter.slug}/text"):
        answer = moderator.post(address, data={"text": text})
        assert answer.status_code == 422
        assert said in answer.text
        assert text.strip() in answer.text


def test_a_preview_is_its_authors_own_and_lasts_a_day(moderator, sign_in, charter):
    address = given(moderator)
    other = sign_in("secretariat")
    assert other.get(address).status_code == 404
    assert other.post(f"{address}/creation", data={}).status_code == 404
    assert moderator.get(address.replace("/new/", f"/{charter.slug}/")).status_code == 404
    found = db.session.query(TextImport).one()
    found.created_at = clock.now() - timedelta(hours=25)
    db.session.commit()
    assert moderator.get(address).status_code == 404
    given(moderator)
    assert db.session.query(TextImport).count() == 1


def test_ten_texts_are_kept_for_a_member(moderator):
    addresses = [given(moderator) for _ in range(12)]
    assert moderator.get(addresses[1]).status_code == 404
    assert moderator.get(addresses[2]).status_code == 200
    moderator.post(f"{addresses[2]}/removal")
    assert moderator.get(addresses[2]).status_code == 404


def test_another_way_divides_the_text_anew(moderator):
    address = given(moderator)
    moderator.post(address, data={"do": "way.romans"})
    assert [kind for kind, *_ in parts(address)].count("clause") == 2
    moderator.post(address, data={"do": "way.whole"})
    assert [kind for kind, *_ in parts(address)].count("clause") == 1


def test_lines_are_joined_or_taken_apart(moderator):
    address = given(moderator, "Article 1\nUne ligne\nqui continue.\nArticle 2\nUne autre.")
    moderator.post(address, data={"do": "lines.wrapped"})
    found = db.session.query(TextImport).one()
    assert [block[0][0][0] for block in found.reading["blocks"]][1] == "Une ligne qui continue."
    moderator.post(address, data={"do": "lines.apart"})
    db.session.refresh(found)
    assert [block[0][0][0] for block in found.reading["blocks"]][1] == "Une ligne"


def test_a_charter_under_vote_takes_no_text(moderator, charter):
    address = given(moderator, "Article 1 – A\nB.\nArticle 2 – C\nD.", f"/charters/{charter.slug}/text")
    charter.stage = "voting"
    db.session.commit()
    refused = moderator.post(f"{address}/creation", data=corrections(address))
    assert refused.status_code == 409
    assert "while it is prepared or drafted" in refused.text


def test_the_authors_of_the_words_are_who_took_them_over(moderator, someone, charter):
    address = given(moderator, "Article 1 – A\nB.\nArticle 2 – C\nD.", f"/charters/{charter.slug}/text")
    moderator.post(f"{address}/creation", data=corrections(address))
    clause = db.session.query(Clause).filter_by(heading="C").one()
    assert someone("moderation").name in moderator.get(f"/charters/{charter.slug}/clauses/{clause.id}/authors").text


def test_a_hundred_articles_are_previewed_on_a_light_page_and_made_at_once(moderator):
    rules = "Le numérique est un bien commun, que nous mettons au service de tous. " * 8
    text = "\n".join(f"Article {n} – Intitulé de l’article numéro {n}\n{rules}\n– un ;\n– deux." for n in range(1, 101))
    address = given(moderator, text)
    assert len(moderator.get(address).data) < 100_000
    new = {"title": "Cent articles", "summary": "", "language": "fr", "assembly": "everyone"}
    assert moderator.post(f"{address}/creation", data=corrections(address) | new).status_code == 303
    charter = db.session.query(Charter).filter_by(title="Cent articles").one()
    assert [number for number, _ in outline(charter)[1][1]] == list(range(1, 101))


def test_a_section_chosen_tells_the_numbers_that_articles_will_bear(moderator, charter):
    second = clauses.outline(charter.id).sections[1]
    address = given(moderator, "Article 1 – Durée\nDix.\nArticle 2 – X\nY.", f"/charters/{charter.slug}/text")
    assert "Article 17" in moderator.get(address).text
    moderator.post(address, data=corrections(address) | {"do": "keep", "section": str(second.section.id)})
    following = second.clauses[-1].number + 1
    assert f"<strong>Article {following}</strong>" in moderator.get(address).text
    moderator.post(f"{address}/creation", data=corrections(address) | {"section": str(second.section.id)})
    assert outline(charter)[2][1][-2:] == [(following, "Durée"), (following + 1, "X")]
