"""Times opening a clause after a long life, and weighs it in memory: just opened, typed in, and at rest.

A clause of some 20,000 characters is made by 250,000 edits of one character each: bursts of typing and erasing here and
there. Each reading is a process of its own, as after a restart; weights are those of twenty such clauses, by twenty.
"""

import ctypes
import gc
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import flask_migrate
from pycrdt import Doc, XmlElement, XmlFragment, XmlText
from sqlalchemy import insert

from charter.clauses.models import Clause
from charter.collab.extension import collab
from charter.collab.models import Edit
from charter.collab.storage import update_log
from charter.collab.sync import compaction
from charter.collab.ydoc import to_prosemirror
from charter.collab.ydoc.document import UNUSED_AFTER_S, LiveDocument
from charter.content.schema import ROOT
from charter.core import clock
from charter.database import db, writing
from charter.demo import actions as demo
from tests.conftest import make_app

EDITS, LENGTH, BURST, READINGS, COPIES = 250_000, 20_000, 30, 5, 20


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(Path(folder))
        with app.app_context():
            flask_migrate.upgrade()
            demo.load()
            clause_id = db.session.query(Clause.id).filter_by(heading="Le droit à un accueil humain").scalar()
            fill(clause_id)
            size = len(LiveDocument(*update_log.load(clause_id)).state())
            db.engine.dispose()
        again = [sys.executable, "-m", "tests.bench.long_life", folder, str(clause_id)]
        found = [json.loads(subprocess.run(again, stdout=subprocess.PIPE, check=True).stdout) for _ in range(READINGS)]
    print(f"A clause of {found[0]['characters']:,} characters made by {EDITS:,} edits; {size:,} bytes encoded")
    print(f"minimum / median / maximum of {READINGS} processes")
    for name in ("opened, ms", "just opened, KiB", "first key, ms", "typed in, KiB", "at rest, KiB"):
        low, *_, middle, _, high = sorted(each[name] for each in found)
        print(f"  {name:<18} {low:8.1f} / {middle:8.1f} / {high:8.1f}")


def fill(clause_id: int) -> None:
    """Type and erase until the log holds all edits, and make a snapshot as a server would have done."""
    chance, doc, updates = random.Random(1), Doc(client_id=2**40), []
    doc.apply_update(LiveDocument(*update_log.load(clause_id)).state())
    watching = doc.observe(lambda event: updates.append(event.update))
    line = doc.get(ROOT, type=XmlFragment).children.append(XmlElement("paragraph"))
    words, length = line.children.append(XmlText()), 0
    while len(updates) < EDITS:
        at = chance.randrange(length + 1)
        erases = chance.random() < length / (2 * LENGTH) and at > BURST
        for _ in range(BURST):
            if erases:
                at, length = at - 1, length - 1
                del words[at : at + 1]
            else:
                words.insert(at, "e")
                at, length = at + 1, length + 1
    doc.unobserve(watching)
    rows = [{"clause_id": clause_id, "member_id": None, "at": clock.now(), "blob": blob} for blob in updates[:EDITS]]
    with writing():
        db.session.execute(insert(Edit), rows)
    log, _ = update_log.load(clause_id)
    snapshot = LiveDocument(log[: 1 - compaction.EDITS_PER_SNAPSHOT])
    update_log.snapshot(clause_id, snapshot.seq, snapshot.state(), snapshot.item_index.encode())


def read(folder: Path, clause_id: int) -> dict[str, float]:
    """What opening the clause takes in this process, and what it weighs."""
    app, result = make_app(folder), {}
    with app.app_context():
        for other in (other for other in (1, 2) if other != clause_id):  # what a process learns once is no weight
            to_prosemirror.content(collab.documents.load(other).doc)
            _ = collab.documents.load(other).placement
        start = time.perf_counter()
        document = collab.documents.load(clause_id)
        document.since(b"\x00")
        result["opened, ms"] = (time.perf_counter() - start) * 1000
        result["characters"] = len(to_prosemirror.plain(to_prosemirror.content(document.doc)))
        start = time.perf_counter()
        _ = document.placement
        result["first key, ms"] = (time.perf_counter() - start) * 1000
        collab.documents.evict(clause_id)
        empty = kib()
        many = [LiveDocument(*update_log.load(clause_id)) for _ in range(COPIES)]
        for each in many:
            _ = each.placement
        result["just opened, KiB"] = (kib() - empty) / COPIES
        for each in many:
            each._used_at -= UNUSED_AFTER_S + 1
            each.compress_if_unused()
        result["typed in, KiB"] = (kib() - empty) / COPIES
        del many, each
        result["at rest, KiB"] = (kib() - empty) / COPIES
    return result


def kib() -> float:
    """The memory of this process that the system counts as resident."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)  # what is free but kept for later is no weight
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4.0


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(read(Path(sys.argv[1]), int(sys.argv[2]))))
    else:
        main()
