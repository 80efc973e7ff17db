"""What a bundle holds: the amendments of a round that were not withdrawn, by place in the text, each with all that is
said of it."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from charter.accounts.models import Member
from charter.amendments import names, queries, rules
from charter.amendments.deciding import queries as decisions
from charter.amendments.deciding.models import Outcome
from charter.amendments.models import Amendment, Round
from charter.amendments.views import amendment_context, listing
from charter.amendments.views.answering import sentences
from charter.amendments.views.readings import Reading
from charter.charters.models import Charter
from charter.clauses import queries as clauses
from charter.core import paging
from charter.core.errors import NotFound
from charter.core.loop import yield_to_loop
from charter.web.rendering import moments

PAGE_SIZE = 30
"""Amendments of a page: each with its texts."""


@dataclass(frozen=True)
class Entry:
    """An amendment with the texts that it changes. `outcome`: once it has ended."""

    amendment: Amendment
    texts: list[Reading]
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Bundle:
    """A bundle, or a page of it. `number`: of all amendments that it holds; `lacking`: of those that lack support;
    `as_of`: when the last of them changed, or its support, or ended."""

    charter: Charter
    round: Round
    entries: list[Entry]
    number: int
    renumbered: str
    lacking: int
    as_of: datetime
    page: int = 1
    pages: int = 1


def of(charter: Charter, reader: Member | None, number: int, page: int | None = None) -> Bundle:
    """The bundle of the round of this number, or of the newest; NotFound where there is none to read. `page`: that page
    alone."""
    newest = number <= 0
    round_ = queries.latest_round(charter.id, reader) if newest else queries.round_numbered(charter.id, number, reader)
    if round_ is None:
        raise NotFound(_l("There is no such round of amendments."))

    bases, outline = queries.bases(round_.id), clauses.outline(charter.id)
    every = queries.of_round(round_.id)
    outcomes = decisions.outcomes([each.id for each in every])
    kept = [each for each in every if each.stage != rules.WITHDRAWN]
    rows = listing.in_order(kept, bases, outline)
    shown, at, pages = paging.cut(rows, page, PAGE_SIZE) if page else (rows, 1, 1)
    entries = [_entry(row.amendment, bases, outline, outcomes.get(row.amendment.id)) for row in shown]
    changed = [*map(_changed_at, every), *(each.at for each in outcomes.values())]
    lacking, as_of = listing.numbers(kept)[listing.SUPPORT], max([round_.opened_at, *changed])
    renumbered = names.renumbered([text.clause_id for entry in entries for text in entry.texts], bases, outline)
    return Bundle(charter, round_, entries, len(rows), renumbered, lacking, as_of, at, pages)


def _changed_at(each: Amendment) -> datetime:
    """When an amendment was last reworded, supported or withdrawn."""
    given = [moment for one in each.cosignatures for moment in (one.at, one.withdrawn_at)]
    return max(filter(None, [each.wording.at, each.withdrawn_at, *given]))


def state(bundle: Bundle) -> str:
    """Of when its support is, and how many lack some; in the zone of the site, for every reader alike."""
    said = _("As of %(when)s.", when=moments.in_full(bundle.as_of, moments.site_zone()))
    if not bundle.lacking:
        return str(said)
    lacking = ngettext("%(num)s lacks co-signatures", "%(num)s lack co-signatures", bundle.lacking)
    return f"{said} {lacking}."


def ended(entry: Entry) -> str:
    """How an amendment ended, or ""."""
    return sentences.outcome(entry.outcome) if entry.outcome else ""


def lack(amendment: Amendment) -> str:
    """That an amendment lacks co-signatures, or ""."""
    return str(_("lacks co-signatures")) if listing.lacks(amendment) == listing.SUPPORT else ""


def _entry(
    amendment: Amendment, bases: amendment_context.Bases, outline: clauses.Outline, outcome: Outcome | None
) -> Entry:
    yield_to_loop()  # a bundle nobody has read yet compares every text
    shown = amendment_context.usual(amendment)
    return Entry(amendment, amendment_context.texts(amendment, shown, bases, outline), outcome)
