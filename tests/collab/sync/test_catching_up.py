"""Hours of work offline, cut by the browser's own code, before the real validation."""

import base64
import json
import subprocess

from charter.collab.storage import live_text
from charter.collab.sync import validation
from charter.collab.ydoc import to_prosemirror
from tests.collab.client import add_element, flush


def work_offline(document: bytes, client: int) -> list[bytes]:
    """What a browser sends that came back with a lot of work on top of a document."""
    page = json.dumps([base64.b64encode(document).decode(), client])
    done = subprocess.run(
        ["node", "tests/collab/sync/offline_page.mjs"], input=page, capture_output=True, text=True, check=True
    )
    return [base64.b64decode(part) for part in json.loads(done.stdout)]


def test_hours_of_work_offline_pass_validation_slice_by_slice(app, writer, clause):
    namur, quebec = writer("namur"), writer("quebec")
    parts = work_offline(namur.doc.get_update(), namur.answer["client"])
    assert sum(map(len, parts)) > 3 * validation.MAX_UPDATE_BYTES
    quebec.send(quebec.change(add_element("heading")))  # meanwhile
    for part in parts:
        assert len(part) <= validation.MAX_UPDATE_BYTES
        assert not namur.send(part)
        flush()
    assert len(namur.socket.received("ack")) == len(parts)
    content = live_text.committed_text(clause.id).content
    assert to_prosemirror.plain(content).count("Hors ligne.") == 20_000
    assert "heading" in {node["type"] for node in content["content"]}
