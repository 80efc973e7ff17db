"""The form of an advice: what it begins with, what was sent, and what it means."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from charter.amendments import queries
from charter.amendments.deciding import rules as deciding
from charter.amendments.deciding.dispositions import Advice
from charter.amendments.deciding.models import Disposition
from charter.amendments.models import Amendment
from charter.amendments.texts import from_json, of_changes
from charter.amendments.views.writing import form, form_context
from charter.amendments.views.writing.form import Text
from charter.amendments.views.writing.form_context import Workplace
from charter.core.errors import About, Invalid
from charter.web.input import parsing


@dataclass(frozen=True)
class Filled:
    """What stands in the form. `other`, `replaces`: numbers of amendments, as typed; `seen`: the revision of the advice
    that it was begun from."""

    kind: str = ""
    words: str = ""
    other: str = ""
    reason: str = ""
    replaces: str = ""
    texts: tuple[Text, ...] = ()
    seen: int = 0


def first(amendment: Amendment, newest: Disposition | None, where: Workplace) -> Filled:
    """What the form begins with: the newest advice, and its wording or that of the amendment."""
    own = of_changes(amendment.wording.changes)
    if newest is None:
        return Filled(texts=form_context.texts(own, where))
    replaced = queries.by_ids(newest.replaces)
    return Filled(
        newest.advice,
        newest.words,
        str(newest.other.number) if newest.other else "",
        newest.reason,
        ", ".join(str(each.number) for each in sorted(replaced.values(), key=lambda one: one.number)),
        form_context.texts(from_json(newest.changes) if newest.changes else own, where),
        newest.revision,
    )


def read(fields: MultiDict[str, str]) -> Filled:
    """What was sent; Invalid for texts that no form of ours sends."""
    texts = form.read(fields).texts
    if (do := fields.get("do", "")).startswith("leave-"):
        texts = tuple(each for each in texts if f"leave-{each.place}" != do)
    return Filled(**_said(fields), texts=texts)


def without_texts(fields: MultiDict[str, str]) -> Filled:
    """The same where the texts could not be read."""
    return Filled(**_said(fields))


def _said(fields: MultiDict[str, str]) -> dict[str, Any]:
    names = ("words", "other", "reason", "replaces")
    seen = max(parsing.hidden_number(fields, "seen"), 0)
    return {name: fields.get(name, "") for name in names} | {"kind": fields.get("advice", ""), "seen": seen}


def seen(sent: Filled, revision: int) -> Filled:
    """The same, after this revision was looked at."""
    return replace(sent, seen=revision)


def advice(sent: Filled, amendment: Amendment) -> Advice:
    """What the form means; Invalid for a number that is no amendment of the round."""
    other = _numbers(sent.other)
    found = queries.numbered(amendment.round_id, other[0]) if other else None
    other_id = found.id if found else 0 if sent.other.strip() else None
    if sent.kind != deciding.ADOPT_MODIFIED:
        is_named = sent.kind in deciding.MAY_NAME_ANOTHER
        return Advice(sent.kind, sent.words, other_id if is_named else None, sent.reason)
    return Advice(
        sent.kind, sent.words, proposed=form.proposed(sent.texts), replaces=_replaced(sent.replaces, amendment)
    )


def _replaced(typed: str, amendment: Amendment) -> Sequence[int]:
    found = {number: queries.numbered(amendment.round_id, number) for number in _numbers(typed)}
    unknown = [str(number) for number, each in found.items() if each is None or each.id == amendment.id]
    if unknown:
        said = _l("There is no other amendment with this number in the round: %(number)s.", number=", ".join(unknown))
        raise Invalid(About("replaces", said))
    return [each.id for each in found.values() if each]


def _numbers(typed: str) -> list[int]:
    """The numbers that were typed, in whatever is between them; the first hundred."""
    digits = "".join(each if each.isascii() and each.isdigit() else " " for each in typed)
    return [int(each) for each in digits.split()[:100] if len(each) < 8]
