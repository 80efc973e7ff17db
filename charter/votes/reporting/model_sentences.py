"""The names of models of votes, and how votes as one of them are held, in words."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from charter.votes.reporting.vote_sentences import BALLOT_SENTENCES, HOLDER_SENTENCES
from charter.votes.rules.decision_settings import FINAL, ORDINARY, VoteModel

MODEL_NAMES = {ORDINARY: _l("Ordinary vote"), FINAL: _l("Final adoption")}
"""The names of the built-in models that nobody has renamed."""
MODEL_PURPOSES = {
    ORDINARY: _l("For a clause, several at once, or a question."),
    FINAL: _l("For what binds the whole: the preamble, the charter."),
}
USUAL_NAMES = {
    "clause": _l("A clause"),
    "preamble": _l("The preamble"),
    "block": _l("Several clauses in one vote"),
    "charter": _l("The whole charter"),
    "question": _l("A question"),
}
"""What votes may be about, where each has its usual model."""


def model_name(model: VoteModel) -> str:
    """The name of a model, as a moderator gave it or in the language of the reader."""
    return model.name or str(MODEL_NAMES[model.key])


def model_purpose(model: VoteModel) -> str:
    """When a model is used."""
    return model.purpose or str(MODEL_PURPOSES.get(model.key, ""))


def model_terms(model: VoteModel) -> list[object]:
    """How votes as this model are held, besides their rule."""
    found: list[object] = [HOLDER_SENTENCES[model.holders]]
    if model.most_votes:
        found.append(_l("An association has %(most)s votes at most.", most=model.most_votes))
    if not model.proxies:
        found.append(_l("Proxies are not accepted."))
    if model.needs_presence:
        found.append(_l("Only those present at the opening vote, or are voted for by somebody present."))
    found.append(BALLOT_SENTENCES[model.ballots])
    if not model.shows_turnout:
        found.append(_l("How many have voted is not shown before the end."))
    if model.two_persons:
        found.append(_l("Two moderators open, close, extend or cancel it together."))
    return found


def install(app: Flask) -> None:
    """Make the names available in the templates of `app`."""
    app.jinja_env.globals.update(
        model_name=model_name, model_purpose=model_purpose, model_terms=model_terms, USUAL_NAMES=USUAL_NAMES
    )
