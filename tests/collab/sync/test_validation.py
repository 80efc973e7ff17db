import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pycrdt import Array, Doc, XmlElement, XmlFragment

from charter.collab.storage import live_text
from charter.collab.sync import validation
from charter.collab.ydoc import from_prosemirror, to_prosemirror
from charter.collab.ydoc.placement import PlacementIndex
from charter.collab.ydoc.update_decoder import MissingDependency
from charter.core.errors import Invalid, Refused
from tests.collab.client import add_element, flush
from tests.collab.ydoc.test_to_prosemirror import CONTENTS

SOUND = from_prosemirror.document(from_prosemirror.paragraphs("Une phrase.\n\n- un\n- deux")).get_update()


def test_an_update_too_large_is_refused_before_it_is_read():
    validation.read(SOUND)
    with pytest.raises(Invalid):
        validation.read(b"x" * (validation.MAX_UPDATE_BYTES + 1))
    with pytest.raises(Invalid):
        validation.read("not bytes")


NESTS = [b"\x75\x01", b"\x75\x81\x00", b"\x76\x01\x00", b"\x76\x01\x01a"]


@pytest.mark.parametrize("level", NESTS)
def test_a_nest_that_would_overflow_the_decoder_is_refused_before_it(level):
    start = b"\x01\x01\x05\x00\x08\x01\x0bprosemirror\x01"
    with pytest.raises(Invalid):
        validation.read(start + level * ((validation.MAX_UPDATE_BYTES - len(start)) // len(level)))


@given(CONTENTS)
def test_what_the_editor_writes_passes_the_scan(content):
    validation.read(from_prosemirror.document(content).get_update())


@given(st.binary(max_size=200))
def test_the_scan_answers_to_any_bytes(noise):
    try:
        validation.read(noise)
    except Invalid:
        return


@given(st.binary(max_size=200))
def test_noise_is_refused_or_changes_nothing(noise):
    doc = Doc()
    try:
        validation.check_on_copy(doc, [noise])
    except (Refused, MissingDependency):
        return
    assert to_prosemirror.content(doc) == {"type": "doc"}


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_mutated_update_is_refused_or_leaves_the_schema_whole(data):
    mutated = bytearray(SOUND)
    for _ in range(data.draw(st.integers(1, 4))):
        mutated[data.draw(st.integers(0, len(mutated) - 1))] = data.draw(st.integers(0, 255))
    doc = Doc()
    try:
        validation.check_on_copy(doc, [bytes(mutated)])
    except (Refused, MissingDependency):
        return
    to_prosemirror.text(doc)


@pytest.mark.parametrize(
    "wrong",
    [
        add_element("script"),
        add_element("iframe", src="https://evil.example"),
        add_element("list_item"),
        add_element("paragraph", onclick="x"),
    ],
    ids=["unknown", "frame", "misplaced", "attribute"],
)
def test_what_a_clause_cannot_hold_is_refused_and_the_others_notice_nothing(app, writer, clause, wrong):
    before = live_text.committed_text(clause.id).content
    namur, quebec = writer("namur"), writer("quebec")
    answer = namur.send(namur.change(wrong))
    quebec.type(" Juste.")
    flush()
    [reason] = answer["refused"] if answer else namur.socket.received("refused")[0][2]
    assert "cannot hold" in reason
    assert quebec.socket.received("ack") == [[clause.id, 1]]
    after = live_text.committed_text(clause.id).content
    assert [each["type"] for each in after["content"]] == [each["type"] for each in before["content"]]


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://a b", 7])
def test_a_link_that_acts_is_refused(app, writer, href):
    namur = writer("namur")
    link = namur.change(lambda root: root.children[0].children[0].format(0, 3, {"link": {"href": href}}))
    assert "cannot hold" in namur.send(link)["refused"][0]


def test_what_builds_on_something_that_never_came_is_asked_for_again(app, writer, clause):
    namur = writer("namur")
    first, second = namur.change(add_element("blockquote")), namur.change(into_last("paragraph"))
    namur.send(second)
    namur.send(first)
    flush()
    assert namur.socket.received("resync") == [[clause.id]]
    for update in (first, second):
        namur.send(update)
    flush()
    assert live_text.committed_text(clause.id).content["content"][-1]["type"] == "blockquote"


def into_last(tag):
    return lambda root: list(root.children)[-1].children.append(XmlElement(tag))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_order_updates_come_in_the_log_stays_readable(data):
    """Any permutation or part of what two browsers wrote: what validation accepts is always a clause."""
    author, updates = from_prosemirror.document(from_prosemirror.paragraphs("Un.")), []
    updates.append(author.get_update())
    for tag in data.draw(st.lists(st.sampled_from(["paragraph", "heading", "blockquote", "script"]), max_size=5)):
        before = author.get_state()
        author.get(to_prosemirror.ROOT, type=XmlFragment).children.append(XmlElement(tag)).children.append(
            XmlElement("paragraph")
        )
        updates.append(author.get_update(before))
    kept = []
    for update in data.draw(st.permutations(updates)):
        scratch = Doc()
        for each in kept:
            scratch.apply_update(each)
        try:
            validation.check_on_copy(scratch, [update])
        except (Refused, MissingDependency):
            continue
        kept.append(update)
    log = Doc()
    for each in kept:
        log.apply_update(each)
    to_prosemirror.text(log)


@pytest.mark.parametrize("number", [-1, 2**53 + 1, 10**30, "9" * 40])
def test_a_number_that_no_browser_counts_to_is_refused(app, writer, number):
    namur = writer("namur")
    assert "refused" in namur.socket.emit("update", namur.clause_id, number, b"\x00\x00")


@pytest.mark.parametrize("root", ["prosemirror", "another"])
def test_what_would_travel_along_unseen_is_refused(app, writer, root):
    namur = writer("namur")
    other = Doc()
    other[root] = Array(["hidden"])
    assert "cannot hold" in namur.send(other.get_update())["refused"][0]


def test_a_sound_update_after_a_refused_one_is_kept(app, writer, clause):
    namur, quebec = writer("namur"), writer("quebec")
    quebec.type(" Avant.")
    namur.send(namur.change(add_element("script")))
    quebec.type(" Après.")
    flush()
    kept = to_prosemirror.plain(live_text.committed_text(clause.id).content)
    assert "Avant." in kept
    assert "Après." in kept
    assert quebec.socket.received("ack") == [[clause.id, 2]]


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_a_process_that_is_asked_to_stop_stops(stop):
    class Stopping(Doc):
        def apply_update(self, _update):
            raise stop

    with pytest.raises(stop):
        validation.check_on_copy(Stopping(), [SOUND])


def test_reasons_are_in_the_language_of_the_author(app, writer):
    namur = writer("namur")
    assert "understood" in namur.send("no bytes")["refused"][0]


def test_an_attribute_changed_again_and_again_offline_is_kept():
    """Yjs writes values that were overwritten one after the other as one item, where somebody may still undo them."""
    offline: Doc = Doc(client_id=7, skip_gc=True)
    root = offline.get("prosemirror", type=XmlFragment)
    numbered = root.children.append(XmlElement("ordered_list"))
    for start in (2, 3, 4, 5):
        numbered.attributes["start"] = start
    update = offline.get_update()
    assert b"\x05start\x03" in update  # three values
    validation.place(PlacementIndex(), validation.read(update))
    server: Doc = Doc()
    validation.check_on_copy(server, [update])
    assert to_prosemirror.content(server)["content"][0]["attrs"] == {"start": 5}
