"""A browser's side of a clause, in Python."""

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from charter.collab.events import PROTOCOL_VERSION
from charter.collab.extension import collab
from charter.collab.ydoc.to_prosemirror import ROOT, content, plain
from charter.content import schema
from charter.database import db

VERSIONS = (PROTOCOL_VERSION, schema.VERSION)
"""What a page of today joins with."""


class Writer:
    """Somebody with a clause open: their own document, their socket, the numbers of their updates."""

    def __init__(self, socket, clause_id: int) -> None:
        self.socket, self.clause_id, self.number = socket, clause_id, 0
        self.doc, self.epoch, self.leases = Doc(), "", []
        self.answer = self.open()

    @property
    def root(self) -> XmlFragment:
        return self.doc.get(ROOT, type=XmlFragment)

    def open(self):
        vector = self.doc.get_state()
        answer = self.socket.emit("join", *VERSIONS, self.clause_id, vector, self.epoch, self.leases)
        if "lease" in answer and not self.leases:
            self.doc, self.leases = Doc(client_id=answer["client"]), [answer["lease"]]
        if "update" in answer:
            self.epoch = answer["epoch"]
            self.doc.apply_update(answer["update"])
        return answer

    def change(self, how) -> bytes:
        """Change one's document; returns the update, as a browser would send it."""
        before = self.doc.get_state()
        with self.doc.transaction():
            how(self.root)
        return self.doc.get_update(before)

    def send(self, update: bytes):
        self.number += 1
        return self.socket.emit("update", self.clause_id, self.number, update)

    def type(self, words: str):
        """Add words at the end of the first paragraph and send them."""
        return self.send(self.change(lambda root: first_line(root).insert(len(first_line(root)), words)))

    def catch_up(self) -> None:
        for _clause, update in self.socket.received("update"):
            self.doc.apply_update(update)

    @property
    def text(self) -> str:
        return plain(content(self.doc))


def first_line(root: XmlFragment) -> XmlText:
    children = root.children[0].children
    return children[0] if len(children) else children.append(XmlText())


def add_element(tag: str, **attributes: object):
    return lambda root: root.children.append(XmlElement(tag, attributes))


def flush() -> None:
    collab.flush_loop.flush()
    db.session.rollback()  # so that the test sees what was committed
