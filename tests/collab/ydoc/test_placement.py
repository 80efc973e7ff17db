"""Where the items of an update may stand, without reading the whole text."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from charter.collab.sync import validation
from charter.collab.ydoc import from_prosemirror, to_prosemirror, update_decoder
from charter.collab.ydoc.encoding import varint
from charter.collab.ydoc.placement import PlacementIndex
from charter.collab.ydoc.update_decoder import MissingDependency
from charter.content import schema
from charter.core.errors import Invalid, Refused
from tests.collab.client import first_line
from tests.collab.ydoc.test_to_prosemirror import CONTENTS


def a_clause(client_id: int = 7):
    """A document with a paragraph of words, and its placement. Items 0 and 1 are the paragraph and its line."""
    doc = Doc(client_id=client_id)
    paragraph = doc.get(to_prosemirror.ROOT, type=XmlFragment).children.append(XmlElement("paragraph"))
    paragraph.children.append(XmlText("Bonjour"))
    placement = PlacementIndex()
    validation.place(placement, validation.read(doc.get_update()))
    return doc, placement


def change(doc: Doc, how) -> bytes:
    before = doc.get_state()
    how(doc.get(to_prosemirror.ROOT, type=XmlFragment))
    return doc.get_update(before)


def under(parent_clock: int, content: bytes) -> bytes:
    """One item by client 9 inside an item of client 7."""
    return b"\x01\x01\x09\x00" + content[:1] + b"\x00\x07" + varint(parent_clock) + content[1:] + b"\x00"


def test_words_at_the_end_of_a_line_need_no_copy_and_others_do():
    doc, placement = a_clause()
    assert validation.place(placement, validation.read(change(doc, lambda root: first_line(root).insert(7, " à tous"))))
    assert not validation.place(placement, validation.read(change(doc, lambda root: first_line(root).insert(0, "« "))))
    assert not validation.place(
        placement, validation.read(change(doc, lambda root: root.children.append(XmlElement("paragraph"))))
    )


def test_deleting_what_is_there_needs_no_copy():
    doc, placement = a_clause()

    def shorten(root):
        del first_line(root)[0:3]

    assert validation.place(placement, validation.read(change(doc, shorten)))


def test_words_outside_a_line_are_refused():
    _doc, placement = a_clause()
    with pytest.raises(Invalid):
        validation.place(placement, validation.read(under(0, b"\x04\x01x")))


def test_an_element_inside_a_line_is_refused():
    _doc, placement = a_clause()
    with pytest.raises(Invalid):
        validation.place(placement, validation.read(under(1, b"\x07\x03\x09paragraph")))


@pytest.mark.parametrize(
    "update",
    [b"\x01\x01\x09\x05\x84\x07\x02\x01x\x00", under(99, b"\x04\x01x"), b"\x00\x01\x07\x01\x00\x7f"],
    ids=["a gap in one's own", "under what has not come", "deleting what has not come"],
)
def test_what_builds_on_something_that_has_not_come_is_incomplete(update):
    _doc, placement = a_clause()
    with pytest.raises(MissingDependency):
        validation.place(placement, validation.read(update))


def test_an_update_without_its_past_is_incomplete_on_a_copy_too():
    doc, _placement = a_clause()
    update = change(doc, lambda root: first_line(root).insert(7, "!"))
    with pytest.raises(MissingDependency):
        validation.check_on_copy(Doc(), [update])


def test_words_that_are_no_text_and_bytes_after_the_end_are_refused():
    with pytest.raises(update_decoder.UnsupportedContent):
        update_decoder.decode(b"\x01\x01\x09\x00\x84\x07\x02\x01\xff\x00")
    with pytest.raises(update_decoder.UnsupportedContent):
        update_decoder.decode(b"\x00\x00\x00")


@given(CONTENTS)
def test_whatever_the_editor_writes_can_be_placed(content):
    doc = from_prosemirror.document(content)
    placement = PlacementIndex()
    validation.place(placement, validation.read(doc.get_update()))
    assert placement.contains(validation.read(doc.get_update()))


def test_deleting_what_has_not_come_is_incomplete_on_a_copy_too():
    doc, _placement = a_clause()
    with pytest.raises(MissingDependency):
        validation.check_on_copy(doc, [b"\x00\x01\x07\x01\x00\x7f"])


def test_two_authors_who_build_on_one_another_are_placed_in_their_order():
    namur, placement = a_clause()
    before, quebec = namur.get_state(), Doc(client_id=9)
    for doc, other in ((quebec, namur), (namur, quebec), (quebec, namur)):
        doc.apply_update(other.get_update())
        line = first_line(doc.get(to_prosemirror.ROOT, type=XmlFragment))
        line.insert(len(str(line)), "x")
    namur.apply_update(quebec.get_update())
    assert validation.place(placement, validation.read(namur.get_update(before)))


def test_neighbours_in_two_places_are_refused():
    _doc, placement = a_clause()
    between = b"\x01\x01\x09\x00\xc4\x07\x00\x07\x02\x01x\x00"  # right of the paragraph, left of its first letter
    with pytest.raises(Invalid):
        validation.place(placement, validation.read(between))


def test_words_inside_a_letter_are_refused():
    """Only elements and lines hold anything."""
    _doc, placement = a_clause()
    with pytest.raises(Invalid):
        validation.place(placement, validation.read(under(3, b"\x04\x01x")))


def mutated(update: bytes, chance: Random) -> bytes:
    """The update with a few bytes changed, taken out or put in."""
    noise = bytearray(update)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(noise))
        how = chance.randrange(3)
        noise[at : at + (how != 2)] = b"" if how == 1 else bytes([chance.randrange(256)])
    return bytes(noise)


def is_accepted(doc: Doc, update: bytes) -> bool:
    """Apply an update as the server does, unless validation refuses it."""
    placement = PlacementIndex()
    validation.place(placement, validation.read(doc.get_update()))
    try:
        if not validation.place(placement, validation.read(update)):
            scratch = Doc()
            scratch.apply_update(doc.get_update())
            validation.check_on_copy(scratch, [update])
    except (Refused, MissingDependency):
        return False
    doc.apply_update(update)
    return True


CHANGES = [
    lambda root: first_line(root).insert(7, " à tous"),
    lambda root: first_line(root).insert(3, "x"),
    lambda root: first_line(root).format(0, 4, {"strong": {}}),
    lambda root: root.children.append(XmlElement("blockquote")).children.append(XmlElement("paragraph")),
]


@pytest.mark.parametrize("how", CHANGES, ids=["typing", "typing inside", "bold", "quote"])
def test_whatever_thousands_of_mutated_updates_bring_the_text_stays_whole(how):
    chance, accepted = Random(20261124), 0
    doc, _placement = a_clause()
    update = change(doc, how)
    for _ in range(5000):
        doc, _placement = a_clause()
        accepted += is_accepted(doc, mutated(update, chance))
        schema.checked(to_prosemirror.content(doc))
        to_prosemirror.check_order_independence(doc)
        assert validation.read(doc.get_update())
    assert 0 < accepted < 5000


@given(st.lists(st.tuples(st.integers(2, 8), st.sampled_from("abc")), min_size=1, max_size=8))
def test_words_put_after_any_letter_read_the_same_for_all(puts):
    """The right origin left out, as no honest browser does: plain typing to validation."""
    doc, _placement = a_clause()
    for client, (clock, letter) in enumerate(puts, start=20):
        put = b"\x01\x01" + varint(client) + b"\x00\x84\x07" + varint(clock) + b"\x01" + letter.encode() + b"\x00"
        assert is_accepted(doc, put)
    to_prosemirror.check_order_independence(doc)
