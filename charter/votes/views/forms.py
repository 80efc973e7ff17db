"""Parse the forms about votes into values. No rule is applied here."""

from collections.abc import Mapping

from werkzeug.datastructures import MultiDict

from charter.votes.ballots import recording
from charter.votes.ballots.recording import BallotPaper
from charter.votes.lifecycle import recap
from charter.votes.lifecycle.preparing import Subject
from charter.votes.models import Vote
from charter.votes.reporting.agenda import STATE_NAMES, Filter
from charter.votes.reporting.vote_sentences import KIND_NAMES
from charter.votes.rules import decision_rule
from charter.web.input import parsing
from charter.web.input.parsing import number

Form = Mapping[str, str]
NOTHING_REFUSED: dict[str, object] = {
    "errors": (),
    "typed": {},
    "typed_for": None,
    "changed": None,
    "is_stale": False,
}
"""What the page of a vote is told of a refused form, where no form was refused."""


def paper(form: Form) -> BallotPaper:
    """A ballot: one `choice` for all the elector's votes, or a number for each choice
    (`votes-for`...)."""
    split = {choice: number(form, f"votes-{choice}") for choice in decision_rule.CHOICES if form.get(f"votes-{choice}")}
    choice = form.get("choice", "")
    cast = {choice: recording.ALL} if choice else {key: count for key, count in split.items() if count}
    return BallotPaper(form.get("digest", ""), cast, form.get("objection", ""))


def room_papers(form: Form, vote: Vote) -> dict[int, BallotPaper]:
    """The ballots entered in the room, by member id: those with a choice (`choice-12`)."""
    digest = form.get("digest", "")
    return {
        line.member_id: BallotPaper(digest, {choice: line.votes}, form.get(f"objection-{line.member_id}", ""))
        for line in vote.electors
        if (choice := form.get(f"choice-{line.member_id}", ""))
    }


def seen_digests(form: Form) -> dict[str, str]:
    """The digests of what was shown to a moderator who opens a vote."""
    return {part: form.get(f"seen-{part}", "") for part in recap.CHANGED_SENTENCES}


def subject(form: MultiDict[str, str]) -> Subject:
    """What a vote is about."""
    clause_ids = parsing.rows(form, "clauses")
    return Subject(
        form.get("kind", "clause"),
        clause_ids,
        form.get("heading", ""),
        form.get("question", ""),
        parsing.rows(form, "amendments"),
        form.get("order_reason", ""),
    )


def list_filter(query: Form) -> Filter:
    """What the list of votes is narrowed to; what no form of ours asks for narrows nothing."""
    return Filter(
        parsing.words(query, "find"),
        parsing.known(query, "state", STATE_NAMES),
        parsing.known(query, "kind", KIND_NAMES),
        max(0, parsing.hidden_number(query, "section")),
        query.get("waiting") == "1",
    )
