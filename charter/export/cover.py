"""What the first page of a printed charter says, in the language of the moment."""

from typing import Any

from flask_babel import format_date, ngettext

from charter.export.document import Document
from charter.votes.reporting import progress
from charter.web.rendering.labels import STAGE_NAMES


def of(document: Document) -> dict[str, Any]:
    """The stage, who takes part, how far the clauses are, and of when the text is."""
    numbers = document.states
    adopted, in_vote, drafting, rejected = (numbers[state] for state in progress.STATES)
    stage = document.content["charter"]["stage"]
    said = {
        progress.ADOPTED: ngettext("%(num)s adopted", "%(num)s adopted", adopted),
        progress.IN_VOTE: ngettext("%(num)s in vote", "%(num)s in vote", in_vote),
        progress.DRAFTING: ngettext("%(num)s in preparation", "%(num)s in preparation", drafting)
        if stage == "preparing"
        else ngettext("%(num)s in drafting", "%(num)s in drafting", drafting),
        progress.REJECTED: ngettext("%(num)s rejected", "%(num)s rejected", rejected),
    }
    return {
        "stage": str(STAGE_NAMES[stage]),
        "associations": ngettext("%(num)s association", "%(num)s associations", document.associations),
        "clauses": ngettext("%(num)s clause", "%(num)s clauses", sum(numbers.values())),
        "newest": format_date(document.newest.date(), "long"),
        "states": [{"state": each, "number": numbers[each], "said": said[each]} for each in said if numbers[each]],
    }
