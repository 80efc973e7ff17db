"""Somebody who types in a clause over a real line: their own document, in a thread of their own.

They do what a page does: type, send, learn what is kept, ask again after a cut, send what the server lacks, and rebuild
their copy when words were refused.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event, Thread
from time import monotonic

from pycrdt import Doc, XmlFragment, XmlText

from charter.collab.ydoc import to_prosemirror
from charter.collab.ydoc.encoding import decode_state_vector
from charter.content.schema import ROOT
from tests.collab.client import VERSIONS
from tests.processes.support.site import Site
from tests.support.socket_client import ANSWER, BROKEN, CLOSED, CONNECTED, Line

TYPING_PAUSE_S = 0.05
"""Seconds between two words, and between two attempts to connect."""


@dataclass
class Word:
    """Something typed: under which client id, up to which clock, and in which update it was last sent."""

    text: str
    client: int
    clock: int
    number: int


@dataclass
class Door:
    """How somebody gets to the site: signed in, by nginx, to one process (0, 1, 2), over websockets or not."""

    site: Site
    session: str
    process: int
    kind: type[Line]

    def connect(self, events: SimpleQueue) -> Line:
        """A new line."""
        return self.kind(self.site.front.plain, f"{self.session}; {self.site.line_to(self.process)}", events)


class Delegate(Thread):
    """Opens a clause and stays until `leave`, through every cut."""

    def __init__(self, name: str, clause_id: int, door: Door) -> None:
        super().__init__(name=name, daemon=True)
        self.clause_id, self.door = clause_id, door
        self.typing, self.leaving, self.offline = Event(), Event(), Event()
        self.kept: set[str] = set()
        self.refused: set[str] = set()
        self.people: dict[int, str] = {}
        self.text, self.is_in, self.cuts, self.answer = "", False, 0, {}
        self.surprises: list[object] = []
        self._unsaved: list[Word] = []
        self._rests = False
        self._typed = self._sent = self._unanswered = 0
        self.start()

    @property
    def is_saved(self) -> bool:
        """Whether everything typed was kept or refused."""
        return self._rests and not self._unsaved

    @property
    def typed(self) -> int:
        """How many words so far."""
        return self._typed

    def lose_line(self) -> None:
        """From outside, at any moment."""
        if line := self._line:
            with suppress(*BROKEN):
                line.drop()

    def leave(self) -> None:
        self.leaving.set()
        self.join()

    def run(self) -> None:
        """All that touches the document happens here, since a document belongs to one thread."""
        self._received, self._line, self._openings, self._later = SimpleQueue(), None, [], 0.0
        self._begin_afresh()
        next_word = monotonic()
        while not self.leaving.is_set():
            if self._line is None and not self.offline.is_set():
                self._reconnect()
            if self.offline.is_set():
                self._cut()
            typing = self.typing.is_set()
            if typing and monotonic() >= next_word and (self.is_in or self.offline.is_set()):
                next_word = monotonic() + TYPING_PAUSE_S
                self._type()
            self._rests = not typing  # nothing can have been typed since
            if self._later and monotonic() >= self._later:
                with suppress(*BROKEN):
                    self._ask_again()
            self._receive()
        self._cut()

    def _cut(self) -> None:
        if self._line:
            with suppress(*BROKEN):  # it may be cut already, at the other end
                self._line.close()

    def _begin_afresh(self, client: int | None = None) -> None:
        self._doc, self._epoch, self._leases = Doc(client_id=client), "", []

    def _reconnect(self) -> None:
        try:
            self._line = self.door.connect(self._received)
        except BROKEN:
            self.leaving.wait(TYPING_PAUSE_S)

    def _receive(self) -> None:
        try:
            event = self._received.get(timeout=TYPING_PAUSE_S / 2)
            while True:
                with suppress(*BROKEN):  # then the line will say that it is cut
                    self._take(event)
                event = self._received.get_nowait()
        except Empty:
            self.text = to_prosemirror.plain(to_prosemirror.content(self._doc))

    def _take(self, event: tuple) -> None:
        match event:
            case (str(name), *_) if name in (CONNECTED, "resync"):
                self._ask_again()
            case (str(name),) if name == CLOSED:
                self._line, self._openings, self.is_in, self.cuts = None, [], False, self.cuts + 1
            case (str(name), number, answer) if name == ANSWER:
                self._receive_answer(number, answer)
            case (str(name), clause_id, *details) if clause_id == self.clause_id:
                getattr(self, f"_receive_{name}")(*details)

    def _receive_update(self, update: bytes) -> None:
        self._doc.apply_update(update)

    def _receive_ack(self, number: int) -> None:
        self._settle(self.kept, lambda word: word.number <= number)

    def _receive_refused(self, number: int, _reasons: list[str]) -> None:
        self._settle(self.refused, lambda word: word.number == number)
        self.is_in = False
        self._begin_afresh()
        self._open()

    def _receive_presence(self, here: list[dict], gone: list[int], _count: int) -> None:
        self.people.update((each["id"], each["name"]) for each in here)
        for each in gone:
            self.people.pop(each, None)

    def _settle(self, into: set[str], settled: Callable[[Word], bool]) -> None:
        into.update(word.text for word in self._unsaved if settled(word))
        self._unsaved = [word for word in self._unsaved if not settled(word)]

    def _open(self) -> None:
        vector = self._doc.get_state()
        number = self._line.emit("join", *VERSIONS, self.clause_id, vector, self._epoch, self._leases)
        self._openings.append(number)

    def _ask_again(self) -> None:
        self._unanswered, self._later = self._sent, 0.0  # what was sent so far may never be answered
        if self._line:
            self._open()

    def _receive_answer(self, number: int, answer: dict | None) -> None:
        if answer and "wait" in answer:  # too fast: hold on, and then compare
            self.is_in, self._later = False, monotonic() + answer["wait"] / 1000
        elif number in self._openings:
            if number == self._openings[-1]:  # else asked again since
                self.answer = answer
                if "update" in answer:
                    self._enter(answer)
        elif answer:  # an update was refused at once, which does not belong here
            self.surprises.append(answer)

    def _enter(self, answer: dict) -> None:
        """Take what was missing; what the server has is kept, what it lacks is sent again, or given up if that cannot
        be."""
        if not self._leases:
            self._begin_afresh(answer["client"])
            self._leases = [answer["lease"]]
        self._epoch = answer["epoch"]
        self._doc.apply_update(answer["update"])
        self.people = {each["id"]: each["name"] for each in answer["participants"]}
        there = decode_state_vector(answer["vector"])
        self._settle(self.kept, lambda word: word.clock <= there.get(word.client, 0))
        self._settle(self.refused, lambda word: word.number <= self._unanswered and not self._can_send(word))
        if not answer["writable"]:
            self.typing.clear()
        self.is_in = True
        if again := [word for word in self._unsaved if self._can_send(word)]:
            self._send(self._doc.get_update(answer["vector"]), again)

    def _can_send(self, word: Word) -> bool:
        return self.answer["writable"] and word.client == self._doc.client_id

    def _type(self) -> None:
        """A word, at the end of the first line or at its start."""
        before, words = self._doc.get_state(), f"{self.name}-{self._typed} "
        line = _first_line(self._doc)
        line.insert(0 if self._typed % 3 == 0 else len(line), words)
        self._typed += 1
        client = self._doc.client_id
        word = Word(words, client, decode_state_vector(self._doc.get_state())[client], 0)
        self._unsaved.append(word)
        if self.is_in:
            self._send(self._doc.get_update(before), [word])

    def _send(self, update: bytes, words: list[Word]) -> None:
        self._sent += 1
        for word in words:
            word.number = self._sent
        try:
            self._line.emit("update", self.clause_id, self._sent, update)
        except BROKEN:
            self.is_in = False  # until the line says that it is cut, and a new one opens


def _first_line(doc: Doc) -> XmlText:
    children = doc.get(ROOT, type=XmlFragment).children[0].children
    return children[0] if len(children) else children.append(XmlText())
