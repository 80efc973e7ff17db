"""What waits in the outbox and what could not be sent, for the secretary."""

from dataclasses import dataclass

from sqlalchemy import Select, case, func, select

from charter.database import db
from charter.outbox.models import FAILED, LINKS, SENT, WAITING, Notice


@dataclass(frozen=True)
class Numbers:
    """Mails that wait for their first try, that were tried in vain and are tried again, that were given up."""

    waiting: int
    delayed: int
    failed: int


def numbers() -> Numbers:
    """How many mails of every kind have not left."""
    state = case((Notice.state == FAILED, "failed"), (Notice.tries > 0, "delayed"), else_="waiting").label("how")
    query = select(state, func.count()).where(Notice.state != SENT, Notice.member_id > 0).group_by("how")
    found: dict[str, int] = {how: number for how, number in db.session.execute(query)}
    return Numbers(found.get("waiting", 0), found.get("delayed", 0), found.get("failed", 0))


def replies(most: int) -> list[tuple[str, int]]:
    """What mail servers said about the mails that have not left, most frequent first, and how often."""
    query = select(Notice.reply, func.count()).where(Notice.reply.is_not(None)).group_by(Notice.reply)
    query = query.order_by(func.count().desc(), Notice.reply).limit(most)
    return [(str(reply), number) for reply, number in db.session.execute(query)]


def links() -> Select[Notice]:
    """Mails that bring a link: what failed first, then what waits, then what was sent, newest first."""
    order = case((Notice.state == FAILED, 0), (Notice.state == WAITING, 1), else_=2)
    query = select(Notice).where(Notice.kind.in_(LINKS), Notice.member_id > 0)
    return query.order_by(order, Notice.settled_at.desc(), Notice.member_id, Notice.kind)
