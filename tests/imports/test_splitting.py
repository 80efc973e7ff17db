"""How a text is divided: what real statutes and charters do, each in a few lines."""

import time

import pytest

from charter.imports.rules import labels, markdown, repairs, splitting
from charter.imports.rules.content import content
from charter.imports.rules.plan import Plan, spans, text_of
from charter.imports.rules.remarks import Remark, losses, remarks


def divided(source: str, way: str = "") -> tuple[str, list[tuple[str, str, str]]]:
    """The way that is proposed, and the parts: kind, label, title."""
    blocks = markdown.read(source, repairs.is_wrapped(source)).blocks
    found = splitting.plans(blocks)
    chosen = way or splitting.proposed(found)
    return chosen, [(part.kind, part.label, part.title) for part in found[chosen].parts]


def remarked(source: str) -> list[Remark]:
    reading = markdown.read(source, repairs.is_wrapped(source))
    found = splitting.plans(reading.blocks)
    return remarks(found[splitting.proposed(found)], reading.blocks)


def lost(source: str) -> list[tuple[str, str]]:
    reading = markdown.read(source, False)
    whole = splitting.plans(reading.blocks)["whole"]
    return [(loss.kind, loss.words) for loss in losses(reading, whole, None)]


def texts(source: str, way: str) -> list[list[dict]]:
    """The nodes of each part."""
    blocks = markdown.read(source, False).blocks
    plan: Plan = splitting.plans(blocks)[way]
    return [content(text_of(part, end, blocks))["content"] for part, end in spans(plan, len(blocks))]


@pytest.mark.parametrize(
    "line, kind, printed, number, rest",
    [
        ("Article 5 - Titre", "article", "Article 5", 5, "Titre"),
        ("ARTICLE PREMIER – Objet", "article", "ARTICLE PREMIER", 1, "Objet"),
        ("Article 1er. – Qualité", "article", "Article 1er", 1, "Qualité"),
        ("Article\u00a035\u00a0bis : Divers", "article", "Article 35 bis", 0, "Divers"),
        ("Art. 4 Le but", "article", "Art. 4", 4, "Le but"),
        ("Article unique", "article", "Article unique", 0, ""),
        ("Article IV", "article", "Article IV", 4, ""),
        ("§ 3 Le siège", "article", "§ 3", 3, "Le siège"),
        ("TITRE II – GOUVERNANCE", "section", "TITRE II", 2, "GOUVERNANCE"),
        ("Chapitre 1er : Les instances", "section", "Chapitre 1er", 1, "Les instances"),
        ("Section 3", "section", "Section 3", 3, ""),
        ("TITRE Ier – PRINCIPES", "section", "TITRE Ier", 1, "PRINCIPES"),
        ("Chapitre unique (Articles L1 à L9)", "section", "Chapitre unique", 0, "(Articles L1 à L9)"),
        ("Article 1er bis. – (Supprimé)", "article", "Article 1er bis", 0, "(Supprimé)"),
        ("Article 3 ter A. – Eau", "article", "Article 3 ter A", 0, "Eau"),
        ("Article 4 (nouveau)", "article", "Article 4", 4, "(nouveau)"),
        ("Article n°\u00a02 - Sol", "article", "Article n° 2", 2, "Sol"),
        ("Art. R. 123-4. – Feu", "article", "Art. R. 123-4", 0, "Feu"),
        ("Engagement n°1 : Eau", "article", "Engagement n°1", 1, "Eau"),
        ("Axe 2 – Les moyens", "section", "Axe 2", 2, "Les moyens"),
        ("II/ Objectifs", "roman", "II", 2, "Objectifs"),
        ("3/ Objectifs", "number", "3", 3, "Objectifs"),
        ("I. Objet", "roman", "I", 1, "Objet"),
        ("XLII. Divers", "roman", "XLII", 42, "Divers"),
        ("12 – Durée", "number", "12", 12, "Durée"),
        ("Préambule", "preamble", "Préambule", 0, ""),
    ],
)
def test_a_label_is_known_by_how_it_is_printed(line, kind, printed, number, rest):
    found = labels.label(line)
    assert (found.kind, found.printed, found.number, line[found.length :]) == (kind, printed, number, rest)


@pytest.mark.parametrize(
    "line",
    [
        *("Article 3 prévoit que", "L’article 3", "Articles 3 et 4", "article L. 321-1 du code", "Titre Xanadu"),
        *("Article 3 (alinéa 2) et suivants", "Titre Ierne"),
        *("C — Conditions", "2026 est une année", "Le titre II", "", " ", "1" * 500),
    ],
)
def test_a_line_that_only_speaks_of_an_article_has_no_label(line):
    assert labels.label(line) is None


def test_a_label_is_looked_for_at_the_start_of_a_line_alone():
    assert labels.label("Article 1" + "." * 500 + "x").length == labels.MAX_LABEL_LENGTH


def test_articles_in_titles_and_chapters_of_a_pasted_text():
    way, parts = divided(
        "STATUTS\nTITRE I\nDISPOSITIONS\nArticle 1\nObjet\nL’objet est :\n– un ;\n– deux.\nArticle 2 : Siège\nIci.\n"
        "TITRE II – VIE\nChapitre 1 : Les membres\nArticle 3. Chacun est membre.\nChapitre 2 : Les voix\n"
        "Article 4 – Vote\nUne fois."
    )
    assert way == "articles"
    assert parts == [
        ("title", "", "STATUTS"),
        ("section", "TITRE I", "DISPOSITIONS"),
        ("clause", "Article 1", "Objet"),
        ("clause", "Article 2", "Siège"),
        ("section", "TITRE II / Chapitre 1", "VIE / Les membres"),
        ("clause", "Article 3", "Chacun est membre"),
        ("section", "Chapitre 2", "VIE / Les voix"),
        ("clause", "Article 4", "Vote"),
    ]


@pytest.mark.parametrize(
    "heading", ["##Article 1", "## Article 1 {#un}", "## Article\u200b 1", "**Article 1**", "Article 1"]
)
def test_headings_are_read_as_people_type_them(heading):
    way, parts = divided(f"{heading}\n\nUn.\n\n{heading.replace('1', '2')}\n\nDeux.")
    assert (way, [label for _, label, _ in parts]) == ("articles", ["Article 1", "Article 2"])


def test_measures_are_articles_only_where_nothing_else_is():
    assert divided("Axe 1 : Eau\nMesure 1 : Prix\nA.\nMesure 2 : Fuites\nB.\n")[1] == [
        ("section", "Axe 1", "Eau"),
        ("clause", "Mesure 1", "Prix"),
        ("clause", "Mesure 2", "Fuites"),
    ]
    under = divided("Article 1 : Eau\nMesure 1 : Prix\nA.\nMesure 2 : Fuites\nArticle 2 : Sol\nB.\n")[1]
    assert [title for *_, title in under] == ["Eau", "Sol"]


def test_headings_without_numbers_are_articles_under_the_title_of_the_charter():
    way, parts = divided("# Charte\n\nVersion 1.\n\n## Mission\n\nServir.\n\n## Rôles\n\nÉcrire.")
    assert way == "headings"
    assert parts == [
        ("title", "", "Charte"),
        ("preamble", "", ""),
        ("clause", "", "Mission"),
        ("clause", "", "Rôles"),
    ]


def test_headings_that_only_hold_headings_are_sections():
    _way, parts = divided("# A\n\n## Un\n\nx\n\n## Deux\n\nx\n\n# B\n\n## Trois\n\nx")
    assert [kind for kind, *_ in parts] == ["section", "clause", "clause", "section", "clause"]


def test_a_list_numbered_1_2_3_becomes_articles_and_their_lists_stay_lists():
    source = "1. Objet\n\n   Servir :\n\n   - un\n   - deux\n\n2. Siège\n\n   Ici.\n\n3. Durée\n\n   Toujours."
    way, parts = divided(source)
    assert way == "numbers"
    assert [(label, title) for _, label, title in parts] == [("1.", "Objet"), ("2.", "Siège"), ("3.", "Durée")]
    first = texts(source, "numbers")[0]
    assert [node["type"] for node in first] == ["paragraph", "bullet_list"]


def test_roman_numerals_are_articles_or_sections_of_numbers():
    assert divided("I. Objet\nServir.\nII. Siège\nIci.\nIII. Durée\nToujours.")[0] == "romans"
    way, parts = divided("I. Le fond\n1. Objet\nServir.\n2. Siège\nIci.\nII. La forme\n3. Durée\nToujours.")
    assert way == "numbers"
    assert [kind for kind, *_ in parts] == ["section", "clause", "clause", "section", "clause"]


def test_lines_in_capitals_or_bold_are_articles_where_nothing_is_numbered():
    assert divided("NOS VALEURS\nServir.\nNOS MOYENS\nÉcrire.") == (
        "capitals",
        [("clause", "", "NOS VALEURS"), ("clause", "", "NOS MOYENS")],
    )
    assert divided("**Nos valeurs**\n\nServir.\n\n**Nos moyens**\n\nÉcrire.")[0] == "capitals"


def test_short_lines_are_offered_and_not_taken():
    source = "Nos valeurs\nServir, toujours et partout.\nNos moyens\nÉcrire, ensemble et souvent."
    assert divided(source)[0] == "whole"
    assert [title for *_, title in divided(source, "short_lines")[1]] == ["Nos valeurs", "Nos moyens"]


def test_full_lines_are_joined_and_others_stay_apart():
    full = "Nous voulons que le numérique serve chacun, là où il vit et\ntravaille, sans que personne ne soit laissé."
    assert repairs.is_wrapped(full)
    assert len(markdown.read(full, True).blocks) == 1
    assert not repairs.is_wrapped("Un.\nDeux.\nTrois.")


def test_numbers_that_jump_or_come_twice_and_references_are_remarked_on():
    found = remarked("Article 14 – A\nVoir l’article 16.\nArticle 16 – B\nx\nArticle 16 – C\nFait à Nantes, le 3 mai.")
    assert [each.kind for each in found] == ["reference", "number_jumps", "number_twice", "signature"]
    assert found[0].values == {"reference": "article 16", "number": 2}


def test_what_articles_cannot_hold_is_listed_with_its_words():
    assert lost(
        "![Le logo](logo.png) <span>a</span> `b` ~~c d~~ [e](ftp://f)\n\n```js\ng\n```\n\n---\ntitle: h\n---"
    ) == [
        ("image", "Le logo (logo.png)"),
        ("html", "<span>"),
        ("html", "</span>"),
        ("code", "b"),
        ("struck", "c d"),
        ("link", "ftp://f"),
        ("code_language", "js"),
        ("code", "g"),
    ]
    assert lost("---\nauthor: x\n---\n\nMots\u2060cachés") == [
        ("invisible", "U+2060 WORD JOINER"),
        ("front_matter", "author: x"),
    ]
    assert lost("a | b\n--|--\nc | d") == [("table", "a | b")]


def test_a_list_keeps_the_numbers_that_the_text_gave_it():
    [[first, second]] = texts("4. a\n5. b\n9. c", "whole")
    assert (first["attrs"], len(first["content"])) == ({"start": 4}, 2)
    assert second["attrs"] == {"start": 9}
    [[counted]] = texts("1. a\n1. b\n1. c", "whole")
    assert len(counted["content"]) == 3


def test_marks_of_a_clause_are_kept_in_their_order():
    [[line]] = texts("**a _b_** <sup>2</sup> [c](https://d.example)<br>e", "whole")
    marks = [(node.get("text"), [mark["type"] for mark in node.get("marks", [])]) for node in line["content"]]
    assert marks == [
        ("a ", ["strong"]),
        ("b", ["em", "strong"]),
        (" ", []),
        ("2", ["superscript"]),
        (" ", []),
        ("c", ["link"]),
        (None, []),
        ("e", []),
    ]


@pytest.mark.parametrize(
    "source",
    ["[" * 60_000, "![" * 30_000, "# " + "\t" * 20_000 + "x", "<b>" * 10_000, ">" * 20_000]
    + ["." * 20_000 + "1", "…\t" * 10_000, "page 1\n" * 10_000, "a-\nb" * 10_000, "a\u00ad \n" * 10_000],
)
def test_hostile_signs_are_read_in_time_that_grows_with_them(source):
    started = time.process_time()
    markdown.read(source, repairs.is_wrapped(source))
    markdown.read(source, True)
    assert time.process_time() - started < 3  # six times what it takes; time that grows with the square is far above


def test_two_titles_too_long_for_one_line_are_two_sections():
    upper, lower = ("Les " + word * 20 for word in ("collectivités ", "territoires "))
    source = f"# {upper.strip()[:150]}\n\n## {lower.strip()[:150]}\n\n### Un\n\nMots.\n\n### Deux\n\nMots."
    _way, parts = divided(source, "headings")
    assert [(kind, title) for kind, _label, title in parts] == [
        ("section", upper.strip()[:150]),
        ("section", lower.strip()[:150]),
        ("clause", "Un"),
        ("clause", "Deux"),
    ]
