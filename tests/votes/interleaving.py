"""Two transactions that meet on PostgreSQL: the first stops in the middle until the second waits for it, or is done."""

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, current_thread

from sqlalchemy import text

from charter.core.errors import Refused
from charter.database import db

WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
TIMEOUT_S = 4  # seconds; less than the silence after which the database ends a transaction


def meet(app, monkeypatch, first, second, at, between=lambda: None):
    """What became of both, a refusal as None. `at`: a module, the name of its function, and whether the first stops
    `before` or `after` it. `between` is done while the first stands still."""
    here, go_on, done = Event(), Event(), Event()
    module, name, when = at
    honest = getattr(module, name)

    def stopping(*args, **more):
        stops = current_thread().name.startswith("first") and not here.is_set()
        if stops and when == "before":
            _stop(here, go_on)
        answer = honest(*args, **more)
        if stops and when == "after":
            _stop(here, go_on)
        return answer

    monkeypatch.setattr(module, name, stopping)
    with ThreadPoolExecutor(1, "first") as one, ThreadPoolExecutor(1, "second") as two:
        first_ = one.submit(_run, app, first)
        assert here.wait(TIMEOUT_S), first_.exception()
        between()
        second_ = two.submit(_run, app, second)
        second_.add_done_callback(lambda _: done.set())
        _until_it_waits(second_, done)
        go_on.set()
    monkeypatch.undo()
    db.session.rollback()
    return first_.result(), second_.result()


def _stop(here: Event, go_on: Event) -> None:
    here.set()
    assert go_on.wait(TIMEOUT_S)


def _run(app, work):
    with app.app_context():
        try:
            return work()
        except Refused:
            return None


def _until_it_waits(second: Future, done: Event) -> None:
    while not second.done():
        if db.session.scalar(WAITING):
            return
        db.session.rollback()
        done.wait(0.01)
