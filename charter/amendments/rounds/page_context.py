"""The context of the pages of rounds."""

from typing import Any

from flask import session

from charter.accounts import current
from charter.amendments import queries, rules
from charter.amendments.models import Round
from charter.amendments.rounds import actions, forms, sentences
from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.web.access import may
from charter.web.input import moment_fields

ZONE = "zone_of_rounds"
"""In the session: the time zone in which a moderator set the times of a round."""


def page(slug: str, **more: Any) -> dict[str, Any]:
    """The context of `amendments/rounds/page.html`."""
    reader = current.reader()
    charter = charters.by_slug(slug, reader)
    every = [each for each in queries.rounds(charter.id) if queries.may_read(reader, each)]
    present = next((each for each in every if each.is_open), None)
    may_manage = may("rounds.manage")
    typed = more.get("typed") or {}

    return {
        "charter": charter,
        "present": _summary(present) if present else None,
        "earlier": [_summary(each) for each in every if not each.is_open],
        "may_manage": may_manage,
        "obstacles": actions.obstacles(charter, actions.RoundSettings()) if may_manage and not present else [],
        "clause_count": len(clauses.outline(charter.id).clauses),
        "left": actions.undecided(charter.id) if may_manage else 0,
        "zones": moment_fields.zones(_zone()),
        "opening": typed if more.get("refused_at") == "opening" else _opening(every),
        "times": typed if more.get("refused_at") == "times" else _times(present),
        "binders": rules.BINDERS,
    } | more


def _summary(round_: Round) -> dict[str, Any]:
    counted = queries.counts(round_.id)
    return {
        "round": round_,
        "terms": sentences.terms(round_),
        "title": sentences.title(round_),
        "submitted": sum(counted.values()),
        "withdrawn": counted.get(rules.WITHDRAWN, 0),
        "carried": counted.get(rules.CARRIED, 0),
        "unplaced": counted.get(rules.UNPLACED, 0),
    }


def _opening(every: list[Round]) -> dict[str, str]:
    """The limits of the round before, or the usual ones."""
    terms = forms.terms(every[0]) if every else forms.USUAL
    return terms | {"zone": _zone() or ""}


def _times(round_: Round | None) -> dict[str, str]:
    return forms.values(round_, _zone()) if round_ else {}


def _zone() -> str | None:
    """The zone in which this person last set times here, or that which they are shown moments in."""
    return session.get(ZONE) or current.zone()
