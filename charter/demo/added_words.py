"""Add words of delegates to a clause of the demo, as edits in the log."""

from collections.abc import Iterator
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
    logged, index = update_log.load(clause_id)
    client, _lease = client_ids.issue_lease(clause_id, by)
    doc: Doc[Any] = Doc(client_id=client)
    doc.apply_update(LiveDocument(logged, index).state())
    before = doc.get_state()
    _insert(doc.get(ROOT, type=XmlFragment), after, words)
    edit = update_log.NewEdit(clause_id, by.id, doc.get_update(before), new_spans=[(client, 0)])
    db.session.rollback()  # nothing is pending; the log has a transaction of its own
    if update_log.append([edit], {clause_id: logged[-1][0]}).seqs == [None]:
        raise ValueError(f"{by.name} may not write in clause {clause_id}")


def _insert(root: XmlFragment, after: str, words: str) -> None:
    for line in _lines(root):
        present = "".join(str(run) for run, _marks in line.diff())
        if after in present:
            line.insert(len(f"{present.partition(after)[0]}{after}".encode()), words)  # the library counts bytes
            return
    raise ValueError(f"no such words: {after}")


def _lines(parent: XmlFragment | XmlElement) -> Iterator[XmlText]:
    for child in parent.children:
        if isinstance(child, XmlText):
            yield child
        else:
            yield from _lines(child)
