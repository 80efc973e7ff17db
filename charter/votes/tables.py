"""A result as a table for spreadsheets."""

import csv
import io
from collections.abc import Iterator

from flask_babel import gettext as _

from charter.votes import results
from charter.votes.models import Vote
from charter.votes.results import Voter
from charter.votes.rules import Rule
from charter.votes.words import chosen


def ballots(vote: Vote) -> str:
    """Who voted what, in UTF-8 with a mark that spreadsheets know it by. Refused unless the vote is closed."""
    made = io.StringIO()
    made.write("\ufeff")
    csv.writer(made).writerows(_rows(vote))
    return made.getvalue()


def _rows(vote: Vote) -> Iterator[list[str]]:
    voters = results.voters(vote)
    head = (_("College"), _("Association"), _("Delegate"), _("Votes held"), _("Choice"), _("How"), _("Cast by"))
    yield [str(each) for each in (*head, _("Objection"), _("Receipt"), _("Secret number"))]
    for voter in voters:
        yield [harmless(cell) for cell in _cells(voter, vote.decision_rule)]


def _cells(voter: Voter, rule: Rule) -> list[str]:
    elector = voter.elector
    who = [elector.college, elector.association, elector.name, str(elector.votes)]
    said = chosen(voter.cast, rule) if voter.cast else ""
    return [*who, said, voter.source, voter.cast_by, voter.objection, voter.receipt, voter.nonce]


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t")) else cell
