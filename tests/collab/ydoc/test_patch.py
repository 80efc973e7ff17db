"""A document brought back to other words: it says exactly those, and words that stay keep their authors."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pycrdt import Doc, XmlFragment

from charter.collab.attribution.provenance import ProvenanceTracker
from charter.collab.ydoc import from_prosemirror, patch, to_prosemirror, update_decoder
from charter.collab.ydoc.placement import PlacementIndex
from charter.content import diff
from charter.content.schema import ROOT
from tests.collab.ydoc.test_to_prosemirror import CONTENTS, LINES, joined

CLIENT = 4242
NOTHING = b"\x00\x00"
SAID = ("la", "charte", "est", "libre", "et", "ouverte,", "l’accès", "💚", "aussi.")
SOME_WORDS = st.lists(st.sampled_from(SAID), max_size=8)
PLAIN = SOME_WORDS.map(" ".join).map(
    lambda words: {"type": "paragraph"} | ({"content": [{"type": "text", "text": words}]} if words else {})
)
FLAT = st.lists(PLAIN | LINES, min_size=1, max_size=5).map(lambda lines: {"type": "doc", "content": lines})
BREAK = {"type": "hard_break"}


def text(words, *marks):
    return {"type": "text", "text": words} | ({"marks": [{"type": mark} for mark in marks]} if marks else {})


def doc(*blocks):
    return {"type": "doc", "content": list(blocks)}


def line(*inside, kind="paragraph"):
    return {"type": kind} | ({"content": list(inside)} if inside else {})


def opened(content):
    """A clause with these words, opened under a client id of one's own."""
    mine = Doc(client_id=CLIENT)
    mine.apply_update(from_prosemirror.document(content).get_update())
    return mine


def decode(update):
    """An update as validation reads it."""
    return update_decoder.decode(update)


def items(document):
    """Every letter that a document shows, in UTF-16 units, under the client id and clock of who wrote it."""
    whole = decode(document.get_update())
    gone = {(client, first + n) for client, first, length in whole.delete_set for n in range(length)}
    found = {}
    for run in whole.structs:
        units = run.text.encode("utf-16-le")
        found |= {(run.client, run.clock + n): units[2 * n : 2 * n + 2] for n in range(run.length) if units}
    return {item: unit for item, unit in found.items() if item not in gone}


@given(CONTENTS | FLAT, CONTENTS | FLAT)
@example(doc(line(text("a\nb"))), doc(line(text("a"), BREAK, text("b"))))
@example(doc(line(text("a"), BREAK, text("b c"))), doc(line(text("a"), BREAK, text("b d"))))
@example(doc(line(BREAK)), doc(line(text("a"), BREAK, text("b"))))
@example(doc(line(text("a b", "strong"))), doc(line(text("a c", "em"))))
@example(doc(line(text("é💚 b"), text(" c", "em"))), doc(line(text("é💚 d", "em"), text(" c"))))
@example(
    doc(line(text("un deux trois"), BREAK, text("quatre"))), doc(line(text("un deux"), BREAK, text("trois quatre")))
)
@example(doc(line(BREAK, text("un deux trois"))), doc(line(text("zéro"), BREAK, text("un deux trois"))))
@example(
    doc(line(text("a b c"), BREAK, BREAK, text("d"))), doc(line(text("a b c"), BREAK, text("z"), BREAK, text("d")))
)
@example(
    doc(line(text("un trois"))),
    doc(line(text("un "), text("deux", "strong"), text(" et demi", "em"), text(" trois"))),
)
def test_whatever_it_said_it_says_what_it_is_brought_back_to(old, new):
    mine = opened(old)
    before = mine.get_update()
    update = patch.update(mine, new)
    assert joined(to_prosemirror.content(mine)) == joined(new)
    others = Doc()
    others.apply_update(before)
    others.apply_update(update or NOTHING)
    assert joined(to_prosemirror.content(others)) == joined(new)


@given(st.lists(CONTENTS | FLAT, min_size=4, max_size=4))
def test_a_text_that_many_people_left_in_pieces_is_restored_too(texts):
    """Two people each made something else of one text at once, so that lines hold several texts, and blocks doubled."""
    start, one, two, wanted = texts
    mine, theirs = opened(start), Doc(client_id=7)
    theirs.apply_update(mine.get_update())
    made = patch.update(mine, one), patch.update(theirs, two)
    mine.apply_update(made[1] or NOTHING)
    placement = PlacementIndex()
    placement.add(decode(mine.get_update()))
    update = patch.update(mine, wanted) or NOTHING
    assert joined(to_prosemirror.content(mine)) == joined(wanted)
    placement.add(decode(update))  # raises if validation would refuse it


@given(FLAT, FLAT)
def test_words_that_the_comparison_shows_as_kept_keep_their_author_and_clock(old, new):
    mine = opened(old)
    before = items(mine)
    rows = diff.compare(old, new).rows
    patch.update(mine, new)
    after = items(mine)
    stayed = b"".join(unit for item, unit in sorted(after.items()) if item in before)
    kept = [
        piece.words
        for row in rows
        if row.state in ("same", "changed") and not row.reshaped and not broken(row)
        for piece in row.pieces
        if piece.state in ("kept", "formatted")
    ]
    assert all(after[item] == before[item] for item in after if item in before)
    assert len(stayed) >= len("".join(kept).encode("utf-16-le"))


def broken(row):
    return "\n" in row.before + row.after


@given(CONTENTS)
def test_nothing_changes_when_nothing_has_to(content):
    mine = opened(content)
    before = items(mine)
    patch.update(mine, to_prosemirror.content(mine))
    assert items(mine) == before


def test_only_the_words_that_differ_are_written_again():
    old = doc(line(text("Toute personne peut demander une aide gratuite.")), line(text("Fin.")))
    new = doc(line(text("Toute personne doit demander une aide "), text("gratuite", "strong"), text(".")))
    mine = opened(old)
    before = items(mine)
    patch.update(mine, new)
    added = b"".join(unit for item, unit in sorted(items(mine).items()) if item not in before)
    assert added.decode("utf-16-le") == "doit"
    assert {client for client, _ in items(mine).keys() - before.keys()} == {CLIENT}


def listed(*lines):
    return {"type": "bullet_list", "content": [{"type": "list_item", "content": [each]} for each in lines]}


FIRST, SECOND, THIRD = (line(text(f"La {n} mesure de la charte.")) for n in ("première", "deuxième", "troisième"))


@pytest.mark.parametrize("parts", [[[FIRST], [SECOND, THIRD]], [[FIRST, SECOND], [THIRD]]])
def test_a_list_that_is_cut_in_two_keeps_its_larger_part(parts):
    mine = opened(doc(listed(FIRST, SECOND, THIRD)))
    before = items(mine)
    patch.update(mine, doc(*(listed(*part) for part in parts)))
    written = items(mine).keys() - before.keys()
    assert 0 < len(written) < len(to_prosemirror.plain(THIRD))


def test_words_in_lists_and_quotes_stay_where_the_lists_stay():
    old = doc(listed(FIRST, THIRD), {"type": "blockquote", "content": [SECOND]})
    new = doc(listed(FIRST, line(text("Une autre.")), THIRD), {"type": "blockquote", "content": [SECOND, FIRST]})
    mine = opened(old)
    before = items(mine)
    patch.update(mine, new)
    assert before.items() <= items(mine).items()


def test_typing_that_comes_meanwhile_is_merged():
    old = doc(line(text("Un deux trois.")), line(text("Quatre.")))
    typist = opened(old)
    mine = Doc(client_id=7)
    mine.apply_update(typist.get_update())
    state = typist.get_state()
    words = typist.get(ROOT, type=XmlFragment).children[1].children[0]
    words.insert(7, " Cinq.")
    typed = typist.get_update(state)
    restored = patch.update(mine, doc(line(text("Un trois.")), line(text("Quatre."))))
    mine.apply_update(typed)
    typist.apply_update(restored)
    assert (
        to_prosemirror.plain(to_prosemirror.content(mine))
        == to_prosemirror.plain(to_prosemirror.content(typist))
        == "Un trois.\nQuatre. Cinq.\n"
    )


@pytest.mark.parametrize(
    ("joined_lines", "new"),
    [
        (line(text("La première. La deuxième est longue. La troisième.")), ""),
        (line(text("La première. La "), text("deuxième", "strong"), text(" est longue. La troisième.")), ""),
        (line(text("Avant tout : La première. La deuxième est longue. La troisième.")), "Avant tout :"),
    ],
)
def test_lines_that_are_joined_keep_their_authors(joined_lines, new):
    mine = opened(doc(*(line(text(words)) for words in ("La première.", "La deuxième est longue.", "La troisième."))))
    log = ProvenanceTracker()
    log.add(decode(mine.get_update()), 1)
    before = items(mine)
    log.add(decode(patch.update(mine, doc(joined_lines))), 2)

    written = [
        unit
        for item, unit in items(mine).items()
        if not {source[:2] for source in log.sources(*item, 1)} & before.keys()
    ]
    assert b"".join(written).decode("utf-16-le").strip() == new
