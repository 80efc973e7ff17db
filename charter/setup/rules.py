"""The file of the settings of a charter: what each role may do, proxies, how votes are decided. Plain
values in, plain values out."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from charter.charters.rules import CLOSED, MAX_PROXIES_HELD, RIGHTS, STAGES
from charter.core.digest import canonical
from charter.core.errors import Invalid, Refused
from charter.votes.rules import decision_settings
from charter.votes.rules.decision_settings import DecisionSettings

FORMAT = "charter-settings/1"
COMMENT = (
    "Settings of a charter: what each role may do at each stage, how many proxies one may hold, how votes are"
    " decided. There is no text, no person and no vote in it. – Réglages d’une charte : ce que chaque rôle peut"
    " faire à chaque étape, combien de procurations on peut détenir, comment se décident les scrutins. Il n’y a"
    " là ni texte, ni personne, ni vote."
)
MAX_BYTES = 300_000
"""A charter has 30 models at most; what their vetoes take depends on the associations. The preview sends it back in
a form, as Base64."""
PARTS = RIGHTS_PART, PROXIES_PART, DECISIONS_PART = ("rights", "most_proxies", "decisions")
ROLES = ("delegate", "moderator", "secretary", "observer")
OPEN_STAGES = tuple(stage for stage in STAGES if stage not in CLOSED)
NOTHING, HEADINGS, TEXTS = CONTENTS = ("nothing", "headings", "texts")
"""What a charter takes over of the sections and clauses of another one."""
Table = frozenset[tuple[str, str, str]]


@dataclass(frozen=True)
class CharterSettings:
    """The settings of a charter. `rights`: (stage, role, right)."""

    rights: Table
    most_proxies: int
    decisions: DecisionSettings

    def as_json(self) -> dict[str, Any]:
        """As it is written into a file."""
        return {
            "comment": COMMENT,
            "format": FORMAT,
            RIGHTS_PART: rights_as_json(self.rights),
            PROXIES_PART: self.most_proxies,
            DECISIONS_PART: self.decisions.as_json(),
        }


def write(settings: CharterSettings) -> bytes:
    """The file: canonical JSON, so that equal settings give equal bytes."""
    return canonical(settings.as_json())


def rights_as_json(table: Table) -> dict[str, dict[str, list[str]]]:
    """The roles that have each right, by stage."""
    return {
        stage: {right: [role for role in ROLES if (stage, role, right) in table] for right in RIGHTS}
        for stage in OPEN_STAGES
    }


def read(data: bytes) -> CharterSettings:
    """The settings in a file. Invalid with everything that is wrong with it."""
    value = _parsed(data)
    faults = _unknown(value, {"comment", "format", *PARTS}, "")
    faults += [_l("The part “%(part)s” is missing.", part=part) for part in PARTS if part not in value]
    if value.get("format") != FORMAT:
        faults.append(_l("The format is not “%(format)s”: another version of Charter wrote it.", format=FORMAT))

    rights = _rights(value.get(RIGHTS_PART, {}), faults)
    most = value.get(PROXIES_PART, 0)
    if type(most) is not int or not 0 <= most <= MAX_PROXIES_HELD:
        faults.append(_l("%(part)s: give a number from 0 to %(most)s.", part=PROXIES_PART, most=MAX_PROXIES_HELD))

    decisions = _decisions(value[DECISIONS_PART], faults) if DECISIONS_PART in value else None
    if faults or decisions is None:
        raise Invalid(*faults)
    return CharterSettings(rights, most, decisions)


def _parsed(data: bytes) -> dict[str, Any]:
    if len(data) > MAX_BYTES:
        raise Invalid(_l("A file of settings has at most %(most)s kB.", most=MAX_BYTES // 1000))
    try:
        value = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_refuse)
        canonical(value)  # fails for half a character, which no page that quotes it can be sent with
    except (ValueError, RecursionError):
        raise Invalid(_l("This is not a file of settings: it is not JSON, or says something twice.")) from None
    if not isinstance(value, dict):
        raise Invalid(_l("This is not a file of settings: it is not JSON, or says something twice."))
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name that stands twice")
    return found


def _refuse(name: str) -> object:
    raise ValueError(name)


def _unknown(value: Mapping[str, Any], known: Iterable[str], place: str) -> list[object]:
    others = sorted(set(value) - set(known))[:20]
    return [_l("There is no such part here: “%(part)s”.", part=(place + name)[:80]) for name in others]


def _rights(value: Any, faults: list[object]) -> Table:
    table = set()
    for stage, of_stage in _fields(value, OPEN_STAGES, RIGHTS_PART, faults):
        for right, roles in _fields(of_stage, RIGHTS, f"{RIGHTS_PART}.{stage}", faults):
            if not isinstance(roles, list) or not all(isinstance(each, str) for each in roles):
                faults.append(_misshapen(f"{RIGHTS_PART}.{stage}.{right}"))
                continue
            faults += _unknown(dict.fromkeys(roles), ROLES, f"{RIGHTS_PART}.{stage}.{right}.")
            table |= {(stage, role, right) for role in roles}
    return frozenset(table)


def _fields(value: Any, known: Iterable[str], place: str, faults: list[object]) -> list[tuple[str, Any]]:
    if not isinstance(value, dict):
        faults.append(_misshapen(place))
        return []
    faults += _unknown(value, known, f"{place}.")
    return [(name, value[name]) for name in known if name in value]


def _misshapen(place: str) -> object:
    return _l("%(part)s is not as it should be.", part=place)


def _decisions(value: Any, faults: list[object]) -> DecisionSettings | None:
    try:
        return decision_settings.from_json(value)
    except Refused as no:
        faults += no.reasons
        return None
