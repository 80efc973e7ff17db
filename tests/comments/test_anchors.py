"""Words of a comment are found again whatever becomes of the text around them, or are said to be gone; they are never
other words. The edits are those that editors make (`tests.collab.attribution.moves`)."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import UndoManager, XmlElement

from charter.collab.attribution import identified_text
from charter.collab.attribution.identified_text import IdentifiedText, Run
from charter.comments.anchors.quotes import Quote, Whole
from charter.comments.anchors.resolving import Place, Resolver, Target, joined
from tests.collab.attribution.moves import NAMUR, QUEBEC, Log, erase, lines, new_line, split, words_of, write

WORDS = "librement accessible"
TEXT = "Le texte est public. Il est librement accessible à toutes et tous."
NEXT = "Chaque commune publie ses données."
AT = TEXT.index(WORDS)
END = AT + WORDS.index(" ") + 1


def origins(log: Log, runs: tuple[Run, ...]) -> list[Run]:
    found = []
    for run in runs:
        at = run.start
        for client, clock, length in log.provenance.sources(run.client, run.clock, run.length):
            found.append(Run(client, clock, length, run.line, at))
            at += length
    return found


def read(log: Log) -> IdentifiedText:
    return identified_text.read(log.server.get_update())


def comment(log: Log, words: str, number: int = 0) -> Target:
    text = read(log)
    whole = Whole(text.lines)
    start = whole.text.index(words)
    for _ in range(number):
        start = whole.text.index(words, start + 1)
    stretches = whole.stretches(start, start + len(words))
    runs = [
        (run.client, run.clock + first - run.start, last - first)
        for run in origins(log, text.runs)
        for line, begin, end in stretches
        if run.line == line and (first := max(begin, run.start)) < (last := min(end, run.start + run.length))
    ]
    return Target(joined(runs), whole.quote(start, start + len(words)))


def place(log: Log, target: Target) -> Place:
    text = read(log)
    return Resolver(text, lambda: origins(log, text.runs)).place(target)


@pytest.fixture
def log() -> Log:
    log = Log()
    log.change(NAMUR, write(0, TEXT))
    log.change(NAMUR, lambda root: new_line(root, 1, NEXT))
    return log


class Case(NamedTuple):
    """What happens to the text, and what is found afterwards: "" for nothing."""

    name: str
    edits: list[Callable]
    found: str
    changed: bool = False
    moved: bool = False


def byte(index: int) -> int:
    """pycrdt counts the bytes of a text."""
    return len(TEXT[:index].encode())


def retype(root):
    """Words are deleted and written anew in one edit, as a restoration does."""
    text = lines(root)[0].children[0]
    del text[byte(AT) : byte(AT) + len(WORDS)]
    text.insert(byte(AT), WORDS)


def bold(start, end):
    return lambda root: lines(root)[0].children[0].format(byte(start), byte(end), {"strong": {}})


def reshape(kind):
    def how(root):
        words = words_of(lines(root)[0])
        del root.children[0]
        new_line(root, 0, words, kind)

    return how


def enlist(root):
    words = words_of(lines(root)[0])
    del root.children[0]
    holder, item = XmlElement("bullet_list"), XmlElement("list_item")
    root.children.insert(0, holder)
    holder.children.append(item)
    new_line(item, 0, words)


def drop(root):
    del root.children[0]


def paste_below(root):
    new_line(root, 1, TEXT)


def join_lines(root):
    first, second = lines(root)[:2]
    first.children[0].insert(len(words_of(first).encode()), words_of(second))
    del root.children[1]


def letters(words: str, at: int, number: int = 0):
    return [write(at + place, letter, number) for place, letter in enumerate(words)]


LONG = "et sans frais. " * 20
FIRST = erase(byte(AT), byte(END))
GOES = erase(byte(AT), byte(AT) + len(WORDS))
CASES = [
    Case("nothing", [], WORDS),
    Case("words put inside", [write(byte(END), "et toujours ")], "librement et toujours accessible", changed=True),
    Case("its contrary", [write(byte(AT), "pas "), write(byte(END) + 4, "in")], "librement inaccessible", changed=True),
    Case("words put before", [write(0, "Chers collègues, ")], WORDS),
    Case("bold", [bold(AT, AT + len(WORDS))], WORDS),
    Case("part of it bold", [bold(AT, END)], WORDS),
    Case("part deleted", [erase(byte(AT), byte(END))], "accessible", changed=True),
    Case("one word moved to the start", [FIRST, write(0, "librement ")], "librement\naccessible", changed=True),
    Case(
        "words in the other order", [FIRST, write(byte(AT) + 11, "librement ")], "accessible\nlibrement", changed=True
    ),
    Case("three sentences put inside", [write(byte(END), LONG)], "librement\naccessible", changed=True),
    Case("all but two letters deleted", [erase(byte(AT) + 1, byte(AT) + 18)], ""),
    Case("others between two letters", [erase(byte(AT) + 1, byte(AT) + 18), write(byte(AT) + 1, "ongue histoir")], ""),
    Case("all deleted", [GOES], ""),
    Case("replaced", [GOES, write(byte(AT), "ouvert")], ""),
    Case("its paragraph deleted", [drop], ""),
    Case("deleted and typed again in one go", [retype], WORDS),
    Case("split before the words", [split(byte(AT))], WORDS),
    Case("split and joined again", [split(byte(AT)), join_lines], WORDS),
    Case("split inside the words", [split(byte(END))], "librement\naccessible"),
    Case("made a heading", [reshape("heading")], WORDS),
    Case("made a list", [enlist], WORDS),
    Case("paragraph cut and pasted below", [drop, paste_below], WORDS),
    Case("sentence moved in two edits", [GOES, write(len(NEXT.encode()) - 1, WORDS, 1)], WORDS, moved=True),
    Case("joined with the next", [join_lines], WORDS),
    Case("typed again letter by letter, at the same place", [GOES, *letters(WORDS, byte(AT))], WORDS),
    Case("typed again letter by letter, elsewhere", [GOES, *letters(WORDS, 7, 1)], ""),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("by", [NAMUR, QUEBEC], ids=["author", "another"])
def test_the_words_of_a_comment_are_found_again(log, case, by):
    target = comment(log, WORDS)
    for edit in case.edits:
        log.change(by, edit)
    found = place(log, target)
    assert (found.words.replace(" \n", "\n").replace("\n ", "\n"), found.is_changed) == (case.found, case.changed)
    if case.moved:
        assert found.is_moved


def test_what_one_undoes_comes_back_with_its_comment(log):
    target = comment(log, WORDS)
    log.receive(QUEBEC)
    undoing = UndoManager(scopes=[log.root(QUEBEC)])
    log.change(QUEBEC, GOES)
    assert place(log, target).is_gone
    updates = []
    watching = log.docs[QUEBEC].observe(lambda event: updates.append(event.update))
    undoing.undo()
    log.docs[QUEBEC].unobserve(watching)
    log.send(QUEBEC, updates)
    assert place(log, target).words == WORDS


def test_an_older_version_restored_by_another_is_known_by_its_quote(log):
    target = comment(log, WORDS)
    log.change(NAMUR, drop)
    log.change(QUEBEC, lambda root: new_line(root, 0, TEXT))
    assert place(log, target).words == WORDS


def test_a_quote_that_stands_twice_needs_more_of_its_context():
    whole = Whole(["Il est ouvert à tous.", "Il est ouvert à chacun."])
    assert whole.find(Quote("ouvert", "x" * 32, " à tous.")) is None
    assert whole.find(Quote("ouvert", "Il est ", " à tous.\nIl est ouvert à chacun.")) == 7


def test_a_letter_that_is_left_in_another_word_is_not_what_was_commented(log):
    target = comment(log, "public")
    log.change(QUEBEC, erase(TEXT.index("ublic"), TEXT.index("ublic") + 5))
    log.change(QUEBEC, write(TEXT.index("ublic"), "ayant et secret"))
    assert place(log, target).is_gone


def test_what_is_left_of_a_long_comment_is_too_little_for_it(log):
    target = comment(log, TEXT)
    log.change(QUEBEC, erase(len("Le texte"), len(TEXT.encode()) - 1))
    assert place(log, target).is_gone


def test_of_words_pasted_twice_the_first_are_meant(log):
    target = comment(log, WORDS)
    log.change(NAMUR, GOES)
    for _ in range(2):
        log.change(NAMUR, write(0, WORDS))
    assert len(place(log, target).stretches) == 1


def test_a_picture_in_a_line_moves_no_comment_by_half_a_letter():
    log = Log()
    log.change(NAMUR, write(0, "Bravo 👩‍🚀 pour ce texte"))
    target = comment(log, "pour")
    log.change(QUEBEC, write(0, "🎉 "))
    found = place(log, target)
    assert (found.words, found.stretches[0].start) == ("pour", len("🎉 Bravo 👩‍🚀 ".encode("utf-16-le")) // 2)


EDITS = st.lists(
    st.tuples(st.sampled_from([NAMUR, QUEBEC]), st.integers(0, 5), st.integers(0, 60), st.integers(1, 20)), max_size=6
)


@settings(max_examples=100)
@given(EDITS, st.integers(0, len(TEXT) - 2), st.integers(2, 20))
def test_half_of_what_is_found_was_commented_or_it_is_the_very_quote(edits, start, length):
    """Whatever is typed, deleted, split, joined, reshaped and pasted, in any order, by two."""
    log = Log()
    log.change(NAMUR, write(0, TEXT.replace("à", "a")))
    log.change(NAMUR, lambda root: new_line(root, 1, NEXT.replace("é", "e")))
    exact = TEXT.replace("à", "a")[start : start + length].strip()
    if not exact:
        return
    target = comment(log, exact)
    for by, kind, at, size in edits:
        log.change(by, lambda root, kind=kind, at=at, size=size: change(root, kind, at, size))

    text, found = read(log), place(log, target)
    wanted = {(client, clock + n) for client, clock, count in target.ranges for n in range(count)}
    standing = {
        (run.client, run.clock + n)
        for run in origins(log, text.runs)
        for line, first, last in found.stretches
        for n in range(run.length)
        if run.line == line and first <= run.start + n < last
    }
    size = sum(last - first for _, first, last in found.stretches)
    assert found.is_gone or 2 * len(wanted & standing) >= size or found.words == exact


def change(root, kind, at, size):
    """One edit, as far as the text is long enough for it."""
    every = lines(root)
    if not every:
        return new_line(root, 0, "Un nouvel alinea librement")
    number = at % len(every)
    words = words_of(every[number])
    start, end = min(at, len(words)), min(at + size, len(words))
    match kind:
        case 0:
            write(start, "tout a fait ", number)(root)
        case 1 if start < end:
            erase(start, end, number)(root)
        case 2 if len(words) > 1:
            split(start, number)(root)
        case 3 if len(every) > 1:
            join_lines(root)
        case 4:
            write(start, words[:size] or "x", number)(root)
        case 5 if start < end:
            every[number].children[0].format(start, end, {"em": {}})
    return None
