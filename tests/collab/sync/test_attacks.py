"""What a hostile delegate sent, once; refused since."""

import pytest
from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from charter.collab.attribution.log_replay import log_replays
from charter.collab.extension import collab
from charter.collab.sync import validation
from charter.collab.ydoc import encoding, from_prosemirror, to_prosemirror, update_decoder
from charter.collab.ydoc.encoding import varint
from charter.collab.ydoc.placement import PlacementIndex
from charter.core.errors import Invalid
from tests.collab.client import VERSIONS, first_line, flush


def test_deleting_what_somebody_has_not_typed_yet_is_refused(app, writer, clause):
    namur, quebec = writer("namur"), writer("quebec")
    victim = quebec.doc.client_id
    namur.send(b"\x00\x01" + varint(victim) + b"\x01" + varint(0) + varint(2**20))
    flush()
    assert namur.socket.received("resync") == [[clause.id]]
    quebec.type(" Toujours là.")
    flush()
    assert "Toujours là." in writer("geneve").text


def test_a_sound_deletion_passes(app, writer, clause):
    namur = writer("namur")

    def shorten(root):
        del first_line(root)[0:4]

    namur.send(namur.change(shorten))
    flush()
    assert namur.socket.received("ack") == [[clause.id, 1]]
    assert writer("geneve").text == namur.text


@pytest.mark.parametrize("name", ["em--x", "strong--abc12345", "comment"])
def test_a_mark_that_browsers_would_delete_with_its_words_is_refused(app, writer, name):
    namur = writer("namur")
    answer = namur.send(namur.change(lambda root: first_line(root).insert(0, "Caché. ", {name: {}})))
    assert "cannot hold" in answer["refused"][0]


@pytest.mark.parametrize("left, right", [(5, 1), (8, 8)])
def test_an_item_between_contradicting_neighbours_is_refused(left, right):
    """Right origin before left origin: one place for who saw it come, another for who loads the whole."""
    doc = from_prosemirror.document(from_prosemirror.paragraphs("0123456789"))
    [(client, clock)] = encoding.decode_state_vector(doc.get_state()).items()
    letters = clock - 10
    item = b"\xc4" + varint(client) + varint(letters + left) + varint(client) + varint(letters + right) + b"\x04 NOT"
    update = b"\x01\x01" + varint(77) + b"\x00" + item + b"\x00"
    with pytest.raises(Invalid):
        validation.check_on_copy(doc, [update])


def test_nests_that_no_page_could_print_are_refused():
    doc = Doc()
    parent = doc.get(to_prosemirror.ROOT, type=XmlFragment)
    for _ in range(14):
        parent = parent.children.append(XmlElement("blockquote"))
    with pytest.raises(Invalid):
        validation.check_on_copy(Doc(), [doc.get_update()])


def test_an_event_named_disconnect_cuts_the_line(app, writer, clause):
    namur, _quebec = writer("namur"), writer("quebec")
    namur.socket.emit("disconnect")
    assert not namur.socket.client.is_connected()
    assert len(collab.presence.participants(clause.id)) == 1


def test_a_refused_opening_leaves_no_ghost(app, socket, clause):
    assert "refused" in socket("namur").emit("join", *VERSIONS, clause.id, b"\xff")
    assert collab.presence.participants(clause.id) == []


def test_the_encoding_is_read_as_yjs_writes_it():
    doc = Doc(client_id=2**40 + 5)
    line = doc.get(to_prosemirror.ROOT, type=XmlFragment).children.append(XmlElement("paragraph"))
    words = line.children.append(XmlText("abcdef"))
    del words[1:3]
    assert encoding.decode_state_vector(doc.get_state()) == {2**40 + 5: 8}
    assert update_decoder.decode(doc.get_update(doc.get_state())) == ([], [(2**40 + 5, 3, 2)])


FOREIGN = {
    "attribute of a text": b"\x27\x00\x05\x01\x01k\x06",
    "unknown type": b"\x07\x01\x0bprosemirror\x0f",
    "hook": b"\x07\x01\x0bprosemirror\x05\x01h",
    "map": b"\x07\x01\x0bprosemirror\x01",
    "array": b"\x07\x01\x0bprosemirror\x00",
    "any": b"\x08\x01\x0bprosemirror\x01\x7f",
    "embed": b"\x05\x01\x0bprosemirror\x02{}",
    "binary": b"\x03\x01\x0bprosemirror\x01x",
    "json": b"\x02\x01\x0bprosemirror\x01\x02{}",
    "document": b"\x09\x01\x0bprosemirror\x01g\x7e",
    "another root": b"\x07\x01\x05other\x06",
    "unknown element": b"\x07\x01\x0bprosemirror\x03\x06script",
    "gap": b"\x0a\x05",
    "words that are cut short": b"\x04\x01\x0bprosemirror\x7fx",
}


@pytest.mark.parametrize("name", FOREIGN)
def test_contents_that_no_clause_is_made_of_never_reach_the_decoder(name):
    """Even an item that the same update deletes: browsers would stumble over its bytes."""
    with pytest.raises(Invalid):
        validation.read(b"\x01\x01\x05\x00" + FOREIGN[name] + b"\x00")


def test_the_bytes_around_them_are_sound():
    validation.read(b"\x01\x01\x05\x00" + b"\x00\x03" + b"\x00")  # a run that was collected
    validation.read(b"\x01\x01\x05\x00" + b"\x01\x01\x0bprosemirror\x02" + b"\x00")  # items that were deleted
    validation.read(b"\x01\x01\x05\x00" + b"\x07\x01\x0bprosemirror\x03\x09paragraph" + b"\x00")


def test_a_clause_does_not_grow_without_end():
    validation.check_size(validation.MAX_CLAUSE_BYTES)
    with pytest.raises(Invalid):
        validation.check_size(validation.MAX_CLAUSE_BYTES + 1)


@pytest.mark.parametrize("noise", [b"\xff", b"\x01", bytes.fromhex("0100c8bbc4ada694ff060001bbaba4f693fac804")])
def test_noise_is_no_update(noise):
    with pytest.raises(Invalid):
        validation.check_on_copy(Doc(), [noise])


def test_a_number_without_end_is_refused_before_it_is_added_up():
    with pytest.raises(Invalid):
        validation.read(b"\xff" * 60_000)


@pytest.mark.parametrize("vector", [b"\xff\xff\xff\xff\x0f", b"\x02\x01\x01", b"\xff" * 60_000, b""])
def test_a_vector_that_announces_more_than_it_holds_reaches_no_decoder(app, writer, clause, vector):
    answer = writer("namur").socket.emit("join", *VERSIONS, clause.id, vector)
    assert answer == {"refused": ["This message was not understood."]}


def test_what_follows_on_an_update_that_was_not_let_in_is_not_tried(app, writer, clause, monkeypatch):
    namur, quebec = writer("namur"), writer("quebec")
    tried = []
    look = PlacementIndex.contains
    monkeypatch.setattr(PlacementIndex, "contains", lambda index, update: tried.append(update) or look(index, update))
    for _ in range(5):
        namur.send(b"\x00\x01" + varint(quebec.doc.client_id) + b"\x01" + varint(0) + varint(2**20))
    quebec.type(" Toujours là.")
    flush()
    assert len(tried) == 2
    assert quebec.socket.received("ack") == [[clause.id, 1]]


def test_whoever_is_refused_again_and_again_has_to_wait(app, writer, clause):
    namur = writer("namur")
    answers = []
    for _ in range(30):
        doc = Doc(client_id=namur.doc.client_id)
        doc.get(to_prosemirror.ROOT, type=XmlFragment).children.append(XmlText("words in no line"))
        answers.append(namur.send(doc.get_update()))
        flush()
    assert [answer for answer in answers if "wait" in answer]


def test_leaving_asks_nothing_of_the_database(app, writer, clause, monkeypatch):
    namur, quebec = writer("namur"), writer("quebec")
    monkeypatch.setitem(app.extensions, "charter_who", lambda: 1 / 0)
    namur.socket.emit("leave", clause.id)
    quebec.socket.hang_up()
    assert collab.presence.participants(clause.id) == []


def test_asking_who_wrote_what_nobody_wrote_is_not_remembered(app, writer, clause):
    namur = writer("namur")
    namur.socket.emit("attribution", clause.id, [[client, 0, 1] for client in range(1, 500)])
    assert len(log_replays.of(clause.id)._sources) < 100
