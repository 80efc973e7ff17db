"""What changed between two texts, by worked examples and by its laws."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.content import alignment, diff
from charter.content import blocks as lines
from charter.content.diff import ADDED, ARRIVED, CHANGED, FORMATTED, LEFT, REMOVED, SAME, UNCHANGED
from tests.collab.ydoc.test_to_prosemirror import CONTENTS

STRONG = ("strong", "")
WOMAN, MAN = "\U0001f469\u200d\U0001f680", "\U0001f468\u200d\U0001f680"
FEW_WORDS = ["l’", "article ", "article", " ", "de ", "la ", "charte", "\u00a0:", "a ", "b ", "1\u202f000", ", ", "\n"]
WORDS = st.lists(st.sampled_from(FEW_WORDS), max_size=12).map("".join)


def run(words, *marks):
    found = [{"type": name} | ({"attrs": {"href": href}} if href else {}) for name, href in marks]
    return {"type": "text", "text": words} | ({"marks": found} if found else {})


def line(*runs, kind="paragraph"):
    inside = [each if isinstance(each, dict) else run(each) for each in runs if each]
    return {"type": kind} | ({"content": inside} if inside else {})


def document(*blocks):
    return {"type": "doc", "content": [each if isinstance(each, dict) else line(each) for each in blocks]}


def items(kind, *lines_):
    return {"type": kind, "content": [{"type": "list_item", "content": [line(each)]} for each in lines_]}


LIKE = st.lists(WORDS, max_size=8).map(lambda paragraphs: document(*paragraphs))
TEXTS = CONTENTS | LIKE


def brief(pieces):
    signs = {UNCHANGED: "{}", ADDED: "[+{}]", REMOVED: "[-{}]", FORMATTED: "[~{}]"}
    return "".join(signs[piece.state].format(piece.words) for piece in pieces)


@pytest.mark.parametrize(
    "old, new, shown",
    [
        ("Le chat dort", "Le chien dort", "Le [-chat][+chien] dort"),
        ("Le chat dort", "Le chat noir dort", "Le chat [+noir ]dort"),
        ("l’article", "l’alinéa", "l’[-article][+alinéa]"),
        ("dès aujourd’hui", "dès aujourd’huy", "dès [-aujourd’hui][+aujourd’huy]"),
        ("qu’il vote", "qu’elle vote", "qu’[-il][+elle] vote"),
        ("1\u202f000 euros", "2\u202f000 euros", "[-1\u202f000][+2\u202f000] euros"),
        ("Une règle simple.", "Une règle simple\u00a0!", "Une règle simple[-.][+\u00a0!]"),
        ("mille euros", "mille\u00a0euros", "mille[- ][+\u00a0]euros"),
        ("ils cherchent à publier", "ils doivent à financer", "ils [-cherchent à publier][+doivent à financer]"),
        ("", "Tout", "[+Tout]"),
        ("Rien", "", "[-Rien]"),
        ("Un\nDeux", "Un Deux", "Un[-\n][+ ]Deux"),
        (f"un {WOMAN} vu", f"un {MAN} vu", f"un [-{WOMAN}][+{MAN}] vu"),
    ],
)
def test_words_are_compared_as_people_read_them(old, new, shown):
    assert brief(diff.reworded(old, new)) == shown


def states(comparison):
    return [(row.state, row.old, row.new) for row in comparison.rows]


FIRST = "Les associations publient chaque année leurs comptes."
SECOND = "Tout le monde peut lire la charte sans ouvrir de compte."
THIRD = "Le numérique reste au service de l’intérêt général."


@pytest.mark.parametrize(
    "old, new, expected",
    [
        ([FIRST, SECOND], [FIRST, SECOND], [(SAME, 1, 1), (SAME, 2, 2)]),
        ([FIRST], [FIRST, THIRD], [(SAME, 1, 1), (ADDED, None, 2)]),
        ([FIRST, THIRD], [THIRD], [(REMOVED, 1, None), (SAME, 2, 1)]),
        ([FIRST], [FIRST.replace("chaque année", "tous les ans")], [(CHANGED, 1, 1)]),
        ([FIRST], [SECOND], [(REMOVED, 1, None), (ADDED, None, 1)]),
        (
            [FIRST, SECOND, THIRD],
            [SECOND, THIRD, FIRST],
            [(LEFT, 1, 3), (SAME, 2, 1), (SAME, 3, 2), (ARRIVED, 1, 3)],
        ),
        (
            [FIRST, SECOND, THIRD],
            [SECOND, THIRD, FIRST.replace("année", "mois")],
            [(LEFT, 1, 3), (SAME, 2, 1), (SAME, 3, 2), (ARRIVED, 1, 3)],
        ),
        (
            ["Oui", FIRST, SECOND],
            [FIRST, SECOND, "Oui"],
            [(REMOVED, 1, None), (SAME, 2, 1), (SAME, 3, 2), (ADDED, None, 3)],
        ),
        ([FIRST, "", SECOND], ["", FIRST, "", SECOND], [(ADDED, None, 1), (SAME, 1, 2), (SAME, 2, 3), (SAME, 3, 4)]),
        (
            [FIRST, "", SECOND],
            [SECOND, "", FIRST],
            [(LEFT, 1, 3), (REMOVED, 2, None), (SAME, 3, 1), (ADDED, None, 2), (ARRIVED, 1, 3)],
        ),
        ([], [FIRST], [(ADDED, None, 1)]),
    ],
)
def test_lines_are_kept_changed_added_removed_or_moved(old, new, expected):
    compared = diff.compare(document(*old), document(*new))
    assert states(compared) == expected
    assert (compared.before, compared.after) == (old, new)


def test_words_that_changed_in_a_moved_line_are_shown_where_it_arrived():
    compared = diff.compare(document(FIRST, SECOND, THIRD), document(SECOND, THIRD, FIRST.replace("année", "mois")))
    assert brief(compared.rows[-1].pieces) == "Les associations publient chaque [-année][+mois] leurs comptes."
    assert diff.counts(compared) == diff.Counts(0, 0, 0, 1, 1, 1, 0)


def test_marks_alone_are_a_change_of_formatting_even_inside_a_word():
    compared = diff.compare(document("la liberté"), document(line("la lib", run("erté", STRONG))))
    assert states(compared) == [(CHANGED, 1, 1)]
    assert brief(compared.rows[0].pieces) == "la lib[~erté]"
    assert compared.rows[0].pieces[1].marks == (STRONG,)
    assert diff.counts(compared) == diff.Counts(1, 0, 0, 0, 0, 0, 1)


def test_a_link_that_leads_elsewhere_has_changed():
    old, new = (document(line(run("ici", ("link", f"https://{host}.example")))) for host in "ab")
    (piece,) = diff.compare(old, new).rows[0].pieces
    assert (piece.was, piece.marks) == ((("link", "https://a.example"),), (("link", "https://b.example"),))


def test_a_paragraph_that_becomes_a_heading_an_item_or_a_quote_is_reshaped():
    quote = {"type": "blockquote", "content": [line(FIRST)]}
    for other in (line(FIRST, kind="heading"), items("bullet_list", FIRST), quote):
        (row,) = diff.compare(document(FIRST), document(other)).rows
        assert (row.state, row.reshaped) == (CHANGED, True)
        assert {piece.state for piece in row.pieces} == {UNCHANGED}


def numbered(*lines_, **attributes):
    return items("ordered_list", *lines_) | {"attrs": attributes}


def test_a_list_that_begins_elsewhere_is_a_change_of_form():
    plain, fifth = document(items("ordered_list", FIRST, SECOND)), document(numbered(FIRST, SECOND, start=5))
    compared = diff.compare(plain, fifth)
    assert [(row.state, row.reshaped) for row in compared.rows] == [(CHANGED, True), (SAME, False)]
    assert [row.now.marker for row in compared.rows] == ["5.", "6."]
    assert diff.compare(fifth, document(numbered(FIRST, SECOND, start=5, type="a"))).rows[0].now.begins == "e)"


@pytest.mark.parametrize(
    "attributes, markers",
    [
        ({"type": "a", "start": 26}, ["z)", "aa)"]),
        ({"type": "A", "start": 702}, ["ZZ)", "AAA)"]),
        ({"type": "a", "start": 0}, ["0)", "a)"]),
        ({"type": "A"}, ["A)", "B)"]),
        ({"type": "i", "start": 3}, ["iii)", "iv)"]),
        ({"type": "I", "start": 1998}, ["MCMXCVIII)", "MCMXCIX)"]),
        ({"type": "I", "start": 3999}, ["MMMCMXCIX)", "4000)"]),
        ({"start": 0}, ["0.", "1."]),
    ],
)
def test_each_item_bears_the_mark_by_which_it_is_cited(attributes, markers):
    assert [each.marker for each in lines.lines(document(numbered(FIRST, SECOND, **attributes)))] == markers


def test_a_new_first_item_leaves_the_others_alone():
    compared = diff.compare(
        document(items("ordered_list", "un", "deux")), document(items("ordered_list", "zéro", "un", "deux"))
    )
    assert states(compared) == [(ADDED, None, 1), (SAME, 1, 2), (SAME, 2, 3)]
    assert [row.now.marker for row in compared.rows] == ["1.", "2.", "3."]


def test_lines_know_what_holds_them():
    item = {"type": "list_item", "content": [line("un"), line("suite"), items("ordered_list", "a", "b")]}
    found = lines.lines(document({"type": "bullet_list", "content": [item]}))
    assert [(each.words, each.within, each.marker) for each in found] == [
        ("un", ("bullet_list",), "•"),
        ("suite", ("bullet_list",), ""),
        ("a", ("bullet_list", "ordered_list"), "1."),
        ("b", ("bullet_list", "ordered_list"), "2."),
    ]


def test_words_are_counted_as_people_count_them():
    assert lines.count("L’an 2024\u00a0: 1\u202f000 élus, aujourd’hui\u00a0!") == 5


@given(WORDS | st.text(max_size=40))
def test_tokens_lose_nothing(words):
    assert "".join(lines.tokens(words)) == words


@given(TEXTS)
def test_a_text_compared_with_itself_has_not_changed(text):
    compared = diff.compare(text, text)
    assert compared.is_same
    assert diff.counts(compared) == diff.Counts(0, 0, 0, 0, 0, 0, 0)
    assert {piece.state for row in compared.rows for piece in row.pieces} <= {UNCHANGED}


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_in_the_comparison(old, new):
    compared = diff.compare(old, new)
    assert compared.before == [each.words for each in lines.lines(old)]
    assert compared.after == [each.words for each in lines.lines(new)]
    assert [row.old for row in compared.rows if row.state not in (ADDED, ARRIVED)] == list(
        range(1, len(compared.before) + 1)
    )


TURNED = {ADDED: REMOVED, REMOVED: ADDED, LEFT: ARRIVED, ARRIVED: LEFT}


def fates(compared, turn):
    """Each row with its words and their marks by fate, in no order; turned round when asked."""
    found = []
    for row in compared.rows:
        rest = [(p.state, p.words, p.marks, p.was) for p in row.pieces]
        state, places = row.state, (row.old, row.new)
        if turn:
            rest = [(TURNED.get(state, state), words, was, marks) for state, words, marks, was in rest]
            state, places = TURNED.get(state, state), places[::-1]
        found.append((state, repr(places), sorted(rest)))
    return sorted(found)


@given(TEXTS, TEXTS)
def test_turned_round_what_was_added_is_removed(old, new):
    assert fates(diff.compare(new, old), turn=True) == fates(diff.compare(old, new), turn=False)


@given(st.lists(st.sampled_from("abcde")), st.lists(st.sampled_from("abcde")))
def test_common_items_are_in_order_and_equal(old, new):
    pairs = alignment.common(old, new)
    assert all(old[i] == new[j] for i, j in pairs)
    assert all(a < c and b < d for (a, b), (c, d) in zip(pairs, pairs[1:], strict=False))


def vocabulary(seed, size):
    return [f"{'bcdfglmnprstv'[(n * seed) % 13]}{'aeiou'[n % 5]}{n}" for n in range(size)]


def pages(words, often, paragraphs=150, length=100):
    """Thirty pages: 15 000 words, every third of them one of the `often` ones."""
    spoken = [
        [often[(n + p) % len(often)] if n % 3 == 0 else words[(n * 7 + p * 31) % len(words)] for n in range(length)]
        for p in range(paragraphs)
    ]
    return document(*(" ".join(each) for each in spoken))


OFTEN = ["le", "la", "de", "des", "et", "à", "un", "en"]
THIRTY = pages(vocabulary(3, 2000), OFTEN)
HOSTILE = {
    "rewritten": (THIRTY, pages(vocabulary(5, 2000), OFTEN)),
    "lightly amended": (THIRTY, pages([w if n % 9 else w + "x" for n, w in enumerate(vocabulary(3, 2000))], OFTEN)),
    "in other words of the same": (THIRTY, pages(vocabulary(3, 2000)[::-1], OFTEN)),
    "turned upside down": (THIRTY, document(*THIRTY["content"][::-1])),
    "one endless line": (document("a b " * 30_000), document("b c a " * 20_000)),
    "one word a thousand times a line": (document(*["a " * 100] * 1200), document(*["a b " * 50] * 1200)),
    "empty lines": (document(*[""] * 20_000), document(*["", "a"] * 10_000)),
    "short lines": (document(*["a b c", "d e f"] * 5_000), document(*["d e f", "x y z", "a b c"] * 4_000)),
    "similar lines": (
        document(*(f"a b c d e {n}" for n in range(6000))),
        document(*(f"a b c d e {-n} z" for n in range(6000))),
    ),
    "no spaces": (document("ab" * 60_000), document("ba" * 60_000)),
    "signs": (document("«!" * 60_000), document("!«" * 60_000)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_the_work_stays_within_bounds_whatever_the_texts(name):
    """Each takes less than a second here; the bound is wide, so that neither a busy machine nor coverage fails it, and
    work that grows with the square of the length still does."""
    old, new = HOSTILE[name]
    start = time.process_time()
    compared = diff.compare(old, new)
    assert time.process_time() - start < 20
    assert "\n".join(compared.after) == "\n".join(each.words for each in lines.lines(new))
