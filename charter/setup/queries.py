"""Read the settings of a charter, and what another set of them would change."""

from dataclasses import dataclass

from flask_babel import gettext as _

from charter.accounts import queries as accounts
from charter.charters import queries as charters
from charter.charters.models import Charter
from charter.charters.rules import RIGHTS
from charter.core.errors import Invalid
from charter.setup import rules
from charter.setup.rules import DECISIONS_PART, OPEN_STAGES, PROXIES_PART, RIGHTS_PART, ROLES, CharterSettings
from charter.votes.decisions import stored_settings
from charter.votes.reporting.model_sentences import USUAL_NAMES, model_name, model_purpose, model_terms
from charter.votes.reporting.rule_sentences import rule_sentence
from charter.votes.rules.decision_settings import KINDS, VoteModel
from charter.web.access import PERMISSIONS
from charter.web.rendering.labels import RIGHT_NAMES, ROLE_NAMES, STAGE_NAMES

PERMISSION_OF = {RIGHTS_PART: "rights.manage", PROXIES_PART: "decisions.manage", DECISIONS_PART: "decisions.manage"}
"""Who may change each part, by import as on its own page."""


@dataclass(frozen=True)
class Difference:
    """One thing that would change, in words."""

    part: str
    name: str
    before: str
    after: str


def settings_of(charter: Charter) -> CharterSettings:
    """The settings of a charter now."""
    decisions = stored_settings.of_charter(charter.id)
    open_rights = {each for each in charters.rights(charter) if each[0] in OPEN_STAGES}
    return CharterSettings(frozenset(open_rights), charter.most_proxies, decisions)


def written(charter: Charter) -> bytes:
    """The file of the settings of a charter."""
    return rules.write(settings_of(charter))


def parts_of(role: str) -> list[str]:
    """The parts that a role may import."""
    return [part for part, permission in PERMISSION_OF.items() if role in PERMISSIONS[permission]]


def check_names(settings: CharterSettings) -> None:
    """Raise Invalid, naming each, if a veto is that of an association that is not in the directory: it
    would never count."""
    known = {each.name for each in accounts.associations()}
    vetoes = {name for model in settings.decisions.models for name in model.rule.vetoes}
    if unknown := sorted(vetoes - known):
        raise Invalid(
            *(_("No association here has the name “%(name)s”, which has a veto.", name=each) for each in unknown)
        )


def differences(before: CharterSettings, after: CharterSettings) -> list[Difference]:
    """What would change, in the reader's language."""
    found = [*_of_rights(before, after), *_of_proxies(before, after), *_of_models(before, after)]
    return [each for each in [*found, *_of_usual(before, after)] if each.before != each.after]


def _of_rights(before: CharterSettings, after: CharterSettings) -> list[Difference]:
    def roles(settings: CharterSettings, stage: str, right: str) -> str:
        named = [str(ROLE_NAMES[role]) for role in ROLES if (stage, role, right) in settings.rights]
        return ", ".join(named) or _("nobody")

    return [
        Difference(
            RIGHTS_PART,
            f"{STAGE_NAMES[stage]} · {RIGHT_NAMES[right]}",
            roles(before, stage, right),
            roles(after, stage, right),
        )
        for stage in OPEN_STAGES
        for right in RIGHTS
    ]


def _of_proxies(before: CharterSettings, after: CharterSettings) -> list[Difference]:
    numbers = str(before.most_proxies), str(after.most_proxies)
    return [Difference(PROXIES_PART, _("Proxies that one may hold"), *numbers)]


def _of_models(before: CharterSettings, after: CharterSettings) -> list[Difference]:
    keys = dict.fromkeys(each.key for each in (*before.decisions.models, *after.decisions.models))
    found = []
    for key in keys:
        old, new = before.decisions.model(key), after.decisions.model(key)
        if named := new or old:
            found.append(Difference(DECISIONS_PART, model_name(named), _model(old), _model(new)))
    return found


def _model(model: VoteModel | None) -> str:
    if model is None:
        return str(_("not there"))
    terms = [rule_sentence(model.rule.as_json()), *map(str, model_terms(model))]
    return f"{model_name(model)}. {model_purpose(model)} {' '.join(terms)}"


def _of_usual(before: CharterSettings, after: CharterSettings) -> list[Difference]:
    usual = [[model_name(each.decisions.usual_for(kind)) for kind in KINDS] for each in (before, after)]
    names = [_("Usual for: %(kind)s", kind=USUAL_NAMES[kind]) for kind in KINDS]
    return [Difference(DECISIONS_PART, *each) for each in zip(names, *usual, strict=True)]
