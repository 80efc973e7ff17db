"""Remember when a member came: written once in some minutes, and not on each page."""

from datetime import datetime, timedelta

from sqlalchemy import update

from charter.accounts.models import Member
from charter.core import clock
from charter.database import INSERT, db, is_passing, rows_changed, writing
from charter.pages.work.models import Visit

WRITE_INTERVAL = timedelta(minutes=5)
"""How long after a visit was written it is written again: a page of one's own costs no write transaction."""
VISIT_GAP = timedelta(hours=2)
"""After this time without a page, the next page begins another visit."""


def begin(member: Member) -> Visit:
    """The present visit of a member, which this page begins or continues."""
    member_id, now = member.id, clock.now()
    found = db.session.get(Visit, member_id)
    if found is None or not timedelta(0) <= now - found.last_at < WRITE_INTERVAL:  # else the clock was set back since
        _try_to_write(member_id, now)
        found = db.session.get(Visit, member_id, populate_existing=True)

    return found or Visit(member_id=member_id, last_at=now)


def _try_to_write(member_id: int, now: datetime) -> None:
    """A database that only reads for a while, as during a failover, still shows the page."""
    try:
        _write(member_id, now)
    except Exception as problem:
        if not is_passing(problem):
            raise


def _write(member_id: int, now: datetime) -> None:
    """Two pages that open at once begin one visit: the first statement that runs is that of the later one too."""
    with writing():
        begun = update(Visit).where(Visit.member_id == member_id, Visit.last_at <= now - VISIT_GAP)
        if rows_changed(begun.values(previous_at=Visit.last_at, last_at=now)) == 0:
            row = INSERT[db.engine.dialect.name](Visit).values(member_id=member_id, last_at=now)
            db.session.execute(row.on_conflict_do_update(index_elements=["member_id"], set_={"last_at": now}))
