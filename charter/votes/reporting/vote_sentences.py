"""Sentences about how a vote is held and what was chosen."""

from collections.abc import Mapping

from flask import Flask
from flask_babel import lazy_gettext as _l

from charter.votes.reporting.agenda import STATE_NAMES
from charter.votes.reporting.result_sentences import (
    arithmetic,
    arithmetic_parts,
    arithmetic_sentence,
    next_step,
    verdict,
    verdict_kind,
)
from charter.votes.reporting.rule_sentences import RULE_NAMES, rule_sentence
from charter.votes.reporting.worked_examples import worked_example
from charter.votes.rules import decision_rule, electorate
from charter.votes.rules.decision_rule import Rule
from charter.web.rendering.labels import CHOICE_NAMES

KIND_NAMES = {
    "clause": _l("one clause"),
    "block": _l("several clauses together"),
    "charter": _l("the whole charter"),
    "question": _l("a question"),
    "amendment": _l("an amendment"),
    "amendments": _l("several amendments together"),
}
BALLOT_SENTENCES = {
    "named": _l("A named vote: once it is closed, everyone can read who voted what."),
    "sealed": _l("A sealed vote: nobody is told who voted what."),
}
HOLDER_SENTENCES = {
    "delegate": _l("Each delegate has one vote."),
    "association": _l("Each association has one vote, cast by the head of its delegation."),
    "weight": _l("Each association has the votes of its weight, cast by the head of its delegation."),
    "seats": _l("The delegates of an association share the votes of its seats; each may split theirs."),
}
SOURCE_SENTENCES = {
    "online": _l("Cast from a distance."),
    "proxy": _l("Cast by proxy."),
    "hands": _l("Voted by show of hands, in the room."),
    "paper": _l("Voted on paper, in the room."),
}
SOURCE_NAMES = {
    "online": _l("From a distance"),
    "proxy": _l("By proxy"),
    "hands": _l("By show of hands"),
    "paper": _l("On paper"),
}
LEFT_OUT_SENTENCES = {
    electorate.LEFT_OFF: _l("Not on the roll: the association is left off, since nobody is named to hold its voice."),
    electorate.NOT_HEAD: _l("Not on the roll: the head of the delegation votes for the association."),
    electorate.OVER_CAP: _l(
        "Not on the roll: the association has all its votes. Its head comes first, then who was invited first."
    ),
    electorate.NO_SEAT: _l("Not on the roll: the association has no seat left."),
}
LACK_SENTENCES = {
    "unnamed": _l("nobody is named yet"),
    "left_off": _l("left off the roll of this vote by the moderators"),
    "nobody": _l("no delegate who may vote"),
}
"""Why nobody votes for an association, in the recap of a vote."""
STEP_SENTENCES = {
    "open": _l("The opening waits for a second moderator."),
    "close": _l("The closing waits for a second moderator."),
    "extend": _l("The extension waits for a second moderator."),
    "room": _l("Ballots of the room wait for a second moderator."),
    "cancel": _l("The cancellation waits for a second moderator."),
}


def chosen(cast: Mapping[str, int], rule: Rule) -> str:
    """The choices of an elector in words, with numbers of votes if they are split."""
    if len(cast) == 1:
        return choice_name(next(iter(cast)), rule)
    return ", ".join(f"{choice_name(choice, rule)} ({number})" for choice, number in cast.items())


def choice_name(choice: str, rule: Rule) -> str:
    """The name of a choice on a ballot under this rule."""
    if rule.objections:
        return str(
            {decision_rule.FOR: _l("I consent"), decision_rule.AGAINST: _l("I object")}.get(
                choice, CHOICE_NAMES[choice]
            )
        )
    return str(CHOICE_NAMES[choice])


def install(app: Flask) -> None:
    """Make the sentences available in the templates of `app`."""
    app.jinja_env.globals.update(
        rule_sentence=rule_sentence,
        chosen=chosen,
        choice_name=choice_name,
        verdict=verdict,
        arithmetic=arithmetic,
        arithmetic_parts=arithmetic_parts,
        arithmetic_sentence=arithmetic_sentence,
        verdict_kind=verdict_kind,
        next_step=next_step,
        RULE_NAMES=RULE_NAMES,
        KIND_NAMES=KIND_NAMES,
        VOTE_STATE_NAMES=STATE_NAMES,
        BALLOT_SENTENCES=BALLOT_SENTENCES,
        HOLDER_SENTENCES=HOLDER_SENTENCES,
        SOURCE_SENTENCES=SOURCE_SENTENCES,
        SOURCE_NAMES=SOURCE_NAMES,
        LEFT_OUT_SENTENCES=LEFT_OUT_SENTENCES,
        STEP_SENTENCES=STEP_SENTENCES,
        LACK_SENTENCES=LACK_SENTENCES,
        worked_example=worked_example,
    )
