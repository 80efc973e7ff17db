"""The form that prepares votes: what it asks for, and what its page shows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Request
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from charter.accounts import current
from charter.amendments import names
from charter.amendments import queries as amendments
from charter.amendments.models import Amendment
from charter.charters.models import Charter
from charter.clauses import queries as clauses
from charter.clauses.models import Clause
from charter.core.alphabet import has_words
from charter.core.errors import About, Invalid, Refused
from charter.votes import queries
from charter.votes.decisions import stored_settings
from charter.votes.decisions.changing import ChangedMeanwhile
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.models import Vote
from charter.votes.motion_models import AMENDMENT, AMENDMENTS
from charter.votes.reporting import worked_examples
from charter.votes.roll import eligibility
from charter.votes.rules import named_rules
from charter.votes.rules.decision_settings import KINDS, DecisionSettings, VoteModel
from charter.votes.rules.electorate import Delegate
from charter.votes.views import forms, settings_forms
from charter.votes.views.forms import Form
from charter.web.input import parsing, text_input

EACH = "each"
"""The choice of the form by which every ticked clause gets a vote of its own."""
AS_USUAL = ""
AS_NOW = "now"
"""Chosen in place of a model: the usual one for what is voted; the present settings of the vote."""
LIKE = {AMENDMENT: "clause", AMENDMENTS: "block"}
"""The kinds of votes that are held as another one usually is."""
Planned = tuple[Subject, Settings]
MultiForm = MultiDict[str, str]


@dataclass(frozen=True)
class Offer:
    """A model as the form offers it, with what it means for those who would vote."""

    model: VoteModel
    example: str
    usual_for: tuple[str, ...]


def planned(form: MultiForm, charter: Charter) -> list[Planned]:
    """The votes that a form asks for, each with how it is held. Invalid with every reason;
    ChangedMeanwhile if the form was filled from decision settings that have changed."""
    if "shown" not in form:  # a form that says everything itself
        return [(forms.subject(form), settings_forms.settings(form))]

    decisions = stored_settings.of_charter(charter.id)
    if form.get("seen") != decisions.digest:
        raise ChangedMeanwhile

    kinds = {each.clause.id: each.clause for each in clauses.outline(charter.id).clauses}
    reasons: list[object] = []
    subjects, held = [Subject("clause")], []
    try:
        subjects = _subjects(form, kinds, charter)
    except Refused as no:
        reasons += no.reasons
    try:
        held = [settings_of(form, decisions, kind_of(subject, kinds)) for subject in subjects]
    except Refused as no:
        reasons += no.reasons

    if reasons:
        raise Invalid(*reasons)
    return list(zip(subjects, held, strict=True))


def _subjects(form: MultiForm, known: Mapping[int, Clause], charter: Charter) -> list[Subject]:
    asked = forms.subject(form)
    if asked.kind in (EACH, "block") and (gone := _not_offered(asked, known)):
        raise Invalid(*gone)
    if asked.kind == EACH:
        ticked = [clause_id for clause_id in known if clause_id in asked.clause_ids]
        if not ticked:
            raise Invalid(About("clauses", _l("Tick one clause at least.")))
        return [Subject("clause", [each]) for each in ticked]

    if asked.kind == "block" and not asked.heading.strip():
        titles = [clause.heading for clause_id, clause in known.items() if clause_id in asked.clause_ids]
        return [Subject("block", asked.clause_ids, _title_of_block(titles, charter.language))]
    return [asked]


def _not_offered(asked: Subject, known: Mapping[int, Clause]) -> list[About]:
    """Of the clauses that are ticked, those that were adopted or put to the vote since they were
    offered."""
    return [
        About("clauses", _l("“%(heading)s” is no longer in drafting.", heading=clause.heading))
        for clause_id, clause in known.items()
        if clause_id in asked.clause_ids and clause.stage != "drafting"
    ]


def _title_of_block(headings: list[str], language: str) -> str:
    """The title of a block that nobody gave one, in the language of the charter: its clauses. Their
    numbers may still change."""
    if len(headings) < 2:
        return ""
    if len(headings) == 2:
        return " · ".join(headings)[: text_input.MAX_TITLE_LENGTH]
    with force_locale(language):
        title = _("%(first)s and %(number)s other clauses", first=headings[0], number=len(headings) - 1)
    return str(title)[: text_input.MAX_TITLE_LENGTH]


def kind_of(subject: Subject, known: Mapping[int, Clause]) -> str:
    """The kind of vote by which its usual model is found."""
    clause = known.get(subject.clause_ids[0]) if subject.kind == "clause" and subject.clause_ids else None
    kind = LIKE.get(subject.kind, subject.kind)
    return "preamble" if clause is not None and clause.kind == "preamble" else kind


def settings_of(form: Form, decisions: DecisionSettings, kind: str) -> Settings:
    """How a vote of this kind is held: as the chosen model, but for the fields that were changed."""
    shown = decisions.model(form.get("shown", ""))
    key = form.get("model", AS_USUAL)
    chosen = decisions.usual_for(kind) if key == AS_USUAL and kind in decisions.usual else decisions.model(key)
    if shown is None or (chosen is None and kind in decisions.usual):
        raise Invalid(About("model", _l("Choose one of the answers.")))

    filled, wanted = (settings_forms.values_of_model(each) for each in (shown, chosen or shown))
    return settings_forms.settings(_with_times(form, settings_forms.otherwise(form, filled, wanted)))


def usual_settings(clause: Clause, form: Form) -> Settings:
    """The settings of a vote on a clause that is started from its page: as usual, or under the rule
    that was shown there."""
    kind = "preamble" if clause.kind == "preamble" else "clause"
    usual = stored_settings.of_charter(clause.charter_id).usual_for(kind)
    rule = named_rules.BY_NAME.get(form.get("rule", ""))
    if rule is not None and rule.name != usual.rule.name:
        usual = replace(usual, rule=replace(rule, quorum=usual.rule.quorum))
    return settings_forms.settings(_with_times(form, settings_forms.values_of_model(usual)))


def changed_settings(form: Form, vote: Vote) -> Settings:
    """The settings of a prepared vote as its form wants them."""
    if "shown" not in form:
        return settings_forms.settings(form)
    if form.get("seen") != queries.settings_digest(vote):
        raise ChangedMeanwhile

    now = settings_forms.values_of_vote(vote)
    wanted = now
    if (key := form.get("model", AS_NOW)) != AS_NOW:
        model = stored_settings.of_charter(vote.charter_id).model(key)
        if model is None:
            raise Invalid(About("model", _l("Choose one of the answers.")))
        wanted = settings_forms.values_of_model(model)
    return settings_forms.settings(_with_times(form, settings_forms.otherwise(form, now, wanted)))


def _with_times(form: Form, values: dict[str, str]) -> dict[str, str]:
    """With what is asked of each vote by itself, and is in no model."""
    own = ("opens_at", "closes_at", "zone", "chair")
    return {name: value for name, value in values.items() if name not in own} | {
        name: form[name] for name in own if name in form
    }


def offers(charter_id: int, decisions: DecisionSettings, delegates: Sequence[Delegate] = ()) -> list[Offer]:
    """The models of a charter, with examples for those who would vote; `delegates`: if they are known already."""
    delegates = delegates or eligibility.expected(charter_id)
    return [
        Offer(each, worked_examples.of_model(each, delegates), tuple(decisions.kinds_of(each.key)))
        for each in decisions.models
    ]


def proposed_values(asked: MultiForm, charter: Charter, decisions: DecisionSettings) -> MultiForm:
    """The proposed values of a new vote: those of the usual model, with what the query string asks
    for."""
    known = {each.clause.id: each.clause for each in clauses.outline(charter.id).clauses}
    ticked = [int(each) for each in asked.getlist("clauses") if each.isascii() and each.isdigit() and len(each) < 10]
    kind = asked.get("kind", "clause")
    usual = kind_of(Subject(kind, ticked), known)
    model = decisions.usual_for(usual if usual in decisions.usual else "clause")
    proposal = MultiDict(settings_forms.values_of_model(model) | {"shown": model.key, "model": AS_USUAL})
    if zone := current.zone():
        proposal["zone"] = zone
    for name, values in asked.lists():
        proposal.setlist(name, values)
    if kind == "clause":
        proposal["kind"] = EACH
    return proposal


def values_of_new(request: Request, charter: Charter, decisions: DecisionSettings) -> Mapping[str, str]:
    """The values of the form of a new vote: proposed, as typed, or filled as the chosen model."""
    if request.method != "POST":
        return proposed_values(request.args, charter, decisions)
    if request.form.get("then") != "fill":
        return request.form

    asked = MultiDict(request.form)
    ticked = parsing.rows(asked, "clauses")
    known = {each.clause.id: each.clause for each in clauses.outline(charter.id).clauses}
    kind = kind_of(Subject("clause" if asked.get("kind") == EACH else asked.get("kind", ""), ticked), known)
    model = decisions.model(asked.get("model", "")) or decisions.usual_for(kind if kind in KINDS else "clause")
    return _filled(asked, settings_forms.values_of_model(model) | {"shown": model.key})


def values_of_old(request: Request, vote: Vote) -> Mapping[str, str]:
    """The values of the form of a prepared vote: as it is, as typed, or filled as the chosen
    model."""
    if request.method != "POST":
        return settings_forms.values_of_vote(vote) | {"model": AS_NOW}
    if request.form.get("then") != "fill":
        return request.form

    model = stored_settings.of_charter(vote.charter_id).model(request.form.get("model", ""))
    values = settings_forms.values_of_model(model) if model else settings_forms.values_of_vote(vote)
    return _filled(MultiDict(request.form), values | {"model": AS_NOW})


def _filled(asked: MultiForm, values: Mapping[str, str]) -> MultiForm:
    """A form with these values in place of what it says of settings."""
    for name in settings_forms.FIELDS:
        asked.poplist(name)
    for name, value in values.items():
        asked[name] = value
    return asked


def of_new(charter: Charter, values: Mapping[str, str], decisions: DecisionSettings) -> dict[str, Any]:
    """What the page of a new vote shows."""
    chosen = values.getlist("clauses") if isinstance(values, MultiDict) else []
    shown = decisions.model(values.get("shown", ""))
    base = settings_forms.values_of_model(shown) if shown else {}
    prepared = queries.prepared(charter.id)
    outline = clauses.outline(charter.id)
    return _fields(charter, values, base, decisions) | {
        "chosen_clauses": chosen,
        "chosen_amendments": _chosen_amendments(charter, values),
        "full_name": names.full,
        "outline": outline,
        "offered_clauses": _offered(outline, chosen, values.get("look", "")),
        "seen": decisions.digest,
        "planned_already": {item.clause_id: vote.id for vote in prepared for item in vote.items},
    }


def _chosen_amendments(charter: Charter, values: Mapping[str, str]) -> list[Amendment]:
    """The amendments that the vote is prepared on, where the page was opened for some."""
    asked = parsing.rows(values, "amendments") if isinstance(values, MultiDict) else []
    found = [each for each in amendments.by_ids(asked).values() if each.charter_id == charter.id]
    return sorted(found, key=lambda each: each.number)


def _offered(outline: clauses.Outline, chosen: Collection[str], wanted: str) -> set[int]:
    """The clauses in drafting that have the words looked for; those ticked stay."""
    return {
        each.clause.id
        for each in outline.clauses
        if each.clause.stage == "drafting"
        and (str(each.clause.id) in chosen or has_words(f"{each.number or ''} {each.clause.heading}", wanted))
    }


def of_vote(vote: Vote, charter: Charter, values: Mapping[str, str]) -> dict[str, Any]:
    """What the page of a prepared vote's settings shows."""
    decisions = stored_settings.of_charter(charter.id)
    now = settings_forms.values_of_vote(vote)
    return _fields(charter, values, now, decisions) | {"seen": queries.settings_digest(vote)}


def _fields(charter: Charter, values: Form, base: Form, decisions: DecisionSettings) -> dict[str, Any]:
    delegates = eligibility.delegates(charter.id)
    return {
        "values": values,
        "differs": settings_forms.differs(values, base) if base else True,
        "offers": offers(charter.id, decisions, delegates),
        "delegates": delegates,
        "rules": [*named_rules.ALL, None],
    }
