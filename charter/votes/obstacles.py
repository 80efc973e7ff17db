"""What stands in the way of opening a vote: all of it, so that a moderator sees the whole list at once."""

from flask_babel import lazy_gettext as _l


def to_opening(words: str, clause_stage: str, phase_allows: bool, electors: int) -> list[object]:
    """Every obstacle, as sentences; empty when a vote on this clause may open."""
    found: list[object] = []
    if clause_stage == "frozen":
        found.append(_l("A vote on this clause is open already."))
    elif clause_stage != "drafting":
        found.append(_l("This clause is no longer in drafting."))
    if not words.strip():
        found.append(_l("The clause has no text."))
    if not phase_allows:
        found.append(_l("Nobody votes in the present phase of this charter."))
    if electors == 0:
        found.append(_l("No delegate is entitled to vote."))
    return found
