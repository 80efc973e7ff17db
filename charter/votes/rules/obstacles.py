"""The obstacles to opening a vote, all at once, so that a moderator sees the whole list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l

from charter.core import invisible
from charter.votes.rules import decision_rule
from charter.votes.rules.decision_rule import Rule
from charter.votes.rules.electorate import SEATS, WEIGHT, Entry


@dataclass(frozen=True)
class Text:
    """A clause that would be voted: its heading, its words (None if unreadable), its stage."""

    heading: str
    words: str | None
    stage: str


@dataclass(frozen=True)
class Terms:
    """The settings that obstacles depend on."""

    rule: Rule
    is_sealed: bool
    holders: str
    needs_presence: bool
    closes_at: datetime | None


def obstacles_in_texts(kind: str, texts: Sequence[Text], stage_allows: bool, roll: Sequence[Entry]) -> list[object]:
    """The obstacles in texts and roll, as sentences; empty if a vote on them may open."""
    found: list[object] = []
    if not texts and kind in ("clause", "block", "charter"):
        found.append(_l("There is no clause to vote on."))

    for text in texts:
        found += _in_text(kind, text)

    if not stage_allows:
        found.append(_l("Nobody votes in the present stage of this charter."))

    if not roll:
        found.append(_l("No delegate is entitled to vote."))

    return found


def _in_text(kind: str, text: Text) -> Iterable[object]:
    if text.stage == "frozen":
        yield _l("A vote on “%(heading)s” is open already.", heading=text.heading)
    elif text.stage == "dropped" or (text.stage != "drafting" and kind != "charter"):
        yield _l("“%(heading)s” is no longer in drafting.", heading=text.heading)

    if text.words is None:
        yield _l("The words of “%(heading)s” cannot be read just now.", heading=text.heading)
    elif not text.words.strip():
        yield _l("“%(heading)s” has no text.", heading=text.heading)

    if found := invisible.listed(f"{text.heading}\n{text.words or ''}"):
        yield _l(
            "“%(heading)s” holds what cannot be seen: %(listed)s. Take it out, so that the words voted are those read.",
            heading=invisible.with_marks(text.heading),
            listed=found,
        )


def obstacles_in_heads(associations: Iterable[tuple[int, str]]) -> list[object]:
    """One obstacle for each association whose voice nobody is named to cast."""
    return [_l("%(name)s: nobody is named to hold its voice.", name=name) for _, name in associations]


def obstacles_in_terms(terms: Terms, roll: Sequence[Entry], now: datetime) -> list[object]:
    """The obstacles in the settings."""
    found = [*contradictions(terms), *_presence(terms, roll)]
    rule = terms.rule
    if rule.tie == decision_rule.CHAIR and not any(entry.is_chair for entry in roll):
        found.append(_l("The person whose vote decides a tie is not on the roll."))

    known = {entry.delegate.association for entry in roll}
    if strangers := [name for name in rule.vetoes if name not in known]:
        found.append(_l("These have a veto but nobody on the roll: %(names)s.", names=", ".join(strangers)))

    if terms.closes_at and terms.closes_at <= now:
        found.append(_l("The closing time is past."))

    if rule.least_hours and (not terms.closes_at or terms.closes_at < now + timedelta(hours=rule.least_hours)):
        found.append(_l("Under this rule a vote stays open %(hours)s hours at least.", hours=rule.least_hours))

    return found


def contradictions(terms: Terms) -> list[object]:
    """Settings under which no vote can ever open, whoever is on the roll."""
    found = [*_sealed(terms)]
    rule = terms.rule
    if rule.quorum.kind == decision_rule.QUORUM_SEATS and rule.quorum.seats < 1:
        found.append(_l("Say how many seats the quorum is counted on."))

    if rule.counts_electors and terms.holders == SEATS:
        found.append(_l("This rule counts electors, and votes by seats may be split: choose another rule or mode."))

    return found


def _sealed(terms: Terms) -> Iterable[object]:
    if not terms.is_sealed:
        return

    rule = terms.rule
    if rule.by_college or rule.quorum_by_college or rule.vetoes:
        yield _l("This rule needs to know who voted what: it cannot be used in a sealed vote.")

    if rule.tie == decision_rule.CHAIR:
        yield _l("Nobody’s vote decides a tie in a sealed vote: it would be known.")

    if rule.objections:
        yield _l("Objections have an author and a reason: they cannot be made in a sealed vote.")

    if terms.holders in (WEIGHT, SEATS):
        yield _l("In a sealed vote everyone has one vote: a ballot of several would tell whose it is.")


def _presence(terms: Terms, roll: Sequence[Entry]) -> Iterable[object]:
    needed = (
        terms.needs_presence
        or terms.rule.quorum.kind in (decision_rule.QUORUM_PRESENT, decision_rule.QUORUM_SEATS)
        or any(threshold.base == decision_rule.PRESENT for threshold in terms.rule.thresholds)
    )
    if needed and not any(entry.delegate.present for entry in roll):
        yield _l("Nobody is marked as present.")
