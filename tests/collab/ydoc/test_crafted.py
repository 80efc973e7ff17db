"""Items that no editor writes: refused, so that every reader of the log reads the same."""

import pytest
from pycrdt import XmlText

from charter.collab.extension import collab
from charter.collab.storage import live_text, update_log
from charter.collab.sync import validation
from charter.collab.ydoc import to_prosemirror, update_decoder
from charter.collab.ydoc.encoding import varint
from charter.core.errors import Invalid
from charter.database import db
from tests.collab.client import first_line, flush


def crafted(client: int, clock: int, struct: bytes) -> bytes:
    """One item of a client."""
    return b"\x01\x01" + varint(client) + varint(clock) + struct + b"\x00"


def item(kind: int, content: bytes, origin=None, right_origin=None, parent=None) -> bytes:
    """An item beside others, or in one of them; each a client id and a clock."""
    info = kind | (0x80 if origin else 0) | (0x40 if right_origin else 0)
    place = b"".join(varint(part) for neighbour in (origin, right_origin) if neighbour for part in neighbour)
    return bytes([info]) + (place or b"\x00" + b"".join(map(varint, parent))) + content


def words(text: str) -> bytes:
    return varint(len(text.encode())) + text.encode()


def everything_is_read(clause_id: int) -> str:
    """The words of the log and of the open document, which are the same."""
    loaded = to_prosemirror.plain(live_text.committed_text(clause_id).content)
    assert to_prosemirror.plain(to_prosemirror.content(collab.documents.load(clause_id).doc)) == loaded
    return loaded


@pytest.mark.parametrize("is_deleted", [False, True])
@pytest.mark.parametrize("kind, content", [(4, words("x")), (7, b"\x06"), (7, b"\x03" + words("paragraph"))])
@pytest.mark.parametrize("is_evicted", [False, True])
def test_nothing_stands_in_a_letter_whether_it_was_deleted_or_collected(
    app, writer, clause, is_deleted, kind, content, is_evicted
):
    namur = writer("namur")
    namur.type("abc")
    me, letter = namur.doc.client_id, (namur.doc.client_id, 1)
    if is_deleted:
        namur.send(b"\x00\x01" + varint(me) + b"\x01" + varint(1) + b"\x01")
    flush()
    if is_evicted:
        collab.documents.evict(clause.id)
    namur.send(crafted(me, 3, item(kind, content, parent=letter)))
    flush()
    assert namur.socket.received("refused")
    assert everything_is_read(clause.id)


def test_a_known_clock_with_other_bytes_is_not_written(app, writer, clause):
    namur = writer("namur")
    namur.type("abc")
    flush()
    before = update_log.load(clause.id)
    me = namur.doc.client_id
    answer = namur.send(crafted(me, 0, item(6, words("strong") + words("{"), origin=(me, 0))))
    assert "cannot hold" in answer["refused"][0]
    namur.send(crafted(me, 0, item(4, words("xyz"), origin=(me, 0))))
    flush()
    db.session.rollback()
    assert update_log.load(clause.id) == before
    assert namur.socket.received("ack") == [[clause.id, 1], [clause.id, 3]]


def test_what_is_sent_again_beside_newer_words_is_written_without_what_was_known(app, writer, clause):
    namur = writer("namur")
    before = namur.doc.get_state()
    namur.type("abc")
    flush()
    namur.change(lambda root: first_line(root).insert(len(first_line(root)), "def"))
    namur.send(namur.doc.get_update(before))
    flush()
    assert everything_is_read(clause.id).splitlines()[0].endswith("abcdef")
    [struct] = update_decoder.decode(update_log.load(clause.id)[0][-1][1]).structs
    assert (struct.clock, struct.text) == (3, "def")


@pytest.mark.parametrize(
    "deleted", [(6, 1), (5, 1), (4, 2), (6, 2)], ids=["second half", "first half", "before", "after"]
)
@pytest.mark.parametrize("is_evicted", [False, True])
def test_half_a_character_is_not_deleted(app, writer, clause, deleted, is_evicted):
    namur = writer("namur")
    namur.type("secret😀pas")  # the pair at 6 and 7
    flush()
    if is_evicted:
        collab.documents.evict(clause.id)
    start, length = deleted[0] + 1, deleted[1]
    cuts = start == 7 or start + length == 7
    namur.send(b"\x00\x01" + varint(namur.doc.client_id) + b"\x01" + varint(start) + varint(length))
    flush()
    assert bool(namur.socket.received("refused")) == cuts
    everything_is_read(clause.id)


@pytest.mark.parametrize("is_deleted", [False, True])
def test_nothing_comes_between_the_halves_of_a_character(app, writer, clause, is_deleted):
    namur = writer("namur")
    namur.type("a😀b")
    me = namur.doc.client_id
    if is_deleted:
        namur.send(b"\x00\x01" + varint(me) + b"\x01" + varint(1) + varint(2))
    flush()
    collab.documents.evict(clause.id)
    for sides in ({"origin": (me, 1)}, {"right_origin": (me, 2)}, {"origin": (me, 1), "right_origin": (me, 2)}):
        namur.send(crafted(me, 4, item(4, words("x"), **sides)))
        flush()
        assert namur.socket.received("refused")
    everything_is_read(clause.id)


def test_words_under_no_line_are_refused_though_the_line_came_empty(app, writer, clause):
    """A text that stands where no words may, and is filled later by plain typing."""
    namur = writer("namur")
    namur.send(namur.change(lambda root: root.children.append(XmlText())))
    flush()
    assert namur.socket.received("refused")


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1f", "\x85", "\uffff"])
def test_a_character_that_is_no_sign_is_refused(app, writer, sign):
    assert "cannot hold" in writer("namur").type(f"a{sign}b")["refused"][0]


@pytest.mark.parametrize(
    "value", ['{"href":"https://a.example","href":"javascript:a"}', '"x"', "[]", "{", "[" * 30_000]
)
def test_a_mark_whose_value_two_decoders_read_in_two_ways_is_refused(value):
    update = crafted(9, 0, item(6, words("link") + words(value), origin=(7, 1)))
    with pytest.raises(Invalid):
        validation.read(update)
    validation.read(crafted(9, 0, item(6, words("link") + words('{"href": "https://a.example"}'), origin=(7, 1))))


@pytest.mark.parametrize("left, right", [(3, 1), (1, 1), (4, 0), (0, 0), (2, 1)])
@pytest.mark.parametrize("kind, content", [(4, words("x")), (1, b"\x01"), (6, words("em") + words("{}"))])
def test_origins_in_the_wrong_order_are_refused(app, writer, clause, left, right, kind, content):
    namur = writer("namur")
    namur.type("abcde")
    flush()
    me = namur.doc.client_id
    namur.send(crafted(me, 5, item(kind, content, origin=(me, left), right_origin=(me, right))))
    flush()
    assert namur.socket.received("refused")


TWICE = b"\x02" + 2 * (b"\x01\x09\x00\x84\x07\x02" + words("x")) + b"\x00"
ODD = {
    "a struct of no items": crafted(9, 0, b"\x00\x00"),
    "words of no letter": crafted(9, 0, item(4, words(""), origin=(7, 2))),
    "a client listed twice": TWICE,
    "a deletion of nothing": b"\x00\x01\x07\x01\x00\x00",
    "a clock beyond 32 bits": b"\x00\x01\x07\x01" + varint(2**32) + b"\x01",
    "a number in a longer form": b"\x00\x01\x87\x00\x01\x00\x01",
    "a client that no browser counts to": crafted(2**53, 0, item(4, words("x"), origin=(7, 2))),
    "a struct that ends beyond what is counted": crafted(9, 2**31 - 1, item(4, words("xy"), origin=(7, 2))),
}


@pytest.mark.parametrize("name", ODD)
def test_bytes_that_decoders_disagree_on_are_refused(name):
    with pytest.raises(Invalid):
        validation.read(ODD[name])


@pytest.mark.parametrize(
    "number, written",
    [(0, "00"), (63, "3f"), (-63, "7f"), (64, "8001"), (500, "b407"), (-500, "f407"), (9999, "8f9c01")],
)
def test_a_whole_number_is_read_as_browsers_write_it(number, written):
    """As `writeVarInt` of lib0, in which Yjs writes the start of a list."""
    start = item(
        0x20 | update_decoder.CONTENT_ANY, words("start") + b"\x01\x7d" + bytes.fromhex(written), parent=(7, 0)
    )
    [struct] = update_decoder.decode(crafted(7, 1, start)).structs
    assert (struct.parent_sub, struct.value) == ("start", number)
