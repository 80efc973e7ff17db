"""A result as a table for spreadsheets."""

from collections.abc import Iterator

from flask_babel import gettext as _

from charter.votes.models import Vote
from charter.votes.reporting import results
from charter.votes.reporting.results import Voter
from charter.votes.reporting.vote_sentences import SOURCE_NAMES, chosen
from charter.votes.rules.decision_rule import Rule


def ballots(vote: Vote) -> Iterator[list[str]]:
    """The heading row, then one row per elector with their choice. Refused unless the vote is
    closed."""
    voters = results.voters(vote)
    head = (_("College"), _("Association"), _("Delegate"), _("Votes held"), _("Choice"), _("How"), _("Cast by"))
    yield [str(each) for each in (*head, _("Objection"), _("Receipt"), _("Secret number"))]
    for voter in voters:
        yield _cells(voter, vote.decision_rule)


def _cells(voter: Voter, rule: Rule) -> list[str]:
    elector = voter.elector
    who = [elector.college, elector.association, elector.name, str(elector.votes)]
    said = chosen(voter.cast, rule) if voter.cast else str(_("Voted") if voter.source else _("Did not vote"))
    how = str(SOURCE_NAMES[voter.source]) if voter.source else ""
    return [*who, said, how, voter.cast_by, voter.objection, voter.receipt, voter.nonce]
