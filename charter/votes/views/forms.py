"""Parse the forms about votes into values. No rule is applied here."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from charter.clauses.models import Clause
from charter.core.errors import About, Invalid
from charter.votes.ballots import recording
from charter.votes.ballots.recording import BallotPaper
from charter.votes.lifecycle import recap
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.models import Vote
from charter.votes.rules import decision_rule, electorate, named_rules
from charter.votes.rules.decision_rule import Quorum, Rule, Threshold
from charter.web.input import parsing, text_input
from charter.web.input.parsing import number

ZONES = (
    "Europe/Paris",
    "America/Montreal",
    "Africa/Casablanca",
    "Africa/Conakry",
    "Africa/Douala",
    "Europe/Brussels",
    "Europe/Zurich",
    "UTC",
)
"""Time zones of the moderators of a French-speaking assembly."""
MAX_VETOES_LENGTH = 5000
"""Maximum number of characters of the list of associations with a veto."""
SWITCHES = ("proxies", "needs_presence", "shows_turnout", "two_persons")
_NO_SHARE = _l("A share is a fraction such as 1/2 or 2/3; nothing is more than the whole.")
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


def moment(form: Form, name: str) -> datetime | None:
    """A date and time in the time zone of the form; None for an empty field, Invalid for a
    malformed one."""
    zone = form.get("zone", ZONES[0])
    if zone not in ZONES:
        raise Invalid(About("zone", _l("There is no such time zone.")))
    return parsing.moment(form, name, zone)


def seen_digests(form: Form) -> dict[str, str]:
    """The digests of what was shown to a moderator who opens a vote."""
    return {part: form.get(f"seen-{part}", "") for part in recap.CHANGED_SENTENCES}


def default_settings(clause: Clause, form: Form) -> Settings:
    """The settings of a vote on a clause that is started from its page: the usual rule, or the one
    chosen there."""
    usual_rule = named_rules.default("clause", is_preamble=clause.kind == "preamble")
    chosen = named_rules.BY_NAME.get(form.get("rule", ""), usual_rule)
    return Settings(rule=replace(chosen, quorum=usual_rule.quorum))


def settings(form: Form) -> Settings:
    """How a vote will be held. Invalid for impossible values."""
    return Settings(
        rule=rule(form),
        ballots=parsing.choice(form, "ballots", ("named", "sealed"), "named"),
        holders=parsing.choice(form, "holders", electorate.HOLDERS, electorate.DELEGATE),
        most_votes=number(form, "most_votes"),
        **{name: name in form for name in SWITCHES},
        chair_id=parsing.row(form, "chair"),
        opens_at=moment(form, "opens_at"),
        closes_at=moment(form, "closes_at"),
    )


def rule(form: Form) -> Rule:
    """The named rule that was chosen, with its quorum and ties, or a custom one made from its
    parts."""
    name = form.get("rule", named_rules.SIMPLE_MAJORITY.name)
    if name != named_rules.CUSTOM and name not in named_rules.BY_NAME:
        raise Invalid(About("rule", _l("Choose a decision rule.")))

    found = _custom(form) if name == named_rules.CUSTOM else named_rules.BY_NAME[name]
    return replace(
        found,
        quorum=_quorum(form),
        quorum_by_college="quorum_by_college" in form,
        tie=parsing.choice(form, "tie", decision_rule.TIES, decision_rule.REJECT),
        vetoes=_vetoes(form),
        may_abstain="may_not_abstain" not in form,
    )


def _custom(form: Form) -> Rule:
    thresholds = [_threshold(form, which) for which in ("first", "second") if form.get(f"{which}-numerator")]
    made = Rule(
        named_rules.CUSTOM,
        tuple(thresholds),
        minimum_for=number(form, "minimum_for"),
        minimum_not_against=number(form, "minimum_not_against"),
        objections="objections" in form,
        by_college="by_college" in form,
    )

    if not thresholds and not made.minimum_for and not made.objections:
        raise Invalid(About("first-numerator", _l("Say at least one condition of the rule.")))

    return made


def _threshold(form: Form, which: str) -> Threshold:
    numerator, denominator = number(form, f"{which}-numerator"), number(form, f"{which}-denominator")
    base = parsing.choice(form, f"{which}-base", decision_rule.BASES, decision_rule.EXPRESSED)
    unit = parsing.choice(form, f"{which}-unit", decision_rule.UNITS, decision_rule.VOTES)
    strict = form.get(f"{which}-strict") == "more"
    if not 1 <= numerator <= denominator or (strict and numerator == denominator):
        raise Invalid(About(f"{which}-numerator", _NO_SHARE))
    return Threshold(numerator, denominator, strict, base, unit, number(form, f"{which}-blockers"))


def _quorum(form: Form) -> Quorum:
    kind = parsing.choice(form, "quorum", decision_rule.QUORUMS, decision_rule.NO_QUORUM)
    numerator, denominator = number(form, "quorum-numerator", 1), number(form, "quorum-denominator", 2)
    if kind == decision_rule.NO_QUORUM:
        return Quorum()
    if not 1 <= numerator <= denominator:
        raise Invalid(About("quorum-numerator", _NO_SHARE))
    strict = form.get("quorum-strict") == "more" and numerator < denominator
    return Quorum(kind, numerator, denominator, strict, number(form, "quorum-seats"), number(form, "quorum-again"))


def _vetoes(form: Form) -> tuple[str, ...]:
    names = text_input.text(form.get("vetoes", ""), MAX_VETOES_LENGTH).splitlines()
    return tuple(sorted({name.strip() for name in names if name.strip()}))


def subject(form: MultiDict[str, str]) -> Subject:
    """What a vote is about."""
    clause_ids = parsing.rows(form, "clauses")
    return Subject(form.get("kind", "clause"), clause_ids, form.get("heading", ""), form.get("question", ""))


def proposed_values(asked: MultiDict[str, str]) -> MultiDict[str, str]:
    """The proposed values of the form, with what the query string asks for."""
    rule_now = named_rules.default(asked.get("kind", "clause"))
    usual_settings = {"proxies": "on", "shows_turnout": "on", "kind": "clause"}
    proposal = MultiDict(_filled_rule(rule_now) | usual_settings)
    for name, values in asked.lists():
        proposal.setlist(name, values)
    return proposal


def values_of_vote(vote: Vote) -> dict[str, str]:
    """The settings of a prepared vote as the values of its form."""
    chosen = vote.decision_rule
    values = {name: "on" for name in SWITCHES if getattr(vote, name)}
    values |= {"ballots": vote.ballots, "holders": vote.holders, "most_votes": str(vote.most_votes or "")}
    moments = {name: getattr(vote, name) for name in ("opens_at", "closes_at")}
    zone = _zone_of([when for when in moments.values() if when])
    values |= {"chair": str(vote.chair_id or ""), "zone": zone}
    values |= {name: local(when, zone) for name, when in moments.items()}

    return values | _filled_rule(chosen)


def _filled_rule(chosen: Rule) -> dict[str, str]:
    quorum = chosen.quorum
    values = {"rule": chosen.name, "tie": chosen.tie, "vetoes": "\n".join(chosen.vetoes), "quorum": quorum.kind}
    values |= {"quorum-numerator": str(quorum.numerator), "quorum-denominator": str(quorum.denominator)}
    values |= {"quorum-strict": "more" if quorum.strict else "least", "quorum-seats": str(quorum.seats or "")}
    values |= {"quorum-again": str(quorum.again_after or "")}
    values |= {
        "minimum_for": str(chosen.minimum_for or ""),
        "minimum_not_against": str(chosen.minimum_not_against or ""),
    }
    switches = {
        "objections": chosen.objections,
        "by_college": chosen.by_college,
        "quorum_by_college": chosen.quorum_by_college,
        "may_not_abstain": not chosen.may_abstain,
    }

    values |= {name: "on" for name, is_on in switches.items() if is_on}

    for which, threshold in zip(("first", "second"), chosen.thresholds, strict=False):
        parts = {"numerator": threshold.numerator, "denominator": threshold.denominator, "base": threshold.base}
        parts |= {"unit": threshold.unit, "strict": "more" if threshold.strict else "least"}
        parts |= {"blockers": threshold.blockers or ""}
        values |= {f"{which}-{name}": str(value) for name, value in parts.items()}

    return values


def _zone_of(moments: list[datetime]) -> str:
    """The usual zone, or UTC if its clocks show one of the moments twice."""
    shown = [when.astimezone(ZoneInfo(ZONES[0])) for when in moments]
    is_clear = all(when.utcoffset() == when.replace(fold=1 - when.fold).utcoffset() for when in shown)
    return ZONES[0] if is_clear else "UTC"


def local(when: datetime | None, zone: str) -> str:
    """A moment as the value of a form field."""
    return when.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M") if when else ""
