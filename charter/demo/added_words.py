"""Add words of delegates to a clause of the demo, and take them out again, as edits in the log."""

from collections.abc import Callable, Iterator
from typing import Any

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from charter.accounts.models import Member
from charter.collab.storage import client_ids, update_log
from charter.collab.ydoc.document import LiveDocument
from charter.content.schema import ROOT
from charter.database import db


def add_words(clause_id: int, after: str, words: str, by: Member) -> None:
    """Insert words after others of a clause. ValueError if it does not contain those, or `by` may
    not edit."""
    _edit(clause_id, by, lambda root: _insert(root, after, words))


def remove_words(clause_id: int, words: str, by: Member) -> None:
    """Take words out of a clause. ValueError as above."""
    _edit(clause_id, by, lambda root: _remove(root, words))


def _edit(clause_id: int, by: Member, change: Callable[[XmlFragment], None]) -> None:
    logged, index = update_log.load(clause_id)
    client, _lease = client_ids.issue_lease(clause_id, by)
    doc: Doc[Any] = Doc(client_id=client)
    doc.apply_update(LiveDocument(logged, index).state())
    before = doc.get_state()
    change(doc.get(ROOT, type=XmlFragment))
    edit = update_log.NewEdit(clause_id, by.id, doc.get_update(before), new_spans=[(client, 0)])
    db.session.rollback()  # nothing is pending; the log has a transaction of its own
    if update_log.append([edit], {clause_id: logged[-1][0]}).seqs == [None]:
        raise ValueError(f"{by.name} may not write in clause {clause_id}")


def _insert(root: XmlFragment, after: str, words: str) -> None:
    line, place = _found(root, after)
    line.insert(place + len(after.encode()), words)


def _remove(root: XmlFragment, words: str) -> None:
    line, place = _found(root, words)
    del line[place : place + len(words.encode())]


def _found(root: XmlFragment, words: str) -> tuple[XmlText, int]:
    """The line that holds words, and where they begin: the library counts bytes."""
    for line in _lines(root):
        present = "".join(str(run) for run, _marks in line.diff())
        if words in present:
            return line, len(present.partition(words)[0].encode())
    raise ValueError(f"no such words: {words}")


def _lines(parent: XmlFragment | XmlElement) -> Iterator[XmlText]:
    for child in parent.children:
        if isinstance(child, XmlText):
            yield child
        else:
            yield from _lines(child)
