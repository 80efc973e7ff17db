"""Two versions of a clause compared, as a page: no script is needed to read it."""

import re

import pytest
from lxml import html as parser

from charter.clauses.versions import comparison
from charter.clauses.versions import published as versions
from charter.collab.ydoc import from_prosemirror, to_prosemirror
from charter.core.errors import NotFound
from charter.database import db
from tests.content.test_diff import FIRST, SECOND, STRONG, THIRD, document, items, line, run


@pytest.fixture
def cut(clause, someone):
    """Publish a version of the clause with these words; returns its number."""

    def add(*blocks, heading=None, note=""):
        clause.heading = heading or clause.heading
        text = to_prosemirror.text(from_prosemirror.document(document(*blocks)))
        version = versions.cut(clause, "fr", text, "published", someone("moderation"), note)
        db.session.commit()
        return version.number

    return add


@pytest.fixture
def page(visitor, clause_page):
    """The comparison as a visitor reads it, parsed."""

    def read(query="", by=visitor):
        answer = by.get(f"{clause_page}/comparison{query}")
        assert answer.status_code == 200
        return parser.fromstring(answer.text)

    return read


def said(element):
    return " ".join(element.text_content().split())


def summary(found):
    return said(found.find_class("comparison-summary")[0])


def chosen(found):
    return [each.get("value") for each in found.cssselect("select option[selected]")]


def test_the_newest_version_is_compared_with_the_one_before(page, cut, sign_in, someone):
    cut(FIRST)
    cut(FIRST.replace("année", "mois"), note="Plus souvent")
    for by in ({}, {"by": sign_in("namur")}):
        found = page(**by)
        assert chosen(found) == ["2", "3", "inline"]
        assert summary(found) == "1 line changed, 1 word added, 1 word removed."
        assert [said(each) for each in found.cssselect("main del")] == ["removed: année"]
        assert [said(each) for each in found.cssselect("main ins")] == ["added: mois"]
        published = said(found.cssselect(".comparison-versions li")[1])
        assert f"{someone('moderation').label} · Plus souvent" in published
        assert "Who wrote version 3" in published


def test_any_two_versions_are_compared_in_any_direction(page, cut):
    cut(FIRST)
    cut(FIRST, SECOND)
    assert summary(page("?from=2&to=3")) == "1 line added, 11 words added."
    assert summary(page("?from=3&to=2")) == "1 line removed, 11 words removed."
    assert chosen(page("?to=2")) == ["1", "2", "inline"]


def test_equal_versions_say_that_nothing_differs(page, cut):
    cut(FIRST)
    for view in ("inline", "sides"):
        found = page(f"?from=2&to=2&view={view}")
        assert summary(found) == "No difference: both versions say the same, in the same form."
        assert found.cssselect("main ins, main del, main .line-note") == []


def test_one_version_alone_says_what_to_wait_for(page, visitor, clause_page):
    assert "This clause has one version so far" in said(page())
    assert "Compare" not in visitor.get(clause_page).text
    assert "Compare" not in visitor.get(f"{clause_page}/versions/1").text


@pytest.mark.parametrize(
    "query", ["from=9", "to=9", "from=0", "to=-1", "from=x", "from=1&to=2%00", f"to={2**70}", "from=%C2%B9", "to=01"]
)
def test_a_number_that_no_version_has_is_not_found(visitor, clause_page, query):
    assert visitor.get(f"{clause_page}/comparison?{query}").status_code == 404


def test_a_clause_of_another_charter_is_not_found(visitor, charter, clause):
    assert visitor.get(f"/charters/none/clauses/{clause.id}/comparison").status_code == 404
    assert visitor.get(f"/charters/{charter.slug}/clauses/999/comparison").status_code == 404


def test_versions_that_one_may_not_read_are_stepped_over(cut, clause):
    cut(FIRST)
    cut(SECOND)
    first, _hidden, last = reversed(versions.all_versions(clause.id))
    assert comparison.chosen([last, first], "", "") == comparison.Choice(first, last, [last, first])
    assert comparison.before([last, first], last) is first
    for every, old, new in (([last, first], "2", ""), ([last, first], "", "2"), ([], "", ""), ([], "1", "1")):
        with pytest.raises(NotFound):
            comparison.chosen(every, old, new)


@pytest.mark.parametrize("view", ["inline", "sides"])
def test_a_moved_paragraph_leads_to_where_it_went_and_back(page, cut, view):
    cut(FIRST, SECOND, THIRD)
    cut(SECOND, THIRD, FIRST.replace("année", "mois"))
    found = page(f"?view={view}")
    assert summary(found) == "1 paragraph moved, 1 word added, 1 word removed."
    (left,), (arrived,) = found.find_class("line-left"), found.find_class("line-arrived")
    assert (left.get("id"), arrived.get("id")) == ("old-1", "new-3")
    assert left.cssselect("a[href='#new-3']")[0].text == "moved to line 3"
    assert arrived.cssselect("a[href='#old-1']")[0].text == "moved from line 1 of version 2"
    assert "Line 1 of version 2, moved to line 3" in said(left)


def test_side_by_side_each_version_is_read_in_its_column(page, cut):
    old, new = (FIRST, SECOND), (FIRST.replace("année", "mois"), "Une autre phrase, sans rapport.")
    cut(*old)
    cut(*new)
    found = page("?view=sides")
    for ghost in found.cssselect(".unseen, .line-note"):
        ghost.drop_tree()
    for column, texts in ((1, old), (2, new)):
        cells = [said(cell) for cell in found.cssselect(f"tbody td:nth-child({column})")]
        assert [cell for cell in cells if cell] == list(texts)
    assert [said(each)[:9] for each in found.cssselect("thead th")] == ["Version 2", "Version 3"]


def test_formatting_links_spaces_and_shapes_are_said_in_words(page, cut):
    address = "https://forum.example/?a=1&b=2"
    cut(line("Un texte ", run("important", STRONG)), "mille euros", FIRST, "Un\nDeux", "")
    cut(
        line("Un texte ", run("important", ("em", ""), ("link", address))),
        "mille\u00a0euros",
        items("ordered_list", FIRST),
        "Un Deux",
        "",
        heading="Un autre intitulé",
    )
    found = page()
    text = said(found)
    assert f"(bold before, italic, link to {address} now)" in text
    assert "removed: space" in text
    assert "non-breaking space" in text
    assert "line break" in text
    assert "(paragraph before, numbered item now)" in text
    assert "(empty line)" in text
    assert found.cssselect(".formatted a")[0].get("href") == address
    assert summary(found).startswith("The heading has changed. 4 lines changed")
    assert summary(found).endswith("2 changes of form.")


def test_lists_in_lists_and_quotes_are_named(page, cut):
    inner = {"type": "list_item", "content": [line("Un"), items("bullet_list", SECOND)]}
    cut(FIRST, SECOND, line(THIRD, kind="heading"))
    cut(
        {"type": "blockquote", "content": [line(FIRST)]},
        {"type": "bullet_list", "content": [inner]},
        THIRD,
    )
    text = said(page())
    assert "(paragraph before, quotation now)" in text
    assert "(paragraph before, list item, level 2 now)" in text
    assert "(heading before, paragraph now)" in text
    assert "• " in text


def test_items_keep_their_numbers(page, cut):
    cut(items("ordered_list", FIRST, SECOND))
    cut(items("ordered_list", FIRST, THIRD, SECOND))
    assert [said(each) for each in page().find_class("line-marker")] == ["1.", "2.", "3."]
    assert [said(each) for each in page("?view=sides").find_class("line-marker")] == ["1.", "1.", "2.", "2.", "3."]


def test_where_a_list_begins_and_what_is_raised_are_said_and_shown(page, cut):
    cut(line("Il y a 106 villes."), items("ordered_list", FIRST))
    raised = line("Il y a 10", run("6", ("superscript", "")), " villes.")
    cut(raised, items("ordered_list", FIRST) | {"attrs": {"start": 3, "type": "a"}})
    found = page()
    assert "(numbered item before, numbered item, from c) now)" in said(found)
    assert "(plain before, superscript now)" in said(found)
    assert [said(each) for each in found.cssselect(".line-words sup")] == ["6"]
    assert [said(each) for each in found.find_class("line-marker")] == ["c)"]


def test_what_holds_a_list_may_change_alone(page, cut):
    cut(items("bullet_list", FIRST))
    cut({"type": "blockquote", "content": [items("bullet_list", FIRST)]})
    assert "(held by other lists or quotations)" in said(page())


@pytest.mark.parametrize("view", ["inline", "sides"])
def test_markup_typed_as_words_stays_words(visitor, clause_page, cut, view):
    cut("Rien <script>alert(1)</script> de plus")
    cut("Rien <script>alert(2)</script> de plus", heading="<img src=x>")
    page = visitor.get(f"{clause_page}/comparison?view={view}").text
    assert not re.search(r"<script>|<img", page)
    assert "&lt;script" in page


@pytest.mark.parametrize(
    "address, may",
    [("https://a.example", True), ("MAILTO:a@b.example", True), ("javascript:alert(1)", False), ("", False)],
)
def test_only_addresses_of_the_schema_become_links(address, may):
    assert comparison.can_be_followed(address) is may


def test_the_list_of_versions_and_each_version_lead_to_the_comparison(visitor, sign_in, clause_page, cut):
    cut(FIRST)
    for by in (visitor, sign_in("namur")):
        assert f'href="{clause_page}/comparison"' in by.get(clause_page).text
        assert f'href="{clause_page}/comparison?from=1&amp;to=2"' in by.get(f"{clause_page}/versions/2").text
        assert "/comparison" not in by.get(f"{clause_page}/versions/1").text


def test_the_comparison_in_french(visitor, clause_page, cut):
    visitor.set_cookie("language", "fr")
    cut(FIRST, SECOND, THIRD)
    cut(SECOND, THIRD, FIRST.replace("année", "mois"))
    page = said(parser.fromstring(visitor.get(f"{clause_page}/comparison").text))
    assert "1 alinéa déplacé, 1 mot ajouté, 1 mot supprimé." in page
    assert "déplacé à l’alinéa 3" in page
    for word in ("Version 2 and", "moved", "added", "removed", "Compare ", "Line "):
        assert word not in page
