"""What is said of what lacks, of where amendments stand, and of advice and answers."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from charter.amendments import rules
from charter.amendments.deciding import rules as deciding
from charter.pages.to_decide import rules as standing

MISSING_NAMES: Mapping[str, object] = {
    standing.NO_ADVICE: _l("No advice"),
    standing.UNPUBLISHED: _l("Advice not published"),
    standing.UNANSWERED: _l("Not answered"),
    standing.REFUSED: _l("Refused by its author"),
    standing.COLLIDES: _l("Collides with one proposed for adoption"),
    standing.SUPPORT: _l("No support yet"),
    standing.PLACE: _l("To be placed again"),
    standing.REST: _l("Reduced: its author says whether to keep the rest"),
    standing.SUBS: _l("Its sub-amendments first"),
    standing.BLOCK: _l("Ready for the block"),
    standing.VOTE: _l("Ready for a vote"),
    standing.APPEAL: _l("Inadmissible, which its author contests"),
}
BUCKET_NAMES: Mapping[str, object] = {
    **{name: MISSING_NAMES[name] for name in standing.BUCKETS if name in MISSING_NAMES},
    standing.IDENTICAL: _l("Identical to another, decided with it"),
    standing.IN_BLOCK: _l("In a block"),
    standing.IN_VOTE: _l("In a vote of its own"),
    rules.WITHDRAWN: _l("Withdrawn or joined to another"),
    rules.CARRIED: _l("Carried over"),
    rules.INADMISSIBLE: _l("Inadmissible"),
    rules.ADOPTED: _l("Adopted"),
    rules.REJECTED: _l("Rejected"),
    rules.FALLEN: _l("Fallen with another"),
    rules.SATISFIED: _l("Satisfied by another"),
}
ADVICE_NAMES: Mapping[str, object] = {
    deciding.ADOPT: _l("Adopt"),
    deciding.ADOPT_MODIFIED: _l("Adopt in another wording"),
    deciding.REJECT: _l("Reject"),
    deciding.PUT_TO_VOTE: _l("Leave it to the vote"),
    deciding.WITHDRAW: _l("Ask to withdraw it"),
    deciding.SATISFIED_BY: _l("Satisfied by another one"),
    deciding.FALLS_WITH: _l("Falls if another one is adopted"),
    deciding.INADMISSIBLE: _l("Inadmissible"),
}
ANSWER_NAMES: Mapping[str, object] = {
    deciding.AGREES: _l("The author agrees"),
    deciding.REFUSES: _l("The author does not agree"),
    deciding.WITHDRAWS: _l("The author withdraws it"),
}
FATE_NAMES: Mapping[str, object] = {
    deciding.FALLS: _l("Fall:"),
    deciding.SATISFIED: _l("Are satisfied:"),
    deciding.REDUCED: _l("Are reduced to the rest:"),
    deciding.STAYS: _l("Stay, and are to be read together with it:"),
}
