"""Texts as programs print and copy them: pages, line ends, contents, notes, signs of lists, tables."""

from charter.imports.rules import markdown, repairs
from tests.imports.test_splitting import divided, lost

PRINTED = """FÉDÉRATION DES EAUX
Article premier : Constitution
Il est fondé entre les adhérents aux présents statuts une association régie par la loi du
1er juillet 1901, ayant pour but de promouvoir la gestion publique de l’eau et sa ges-
1
tion par tous, dans l’intérêt de celles et ceux qui vivent au bord des rivières de l’Ouest.
Article 2 : Radiations
La qualité de membre se perd par :
a) la démission ;
b) la radiation prononcée par le conseil d’administration pour non-paiement,
ou pour motif grave.
Elle se retrouve.
Statuts – Page 2/4
2
Nul ne la perd s’il n’a pas été entendu auparavant par le conseil d’administration et le bu\u00ad
reau réunis.
"""


def test_the_pages_and_line_ends_of_a_printed_text_are_not_in_its_words():
    assert repairs.is_wrapped(PRINTED)
    found = markdown.read(PRINTED, True)
    words = [each.words for each in found.blocks]
    assert "sa ges-tion par tous" in words[2]
    assert words[4:] == [
        "La qualité de membre se perd par :",
        "a) la démission ;",
        "b) la radiation prononcée par le conseil d’administration pour non-paiement, ou pour motif grave.",
        "Elle se retrouve.",
        "Nul ne la perd s’il n’a pas été entendu auparavant par le conseil d’administration et le bureau réunis.",
    ]
    assert [(each.kind, each.words) for each in found.losses] == [
        ("page", "1"),
        ("page", "Statuts – Page 2/4"),
        ("page", "2"),
        ("hyphen", "ges-tion"),
    ]


def test_the_head_of_each_page_is_no_text():
    head = "Charte de l’eau – version du 3 mars"
    source = f"{head}\nArticle 1 – Eau\nA.\nB.\n3/12\n{head}\nArticle 2 – Sol\nC.\nD.\n4/12\n{head}\nE.\n"
    assert [each.words for each in markdown.read(source, False).blocks] == [
        *(head, "Article 1 – Eau", "A.", "B.", "Article 2 – Sol", "C.", "D.", "E."),
    ]
    assert {kind for kind, _words in lost(source)} == {"page"}
    assert lost("Un.\n1/2\nDeux.\nTrois.\nQuatre.\n1/3\n") == []


def test_numbers_in_cells_are_no_numbers_of_pages():
    assert lost("Sièges\n1\n2\n3\n") == []


def test_a_table_of_contents_is_left_out_where_its_lines_come_again():
    source = (
        "Sommaire\nArticle 1 – Eau ..... 2\nArticle 2 – Sol\t3\n\nArticle 1 – Eau\nA.\nArticle 2 – Sol\nB. Prix\t3\n"
    )
    assert [title for *_, title in divided(source)[1]] == ["Eau", "Sol"]
    assert [kind for kind, _words in lost(f"[TOC]\n{source}")] == ["contents"] * 4


def test_what_legifrance_says_of_an_article_is_no_title():
    status = "Version en vigueur depuis le 1er mai 1996\nModifié par LOI n°2022-217 - art. 218\n"
    source = f"Article L1\n{status}L’eau est libre.\nArticle L2\n{status}Le sol aussi.\n"
    assert [title for *_, title in divided(source)[1]] == ["L’eau est libre", "Le sol aussi"]
    assert {kind for kind, _words in lost(source)} == {"legal_status"}
    assert lost("Modifié par nous.") == []


def test_the_lists_and_tables_of_a_word_processor_are_read_from_its_signs_and_tabs():
    found = markdown.read("\u2022\tUn\no\tDeux\n\uf0a7\tTrois\n\u2022\tQuatre\n\nA\tB\n1\t2\n", False)
    assert [(each.words, len(each.within)) for each in found.blocks[:4]] == [
        ("Un", 1),
        ("Deux", 2),
        ("Trois", 2),
        ("Quatre", 1),
    ]
    assert [(each.kind, each.words) for each in found.losses] == [("table", "A B")]
