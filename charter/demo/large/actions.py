"""Load the large demo into an empty database."""

from datetime import timedelta

from charter.charters.models import Charter
from charter.core import clock
from charter.demo.large import amendments, people, talk, text, votes
from charter.demo.large.plan import DAYS, WHOLE, Site, Size
from charter.outbox import actions as outbox


def load(size: Size = WHOLE) -> Charter:
    """Fill an empty database, always with the same people, words and ballots; returns the charter."""
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    site = Site(size, midnight - timedelta(days=DAYS))
    with clock.at(site.begins_at):
        people.load(site)
    with clock.at(site.at_day(2)):
        charter = text.load(site)
        people.choose_assembly(site)
        talk.load(site)

    text.plan_drafting(site)
    amendments.plan(site)
    votes.plan(site)
    site.run()
    outbox.clear()  # nobody is to get mail about what never happened
    return charter
