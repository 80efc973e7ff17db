import hashlib
import io
import json
from datetime import timedelta

import pikepdf
import pytest
import rfc8785
import time_machine
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from charter.clauses.models import Version
from charter.collab.publishing import actions as collab
from charter.collab.ydoc import from_prosemirror
from charter.content import blocks as lines
from charter.core import clock
from charter.core.digest import digest
from charter.core.errors import NotFound
from charter.database import db
from charter.export import actions, annex, document, pdf
from charter.export.formats import FORMATS
from charter.verifier.votes.roll import hashed
from charter.votes.lifecycle import actions as votes
from charter.votes.models import Vote
from charter.web.rendering import font_coverage


def words(printed: bytes) -> str:
    return " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(printed)).pages).split())


@pytest.fixture
def exported(app, visitor, charter):
    def get(name: str) -> bytes:
        answer = visitor.get(f"/charters/{charter.slug}/export/{name}")
        assert answer.status_code == 200
        return answer.data

    return get


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_same_state_gives_the_same_bytes(exported, name):
    before = exported(name)
    pdf._typeset.cache_clear()
    with time_machine.travel(clock.now() + timedelta(days=400)):
        assert exported(name) == before


def test_a_pdf_is_not_set_again_while_nothing_in_it_is_another(app, exported, charter, someone):
    exported("pdf")
    made = pdf._typeset.cache_info().misses
    exported("pdf")
    assert pdf._typeset.cache_info().misses == made
    collab.create_clause(charter.id, 1, "Encore un", someone("moderation"), from_prosemirror.paragraphs("Voilà."))
    assert "Encore un" in words(exported("pdf"))


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_bytes_do_not_depend_on_who_asks_in_which_language(app, exported, sign_in, charter, name):
    namur = sign_in("namur")
    namur.get("/language/fr")
    pdf._typeset.cache_clear()
    assert namur.get(f"/charters/{charter.slug}/export/{name}").data == exported(name)


def test_the_json_is_canonical_and_its_digests_hold(exported):
    read = json.loads(exported("json"))
    assert rfc8785.dumps(read) == exported("json")
    claimed = read.pop("digest")
    assert hashlib.sha256(rfc8785.dumps(read)).hexdigest() == claimed
    clauses = read["preamble"] + [clause for section in read["sections"] for clause in section["clauses"]]
    assert len(clauses) == 17
    for clause in clauses:
        hashed = {name: value for name, value in clause["version"].items() if name not in ("digest", "at", "cause")}
        assert digest(hashed) == clause["version"]["digest"]


def test_the_annex_holds_closed_votes_with_ballots_and_open_ones_without(exported):
    closed, still_open = json.loads(exported("json"))["votes"]
    counts = closed["result"]["total"]["votes"]
    assert (counts["votes_for"], counts["votes_against"], counts["abstentions"], counts["entitled"]) == (11, 1, 2, 15)
    assert closed["result"]["outcome"] == "adopted"
    assert (len(closed["ballots"]), len(closed["events"]), len(closed["roll"])) == (14, 14, 15)
    assert digest([hashed(line) for line in closed["roll"]]) == closed["roll_digest"]
    assert still_open["stage"] == "open"
    assert not {"ballots", "events", "ballots_root", "result"} & set(still_open)


def test_the_html_is_one_file_that_needs_nothing_else(exported, visitor, charter):
    page = exported("html").decode()
    assert page.startswith("<!doctype html>")
    assert not any(each in page for each in ("<script", "<link", "<img", 'src="'))
    assert '<html lang="fr">' in page
    assert "Adopté : 11 pour, 1 contre" in page.replace("\u00a0", " ")
    assert "Scrutin 1 · Article 1 — Un service public accessible" in page
    headers = visitor.get(f"/charters/{charter.slug}/export/html").headers
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "sha256-" in headers["Content-Security-Policy"]


def test_the_pdf_says_what_was_voted(exported):
    text = words(exported("pdf"))
    assert "Tout service public numérique est utilisable par chaque personne" in text
    assert "11 pour, 1 contre ; 11 > 1".replace(" ;", "") in text.replace("\u202f", "").replace(" ;", "")
    assert db.session.query(Vote).filter_by(stage="closed").one().digest in text.replace(" ", "")


def test_the_pdf_claims_both_standards_and_is_tagged(exported):
    with pikepdf.open(io.BytesIO(exported("pdf"))) as opened:
        assert opened.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in opened.Root
        assert str(opened.Root.Lang).startswith("fr")
        assert "/OutputIntents" in opened.Root
        assert "/Outlines" in opened.Root
        with opened.open_metadata() as about:
            claims = (about["pdfaid:part"], about["pdfaid:conformance"], about["pdfuaid:part"])
        assert claims == ("2", "A", "1")
        assert not opened.is_encrypted


def test_emoji_and_letters_that_no_font_has_still_print(app, charter, someone):
    odd = "Un cœur 💚, une flèche →, un drapeau 🇫🇷, un signe 中 et \u0627"
    collab.create_clause(charter.id, 1, "Signes 🙂", someone("moderation"), from_prosemirror.paragraphs(odd))
    text = words(actions.export(charter, "pdf"))
    assert "💚" in text
    assert "[U+4E2D]" in text


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=60))
@example("\x00\x07\x0b\x1c\x85\u2028\ufeff\u202e\ue000\uffff\ufdd0\u200b\u00ad")
@example("👩‍👩‍👧‍👦 🏳️‍🌈 ☎︎ ☎️ é e\u0301 ﷽ ‮abc")
@example("\u1680\u2003\t x")
def test_whatever_anybody_types_prints(app, charter, typed):
    line = {"type": "paragraph", "content": [{"type": "text", "text": typed}]}
    assert typeset(line, typed).startswith(b"%PDF-1.7")


def typeset(block, heading="Titre"):
    inputs = json.dumps(pdf._printable(sample(block, heading)))
    return pdf._typeset(pdf._templates() / "charter.typ", font_coverage.folder(), inputs, "2026-11-24")


def sample(block, heading):
    """As little as the template needs around one block."""
    version = {"heading": heading, "content": {"content": [block]}, "number": 1}
    clause = {"number": 1, "stage": "drafting", "version": version}
    about = {"title": heading, "summary": heading, "language": "fr"}
    return {
        "document": {"charter": about, "preamble": [clause], "sections": [], "digest": "0" * 64},
        "annex": [],
        "amended": [],
        "labels": annex.labels(),
        "stages": {"drafting": "x"},
    }


def test_every_kind_of_block_prints(app, charter, someone):
    inside = [
        {
            "type": "text",
            "text": "mot",
            "marks": [
                {"type": "link", "attrs": {"href": "https://x.example"}},
                {"type": "em"},
                {"type": "strong"},
            ],
        }
    ]
    line = {
        "type": "paragraph",
        "content": [*inside, {"type": "hard_break"}, {"type": "text", "text": "#let x = 1 $y$ *z*"}],
    }
    item = {"type": "list_item", "content": [line]}
    blocks = [
        {"type": "heading", "content": inside},
        {"type": "blockquote", "content": [line]},
        {"type": "bullet_list", "content": [item, item]},
        {"type": "ordered_list", "content": [item]},
        {"type": "paragraph"},
        {"type": "heading"},
        {"type": "heading", "content": [{"type": "hard_break"}]},
        nested(5),
    ]
    collab.create_clause(charter.id, 1, "#panic()", someone("moderation"), {"type": "doc", "content": blocks})
    text = words(actions.export(charter, "pdf"))
    assert "#let x = 1 $y$ *z*" in text
    assert "#panic()" in text


def nested(levels):
    """Quotes and lists as deep as a clause may hold them."""
    inside = {"type": "paragraph", "content": [{"type": "text", "text": "au fond"}]}
    for _ in range(levels):
        inside = {"type": "bullet_list", "content": [{"type": "list_item", "content": [inside]}]}
    return inside


def test_a_new_version_or_vote_changes_the_digest(app, charter, someone):
    before = document.read(charter).content["digest"]
    votes.put_to_vote(4, someone("moderation"))
    assert document.read(charter).content["digest"] != before


def test_live_text_that_is_not_published_is_not_exported(app, charter):
    from charter.collab.storage import update_log

    db.session.rollback()
    update_log.append(
        [
            update_log.NewEdit(
                4, 4, from_prosemirror.document(from_prosemirror.paragraphs("Brouillon secret")).get_update()
            )
        ],
        {},
    )
    assert b"Brouillon secret" not in actions.export(charter, "html")
    assert db.session.query(Version).filter_by(clause_id=4).count() == 1


@pytest.mark.empty
def test_an_empty_charter_exports_too(app):
    from charter.charters.actions import create

    charter = create("Vide", "", "en", by=None)
    assert "No vote is closed yet" in words(actions.export(charter, "pdf"))
    assert b"<h1>Vide</h1>" in actions.export(charter, "html")


def test_there_is_no_such_format(app, charter, visitor):
    assert visitor.get(f"/charters/{charter.slug}/export/doc").status_code == 404
    with pytest.raises(NotFound):
        actions.export(charter, "doc")


def said(*words, **marks):
    inside = [{"type": "text", "text": each} | ({"marks": [{"type": marks["as_"]}]} if marks else {}) for each in words]
    return {"type": "paragraph", "content": inside}


def placed(printed):
    """The words of the second page, each with the place of its first letter from the left, in
    points."""
    found: list[tuple[str, float]] = []
    page = PdfReader(io.BytesIO(printed)).pages[1]
    page.extract_text(visitor_text=lambda text, page_, at, *_: found.append((text.strip(), page_[4] + at[4])))
    return dict(each for each in found if each[0])


def test_signs_of_french_and_other_tongues_are_drawn(app):
    signs = "tiret\u2011insécable ‰ ½ ₂ ⁶ № ℃ Ⅳ ① ☐ ✓ → ≤ ◦ ɔɛ ₣ Ж ω ế مرحبا שלום"
    assert font_coverage.undrawn(signs) == []
    assert "[U+" not in words(typeset(said(signs)))
    assert font_coverage.undrawn("un 中 et deux 中文 \ue000") == ["中", "文", "\ue000"]


@pytest.mark.parametrize("tongue", ["مرحبا بكم في الميثاق (1).", "ברוכים הבאים (1)."])
def test_arabic_and_hebrew_run_from_the_right_and_lists_stand_there_too(app, tongue):
    item = {"type": "list_item", "content": [said(tongue)]}
    for block in (said(tongue), {"type": "bullet_list", "content": [item]}):
        with pikepdf.open(io.BytesIO(typeset(block))) as opened:
            fonts = [str(font.BaseFont) for page in opened.pages for font in page.Resources.Font.values()]
        assert any("NotoNaskhArabic" in font or "NotoSerifHebrew" in font for font in fonts)
        assert max(placed(typeset(block)).values()) > 300  # the paper is 595 points wide


@pytest.mark.parametrize("kind", [None, "a", "A", "i", "I"])
def test_points_are_numbered_as_the_comparison_cites_them(app, kind):
    for start in (0, 26, 702, 3998, 9998):
        items = [{"type": "list_item", "content": [said(f"point{place}")]} for place in range(2)]
        attributes = {"start": start} | ({"type": kind} if kind else {})
        numbered = {"type": "ordered_list", "attrs": attributes, "content": items}
        cited = [
            f"{each.marker} point{place}"
            for place, each in enumerate(lines.lines({"type": "doc", "content": [numbered]}))
        ]
        printed = words(typeset(numbered))
        assert all(each in printed for each in cited), (cited, printed)


def test_what_nothing_breaks_is_broken_at_the_edge_of_the_page(app):
    for long in ("a1" * 200, "https://x.example/" + "b" * 300, "mot\u00a0" * 60, "ünïcödé" * 40):
        printed = typeset(said(long, as_="strong"), heading=long)
        lines = [line for line in PdfReader(io.BytesIO(printed)).pages[2].extract_text().splitlines()]
        assert len(lines) > 3
        assert max(map(len, lines)) < 110


def test_a_moderator_is_told_which_signs_the_pdf_cannot_show_before_publishing(app, charter, someone, sign_in):
    content = from_prosemirror.paragraphs("Un 中 et un é.")
    made = collab.create_clause(charter.id, 1, "Signes", someone("moderation"), content)
    page = sign_in("moderation").get(f"/charters/{charter.slug}/clauses/{made.id}").text
    assert "No font of the PDF can draw 中 (U+4E2D)." in page
    assert "No font of the PDF" not in sign_in("namur").get(f"/charters/{charter.slug}/clauses/{made.id}").text
