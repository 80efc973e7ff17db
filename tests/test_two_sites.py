"""Two sites in one process, each with a database of its own, share no word: all state belongs to an app."""

import ast
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest

import charter
from charter.accounts import actions as accounts
from charter.collab.extension import collab
from charter.collab.presence.participants import room_name
from charter.core import signals
from charter.database import db
from charter.demo import actions as demo
from charter.extensions import socketio
from tests.collab.client import Writer, flush
from tests.conftest import Socket, make_app, public

CLAUSE = 3
OF_THE_PROCESS = {"failure_log.py", "metrics.py"}
"""Its log and its counters: Python's logging and Prometheus know one of each."""
DECLARATIONS = {"letters.py", "named_rules.py"}
"""Filled by the lines below them while the module is imported, and never again."""


class Site:
    """One of two apps on a database each, and somebody with a clause open."""

    def __init__(self, folder: Path, database: Path, mailbox: str) -> None:
        folder.mkdir()
        shutil.copy(database, folder / "charter.db")
        self.app = make_app(folder)
        with self.inside():
            browser = public(self.app)
            browser.post(f"/sign-in/{accounts.make_link(f'{mailbox}@{demo.DOMAIN}')}")
            self.socket = Socket(self.app, browser)
            self.writer = Writer(self.socket, CLAUSE)

    @contextmanager
    def inside(self):
        with self.app.app_context():
            yield
            db.session.remove()

    def type(self, words: str) -> None:
        with self.inside():
            self.writer.type(words)
            flush()

    def text_of_a_newcomer(self) -> str:
        with self.inside():
            return Writer(self.socket, CLAUSE).text

    def received(self) -> set[str]:
        return {message["name"] for message in self.socket.client.get_received()}


@pytest.fixture
def sites(template, tmp_path):
    both = [Site(tmp_path / name, template / "demo.db", mailbox) for name, mailbox in (("a", "namur"), ("b", "quebec"))]
    yield both
    for site in both:
        with site.inside():
            db.engine.dispose()


def test_what_is_typed_at_one_site_is_read_there_alone(sites):
    first, second = sites
    first.type(" Mot du premier site.")
    second.type(" Mot du second site.")
    assert "premier" in first.text_of_a_newcomer()
    assert "second" not in first.text_of_a_newcomer()
    assert "premier" not in second.text_of_a_newcomer()


def test_what_is_broadcast_at_one_site_is_heard_there_alone(sites):
    first, second = sites
    with second.inside():
        second.socket.emit("watch", f"clause:{CLAUSE}")
    second.received()
    first.type(" Un mot.")
    with first.inside():
        collab.throttle.flush()
        signals.changed.send(f"clause:{CLAUSE}", part="versions")
        socketio.emit("resync", (CLAUSE,), to=room_name(CLAUSE))
    assert "ack" in first.received()
    assert second.received() == set()


def test_who_is_present_at_one_site_is_not_at_the_other(sites):
    for site in sites:
        with site.inside():
            assert collab.presence.count(CLAUSE) == 1
            [present] = collab.presence.participants(CLAUSE)
            assert present.id == site.writer.answer["me"]


def test_no_module_keeps_what_a_process_learns():
    """A dictionary, list or set that begins empty in a module is filled later, for all apps of the process."""
    found = []
    for path in Path(charter.__file__).parent.rglob("*.py"):
        for node in ast.parse(path.read_text()).body:
            value = getattr(node, "value", None) if isinstance(node, ast.Assign | ast.AnnAssign) else None
            if _is_empty_container(value) and path.name not in OF_THE_PROCESS | DECLARATIONS:
                found.append(f"{path.name}:{node.lineno}")
    assert found == []


def _is_empty_container(value: ast.expr | None) -> bool:
    match value:
        case ast.Dict(keys=[]) | ast.List(elts=[]) | ast.Call(func=ast.Name("set" | "dict" | "list"), args=[]):
            return True
        case ast.Call(func=ast.Name("OrderedDict" | "defaultdict" | "Counter" | "deque" | "Queue")):
            return True
    return False
