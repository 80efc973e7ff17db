"""A clause that two people write in, and what editors make of moving words: they delete them and write them anew."""

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from charter.collab.attribution.provenance import ProvenanceTracker
from charter.collab.ydoc import encoding, struct_store, to_prosemirror, update_decoder

NAMUR, QUEBEC = 7, 2**40


class Log:
    """A clause in which two people write, each with a copy of their own, and its log."""

    def __init__(self) -> None:
        self.server, self.provenance = Doc(), ProvenanceTracker()
        self.docs = {client: Doc(client_id=client) for client in (NAMUR, QUEBEC)}
        self.change(NAMUR, lambda root: new_line(root, 0, ""))

    def root(self, client) -> XmlFragment:
        return self.docs[client].get(to_prosemirror.ROOT, type=XmlFragment)

    def receive(self, client) -> None:
        self.docs[client].apply_update(self.server.get_update(self.docs[client].get_state()))

    def change(self, client, how, stale=False) -> None:
        """Change one's copy in one step, up to date or not, and send what changed."""
        if not stale:
            self.receive(client)
        doc = self.docs[client]
        updates = []
        watching = doc.observe(lambda event: updates.append(event.update))
        with doc.transaction():
            how(self.root(client))
        doc.unobserve(watching)
        self.send(client, updates)

    def send(self, client, updates) -> None:
        for update in updates:
            self.provenance.add(update_decoder.decode(update), client)
            self.server.apply_update(update)

    @property
    def authors(self) -> list[tuple[str, int]]:
        """The words as they read, each stretch with its first author."""
        found = []
        for span in struct_store.visible_text(update_decoder.decode(self.server.get_update())):
            at = 0
            for client, _clock, length in self.provenance.sources(
                span.client, span.clock, encoding.utf16_length(span.text)
            ):
                words = encoding.utf16_slice(span.text, at, at + length)
                at += length
                if found and found[-1][1] == client:
                    found[-1] = (found[-1][0] + words, client)
                else:
                    found.append((words, client))
        return found


def new_line(parent, place, words, kind="paragraph"):
    element = XmlElement(kind)
    parent.children.insert(place, element)
    element.children.append(XmlText(words))


def lines(root):
    return [child for child in root.children if child.tag == "paragraph"]


def words_of(line) -> str:
    return "".join(words for words, _marks in line.children[0].diff())


def write(place, words, number=0):
    return lambda root: lines(root)[number].children[0].insert(place, words)


def erase(start, end, number=0):
    def how(root):
        del lines(root)[number].children[0][start:end]

    return how


def mark(place):
    return lambda root: lines(root)[0].children[0].format(place, place + 1, {"strong": {}})


def split(at, number=0):
    """A new paragraph in the middle of one, as y-prosemirror makes it: the end is deleted, and written again."""

    def how(root):
        line = lines(root)[number]
        tail = words_of(line).encode()[at:].decode()
        del line.children[0][at : at + len(tail.encode())]
        new_line(root, number + 1, tail)

    return how


def join(root):
    first, second = lines(root)[:2]
    first.children[0].insert(len(words_of(first).encode()), words_of(second))
    del root.children[1]


def unite(root):
    words = "".join(map(words_of, lines(root)))
    del root.children[0:2]
    new_line(root, 0, words)


def quote(root):
    words = words_of(lines(root)[0])
    del root.children[0]
    holder = XmlElement("blockquote")
    root.children.insert(0, holder)
    new_line(holder, 0, words)
