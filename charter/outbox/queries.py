"""The state of the outbox, for the secretary: mails that are queued and mails that could not be
sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select

from charter.database import db
from charter.outbox.models import FAILED, LINKS, SENT, WAITING, OutboxMail


@dataclass(frozen=True)
class Numbers:
    """Mails before their first try, mails that failed and are retried, mails given up."""

    waiting: int
    delayed: int
    failed: int


def numbers() -> Numbers:
    """The number of mails of all kinds that have not left."""
    state = case((OutboxMail.state == FAILED, "failed"), (OutboxMail.tries > 0, "delayed"), else_="waiting").label(
        "how"
    )
    query = select(state, func.count()).where(OutboxMail.state != SENT, OutboxMail.member_id > 0).group_by("how")
    found: dict[str, int] = {how: number for how, number in db.session.execute(query)}
    return Numbers(found.get("waiting", 0), found.get("delayed", 0), found.get("failed", 0))


def replies(most: int) -> list[tuple[str, int]]:
    """The answers of mail servers to mails that have not left, with their number, most frequent
    first."""
    query = select(OutboxMail.reply, func.count()).where(OutboxMail.reply.is_not(None)).group_by(OutboxMail.reply)
    query = query.order_by(func.count().desc(), OutboxMail.reply).limit(most)
    return [(str(reply), number) for reply, number in db.session.execute(query)]


def links(offset: int, limit: int) -> Sequence[OutboxMail]:
    """Mails with a link: failed ones first, then queued ones, then sent ones, newest first."""
    order = case((OutboxMail.state == FAILED, 0), (OutboxMail.state == WAITING, 1), else_=2)
    query = select(OutboxMail).where(OutboxMail.kind.in_(LINKS), OutboxMail.member_id > 0)
    query = query.order_by(order, OutboxMail.settled_at.desc(), OutboxMail.member_id, OutboxMail.kind)
    return db.session.scalars(query.offset(offset).limit(limit)).all()
