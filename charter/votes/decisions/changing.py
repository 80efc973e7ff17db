"""Change the decision settings of a charter. Votes that are prepared, open or closed keep theirs."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import count

from flask_babel import lazy_gettext as _l

from charter.accounts.models import Member
from charter.clauses import actions as clause_actions
from charter.core import ids, signals
from charter.core.errors import About, Invalid, NotFound, Outdated, Refused
from charter.database import db, writing
from charter.journal import actions as journal
from charter.votes.decisions import stored_settings
from charter.votes.models import StoredDecisionSettings
from charter.votes.rules import decision_settings
from charter.votes.rules.decision_settings import (
    DEFAULT,
    MAX_MODELS,
    MAX_NAME_LENGTH,
    MAX_PURPOSE_LENGTH,
    DecisionSettings,
    VoteModel,
)
from charter.web.input import text_input


class ChangedMeanwhile(Outdated):
    """Somebody else changed what this person filled in a form about."""

    def __init__(self) -> None:
        super().__init__(_l("Somebody else has changed this since it was shown to you. What you filled in is kept."))


def add_model(charter_id: int, model: VoteModel, by: Member) -> VoteModel:
    """Add a model at the end; its key is made from its name."""

    def added(now: DecisionSettings) -> DecisionSettings:
        if len(now.models) >= MAX_MODELS:
            raise Invalid(_l("A charter has at most %(number)s models.", number=MAX_MODELS))
        return replace(now, models=(*now.models, _checked(replace(model, key=_free_key(now, model.name)), now)))

    return _change(charter_id, added, by).models[-1]


def change_model(charter_id: int, model: VoteModel, seen: str, by: Member) -> None:
    """Change the model with this key. `seen`: the digest of the model that was shown;
    ChangedMeanwhile if it is another one by now."""

    def changed(now: DecisionSettings) -> DecisionSettings:
        if _known(now, model.key).digest != seen:
            raise ChangedMeanwhile
        checked = _checked(model, now)
        return replace(now, models=tuple(checked if each.key == model.key else each for each in now.models))

    _change(charter_id, changed, by)


def remove_model(charter_id: int, key: str, seen: str, by: Member) -> None:
    """Remove a model that is the usual one for nothing. `seen` as for `change_model`."""

    def left(now: DecisionSettings) -> DecisionSettings:
        if _known(now, key).digest != seen:
            raise ChangedMeanwhile
        if now.kinds_of(key):
            raise Refused(_l("This model is the usual one for some votes: choose another one for these first."))
        return replace(now, models=tuple(each for each in now.models if each.key != key))

    _change(charter_id, left, by)


def set_usual(charter_id: int, usual: Mapping[str, str], seen: Mapping[str, str], by: Member) -> None:
    """Set the usual model for some kinds of vote. `seen`: those that were shown; a kind that is left
    as it was shown keeps what somebody else chose meanwhile."""

    def changed(now: DecisionSettings) -> DecisionSettings:
        chosen = {kind: key for kind, key in usual.items() if key != seen.get(kind)}
        for kind, key in chosen.items():
            if now.usual.get(kind) not in (seen.get(kind), key):
                raise ChangedMeanwhile
            if now.model(key) is None:
                raise Invalid(About(f"usual-{kind}", _l("Choose one of the answers.")))
        return replace(now, usual={**now.usual, **chosen})

    _change(charter_id, changed, by)


def clean(given: DecisionSettings) -> DecisionSettings:
    """Settings from outside, with names and purposes as they are kept."""
    return replace(given, models=tuple(_clean(each) for each in given.models))


def _change(charter_id: int, change: Callable[[DecisionSettings], DecisionSettings], by: Member) -> DecisionSettings:
    with writing():
        # The lock of the charter: of two moderators, the second one starts from what the first one wrote.
        clause_actions.open_charter(charter_id)
        after = change(stored_settings.of_charter(charter_id))
        is_other = replace_settings(charter_id, after, by)

    if is_other:
        signals.changed.send(f"charter:{charter_id}", part="votes")
    return after


def replace_settings(charter_id: int, after: DecisionSettings, by: Member) -> bool:
    """Replace all settings in the caller's transaction, which has locked the charter; returns whether
    they are other ones. Invalid if they cannot be those of a charter."""
    if reasons := decision_settings.obstacles(after):
        raise Invalid(*reasons)
    if after.digest == stored_settings.of_charter(charter_id).digest:
        return False

    db.session.merge(StoredDecisionSettings(charter_id=charter_id, value=after.as_json()))
    facts = {"decisions": after.as_json()}
    journal.record("charter.decisions_set", f"charter:{charter_id}", by=by, charter_id=charter_id, **facts)
    return True


def _known(now: DecisionSettings, key: str) -> VoteModel:
    model = now.model(key)
    if model is None:
        raise NotFound(_l("There is no such model."))
    return model


def _free_key(now: DecisionSettings, name: str) -> str:
    wanted = ids.slug(name)[:50].strip("-") or "model"
    taken = {each.key for each in (*now.models, *DEFAULT.models)}
    return next(key for number in count(1) if (key := wanted if number == 1 else f"{wanted}-{number}") not in taken)


def _checked(model: VoteModel, now: DecisionSettings) -> VoteModel:
    """The model, with its name and purpose as they are kept; Invalid without a name, or with that of another one."""
    clean = _clean(model)
    if not clean.name and DEFAULT.model(clean.key) is None:
        raise Invalid(About("name", _l("Give the model a name.")))
    others = {each.name.casefold() for each in now.models if each.key != model.key and each.name}
    if clean.name.casefold() in others:
        raise Invalid(About("name", _l("Another model has this name.")))
    return clean


def _clean(model: VoteModel) -> VoteModel:
    name = text_input.line(model.name, MAX_NAME_LENGTH)
    return replace(model, name=name, purpose=text_input.line(model.purpose, MAX_PURPOSE_LENGTH))
