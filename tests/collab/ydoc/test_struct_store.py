"""The words of a document in reading order, with their authors, beside what the CRDT itself reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from charter.collab.ydoc import encoding, from_prosemirror, struct_store, to_prosemirror, update_decoder
from charter.collab.ydoc.update_decoder import DecodedUpdate, Struct
from tests.collab.ydoc.test_to_prosemirror import CONTENTS

LETTERS = ["aA😀", "bB😂", "cC🙂", "dDé"]
"""Who writes which letters: so a letter tells whose it is."""
STEPS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from([*["type"] * 4, *["receive"] * 3, "erase", "mark", "line", "break", "nest", "drop"]),
        st.integers(0, 30),
        st.integers(0, 30),
    ),
    min_size=1,
    max_size=60,
)


def read(doc: Doc) -> list[struct_store.TextSpan]:
    update = update_decoder.decode(doc.get_update())
    return struct_store.visible_text(update)


def text_of(content) -> str:
    """The words as the CRDT reads them, with nothing between lines."""
    if content["type"] == "hard_break":
        return "\n"
    return content.get("text", "") + "".join(map(text_of, content.get("content", [])))


class Author:
    """Somebody with a copy of their own, who writes letters that nobody else writes."""

    def __init__(self, number: int) -> None:
        self.letters, self.doc = LETTERS[number], Doc(client_id=(7, 3, 2**40, 5)[number])
        self.root = self.doc.get(to_prosemirror.ROOT, type=XmlFragment)

    def lines(self, inside=None) -> list[XmlText]:
        found = []
        for child in (inside or self.root).children:
            found += [child] if isinstance(child, XmlText) else self.lines(child)
        return found

    def holders(self, inside=None) -> list:
        inside = inside or self.root
        nested = [self.holders(child) for child in inside.children if isinstance(child, XmlElement)]
        return [inside, *(each for one in nested for each in one)]

    def do(self, what: str, where: int, much: int) -> None:
        with self.doc.transaction():
            getattr(self, what)(where, much)

    def type(self, where, much):
        if lines := self.lines():
            line = lines[where % len(lines)]
            line.insert(place(line, where), (self.letters * 3)[: 1 + much % 9])

    def erase(self, where, much):
        if lines := self.lines():
            line = lines[where % len(lines)]
            start, stop = sorted((place(line, where), place(line, much)))
            del line[start:stop]

    def mark(self, where, much):
        if lines := self.lines():
            line = lines[where % len(lines)]
            start, stop = sorted((place(line, where), place(line, much)))
            if start < stop:
                line.format(start, stop, {("em", "strong")[much % 2]: {}})

    def line(self, where, much):
        holder = self.holders()[where % len(self.holders())]
        paragraph = XmlElement("paragraph")
        holder.children.insert(much % (len(holder.children) + 1), paragraph)
        paragraph.children.append(XmlText(self.letters))

    def nest(self, where, much):
        holder = self.holders()[where % len(self.holders())]
        holder.children.insert(much % (len(holder.children) + 1), XmlElement("blockquote"))

    def drop(self, where, much):
        holder = self.holders()[where % len(self.holders())]
        if len(holder.children):
            del holder.children[much % len(holder.children)]

    # `break` is a word of Python
    locals()["break"] = lambda self, where, much: self.holders()[where % len(self.holders())].children.insert(
        0, XmlElement("hard_break")
    )


def place(line: XmlText, number: int) -> int:
    """A place between two letters, in the bytes that the library counts."""
    words = "".join(run for run, _marks in line.diff())
    return len(words[: number % (len(words) + 1)].encode())


@given(STEPS, st.permutations(range(4)), st.booleans())
def test_the_words_are_those_of_the_crdt_and_each_letter_is_its_authors(steps, last, keeps_what_was_deleted):
    authors = [Author(number) for number in range(4)]
    authors[0].line(0, 0)
    for other in authors[1:]:
        other.doc.apply_update(authors[0].doc.get_update())
    for who, what, where, much in steps:
        if what == "receive":
            authors[who].doc.apply_update(authors[where % 4].doc.get_update(authors[who].doc.get_state()))
        else:
            authors[who].do(what, where, much)
    whole = Doc(skip_gc=keeps_what_was_deleted)
    for number in last:
        whole.apply_update(authors[number].doc.get_update())
    found = read(whole)
    assert "".join(span.text for span in found) == text_of(to_prosemirror.content(whole))
    for span in found:
        letters = next(each.letters for each in authors if each.doc.client_id == span.client)
        assert set(span.text) <= {*letters, "\n"}


@given(CONTENTS)
def test_the_first_words_of_a_clause_are_read_as_they_stand(content):
    doc = from_prosemirror.document(content)
    found = read(doc)
    assert "".join(span.text for span in found) == text_of(content)
    assert {span.client for span in found} <= {doc.client_id}


def test_words_put_between_two_letters_leave_both_to_their_author():
    namur, quebec = Author(0), Author(1)
    namur.line(0, 0)
    quebec.doc.apply_update(namur.doc.get_update())
    quebec.lines()[0].insert(1, "bb")
    assert [(span.client, span.text) for span in read(quebec.doc)] == [(7, "a"), (3, "bb"), (7, "A😀")]


def test_the_clock_counts_as_browsers_do():
    author = Author(0)
    author.line(0, 0)
    line = author.lines()[0]
    line.insert(len(str(line).encode()), "a")
    first, *rest = read(author.doc)
    assert rest == []
    assert (first.text, encoding.utf16_length(first.text), encoding.utf16_slice(first.text, 4, 5)) == ("aA😀a", 5, "a")


def test_a_document_without_its_past_is_refused():
    author = Author(0)
    author.line(0, 0)
    before = author.doc.get_state()
    author.lines()[0].insert(0, "a")
    update = update_decoder.decode(author.doc.get_update(before))
    with pytest.raises(LookupError):
        struct_store.visible_text(update)


def test_what_stands_beside_something_collected_is_nowhere():
    collected, beside = (
        Struct(7, 0, 3, update_decoder.GC),
        Struct(9, 0, 1, update_decoder.CONTENT_STRING, origin=(7, 1), text="x"),
    )
    assert struct_store.visible_text(DecodedUpdate([collected, beside], [])) == []


@pytest.mark.parametrize("runs", [[9], [9, 8]], ids=["one", "two"])
def test_items_that_stand_on_others_that_never_came_are_refused(runs):
    with pytest.raises(LookupError):
        struct_store.visible_text(
            DecodedUpdate(
                [Struct(client, 0, 1, update_decoder.CONTENT_STRING, origin=(7, 5), text="x") for client in runs], []
            )
        )


def test_two_that_wait_for_one_another_are_refused():
    runs = [
        Struct(one, 0, 1, update_decoder.CONTENT_STRING, origin=(other, 0), text="x") for one, other in ((8, 9), (9, 8))
    ]
    with pytest.raises(LookupError):
        struct_store.visible_text(DecodedUpdate(runs, []))


def test_deleting_what_never_came_is_refused():
    with pytest.raises(LookupError):
        struct_store.visible_text(DecodedUpdate([], [(7, 0, 1)]))
