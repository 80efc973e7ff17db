"""What a clause's log says to each of its readers: they must agree to the last character."""

import json
import subprocess
from base64 import b64decode, b64encode
from pathlib import Path

from pycrdt import Doc

from charter.collab.ydoc import struct_store, to_prosemirror, update_decoder
from charter.collab.ydoc.document import LiveDocument
from charter.content import schema

PROGRAM = Path(__file__).with_name("reader.mjs")


class Yjs:
    """Yjs in node, in a process of its own."""

    def __enter__(self):
        self._process = subprocess.Popen(["node", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_):
        self._process.communicate()

    def read(self, log: list[bytes], state: bytes) -> tuple[dict[str, object], list[bytes]]:
        """The text by three ways of loading; and what a browser that sees the updates come would send by itself."""
        asked = {"log": [b64encode(update).decode() for update in log], "state": b64encode(state).decode()}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        texts = json.loads(self._process.stdout.readline())
        own = [b64decode(update) for update in texts["live"]["own"]]
        return {name: _decoded(text) for name, text in texts.items()}, own


def _decoded(text):
    text.pop("own")
    assert not text.pop("pending"), "something waits for what never comes"
    return _node(text)


def _node(node):
    if "text" in node:
        marks = [{"type": name} | ({"attrs": attrs} if attrs else {}) for name, attrs in node["marks"].items()]
        marks.sort(key=lambda mark: schema.rank(mark["type"]))
        return {"type": "text", "text": node["text"]} | ({"marks": marks} if marks else {})
    return node | ({"content": [_node(child) for child in node["content"]]} if "content" in node else {})


def joined(node):
    """Runs beside each other with the same marks as one, and runs of nothing as none."""
    inside = []
    for child in map(joined, node.get("content", [])):
        if child["type"] == "text" and inside and inside[-1] == child | {"text": inside[-1].get("text")}:
            inside[-1] = inside[-1] | {"text": inside[-1]["text"] + child["text"]}
        else:
            inside.append(child)
    return node | ({"content": inside} if inside else {})


def words(node) -> str:
    """The words and line breaks alone."""
    if node["type"] == "hard_break":
        return "\n"
    return node.get("text", "") + "".join(map(words, node.get("content", [])))


def readings(document: LiveDocument, log: list[bytes], yjs: Yjs) -> tuple[dict[str, object], list[bytes]]:
    """The text of one clause by all who read it, and what a browser would send of itself."""
    state = document.state()
    half = LiveDocument(enumerate(log[: len(log) // 2], start=1))
    snapshot = [(1, half.state()), *enumerate(log[len(log) // 2 :], start=2)]
    texts = {
        "document": document.doc,
        "log": LiveDocument(enumerate(log, start=1)).doc,
        "snapshot": LiveDocument(snapshot).doc,
        "state": _loaded(state),
    }
    found = {name: joined(to_prosemirror.content(doc)) for name, doc in texts.items()}
    by_yjs, own = yjs.read(log, state)
    return found | {f"Yjs {name}": joined(text) for name, text in by_yjs.items()}, own


def spelled(log: list[bytes]) -> str:
    """The words as authorship reads them."""
    store = struct_store.StructStore()
    for update in log:
        store.integrate(update_decoder.decode(update))
    return "".join(span.text for span in store.visible_text())


def _loaded(state: bytes) -> Doc:
    doc = Doc()
    doc.apply_update(state)
    return doc
