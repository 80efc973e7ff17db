"""Advice on an amendment, the answers to it and its outcome, in sentences."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from charter.amendments import names, rules
from charter.amendments.deciding import rules as deciding
from charter.amendments.deciding.models import Answer, Disposition, Outcome
from charter.amendments.models import Amendment
from charter.journal import queries as entries

_ADVISED: Mapping[str, object] = {
    deciding.ADOPT: _l("The moderators advise to adopt it."),
    deciding.ADOPT_MODIFIED: _l("The moderators advise to adopt it with another wording."),
    deciding.REJECT: _l("The moderators advise to reject it."),
    deciding.PUT_TO_VOTE: _l("The moderators leave it to the assembly."),
    deciding.WITHDRAW: _l("The moderators ask its author to withdraw it."),
    deciding.INADMISSIBLE: _l("The moderators find it inadmissible: it is not put to the vote."),
}
_ADVISED_WITH_ANOTHER: Mapping[str, object] = {
    deciding.WITHDRAW: _l("The moderators ask its author to withdraw it in favour of %(other)s."),
    deciding.SATISFIED_BY: _l("The moderators find that %(other)s does all that it asks."),
    deciding.FALLS_WITH: _l(
        "The moderators advise to vote on %(other)s first: if that one is adopted, this one falls."
    ),
}
_ANSWERED = {
    deciding.AGREES: _l("%(association)s agrees."),
    deciding.REFUSES: _l("%(association)s does not agree."),
    deciding.WITHDRAWS: _l("%(association)s withdraws it."),
}
_WITHDRAWING = {
    deciding.AGREES: _l("Agree, and withdraw our amendment"),
    deciding.REFUSES: _l("Not agree: our amendment stays as it is"),
}
CHOICES: Mapping[str, Mapping[str, object]] = {
    deciding.ADOPT_MODIFIED: {
        deciding.AGREES: _l("Agree: this wording becomes that of our amendment"),
        deciding.REFUSES: _l("Not agree: our amendment keeps its wording"),
        deciding.WITHDRAWS: _l("Withdraw our amendment"),
    },
    deciding.REJECT: _WITHDRAWING,
    deciding.WITHDRAW: _WITHDRAWING,
    deciding.SATISFIED_BY: _WITHDRAWING,
    deciding.INADMISSIBLE: {
        deciding.AGREES: _l("Agree: our amendment ends here"),
        deciding.REFUSES: _l("I do not agree: ask the secretary"),
    },
}
"""What the author may answer to each advice that they are asked about, and what follows from it."""
_OUTCOMES = {
    deciding.ADOPTED: _l("Adopted by a vote."),
    deciding.REJECTED: _l("Rejected by a vote."),
    deciding.WITHDRAWN: _l("Withdrawn by its author."),
    deciding.OUT_OF_ORDER: _l("Inadmissible: it is not put to the vote."),
}
_OUTCOMES_BY_ANOTHER = {
    deciding.FALLEN: _l("Fallen: %(other)s is adopted, and both cannot be."),
    deciding.SATISFIED: _l("Satisfied: %(other)s is adopted, and does all that it asks."),
}


def advised(advice: Disposition) -> str:
    """What is advised."""
    return _advised(advice.advice, names.within(advice.other) if advice.other else "")


def _advised(kind: str, other: str) -> str:
    return str(_ADVISED_WITH_ANOTHER[kind]) % {"other": other} if other else str(_ADVISED[kind])


def reason(advice: Disposition) -> str:
    """Why an amendment is inadmissible; "" for any other advice."""
    return str(deciding.REASONS_INADMISSIBLE.get(advice.reason, ""))


def answered(advice: Disposition, answer: Answer) -> str:
    """What the author answered."""
    return _answered(advice.advice, answer.kind, answer.association)


def _answered(advice: str, kind: str, association: str) -> str:
    if advice == deciding.INADMISSIBLE and kind == deciding.REFUSES:
        return str(_("%(association)s does not agree, and asks the secretary.", association=association))
    return str(_ANSWERED[kind]) % {"association": association}


def outcome(found: Outcome) -> str:
    """How an amendment ended."""
    return _ended(found.kind, names.within(found.because_of) if found.because_of else "")


def _ended(kind: str, other: str) -> str:
    return str(_OUTCOMES_BY_ANOTHER[kind]) % {"other": other} if kind in _OUTCOMES_BY_ANOTHER else str(_OUTCOMES[kind])


def reduced(amendment: Amendment) -> str:
    """With which one a part of an amendment was adopted; "" unless its author has to say whether to keep the rest."""
    if amendment.stage != rules.REDUCED:
        return ""
    own = entries.of_subject(f"amendment:{amendment.id}")
    number = next((each.facts["because_of"] for each in reversed(own) if each.verb == "amendment.reduced"), None)
    return _in_part(number)


def _in_part(number: object) -> str:
    return str(_("A part of what it asks was adopted with no. %(number)s.", number=number))


def of_entry(verb: str, facts: Mapping[str, Any]) -> str:
    """What an entry of the journal says of advice, an answer or an outcome; "" for any other entry. That of a round for
    members alone names no association."""
    if verb == "disposition.published":
        said = _advised(facts["advice"], _numbered(facts.get("other")))
        return f"{said} {deciding.REASONS_INADMISSIBLE.get(facts.get('reason', ''), '')}".strip()
    if verb == "disposition.answered":
        return _answered(facts["advice"], facts["answer"], facts.get("association") or str(_("Its author")))
    if verb == "amendment.decided":
        return _ended(facts["outcome"], _numbered(facts.get("because_of")))
    return _in_part(facts["because_of"]) if verb == "amendment.reduced" else ""


def _numbered(number: object) -> str:
    return str(_("no. %(number)s", number=number)) if number else ""
