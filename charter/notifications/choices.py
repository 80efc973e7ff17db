"""When an account receives the mails that may wait: the one place where its choice is honoured."""

from collections.abc import Sequence
from datetime import datetime

from charter.accounts.models import Account
from charter.core import clock
from charter.outbox import rules
from charter.outbox.actions import ClaimedMail
from charter.web.rendering import moments


def are_wanted(account: Account) -> bool:
    """Whether an account wants mails that may wait; what binds is sent to everybody."""
    return account.mails != rules.BINDING


def leave_at(account: Account, letters: Sequence[ClaimedMail]) -> datetime:
    """When mails that are gathered for one account leave together: with the one that is most urgent,
    and at once where one was tried already."""
    if any(each.tries for each in letters):
        return clock.now()
    since, zone = min(each.held_until for each in letters if each.held_until), account.zone or moments.site_zone()
    return min(rules.leaves_at(since, each.useful_until, account.mails, zone) for each in letters)
