"""The context of the page on which the advice on one amendment is written."""

from collections.abc import Sequence
from typing import Any

from charter.amendments import names, queries, rules
from charter.amendments.deciding import consequences
from charter.amendments.deciding import queries as decisions
from charter.amendments.deciding import rules as deciding
from charter.amendments.deciding.consequences import Consequence
from charter.amendments.deciding.models import Disposition
from charter.amendments.models import Amendment
from charter.amendments.texts import are_bounded
from charter.amendments.views import amendment_context, readings
from charter.amendments.views.answering import modified, sentences
from charter.amendments.views.writing import form, form_context
from charter.amendments.views.writing.form_context import Workplace
from charter.charters.models import Charter
from charter.pages.to_decide import messages
from charter.pages.to_decide.advising.form import Filled


def workplace(charter: Charter, amendment: Amendment) -> Workplace:
    """What a modified wording is written against."""
    return form_context.workplace(charter, amendment.round, amendment.parent)


def of(amendment: Amendment, shown: Filled, where: Workplace, theirs: Disposition | None = None) -> dict[str, Any]:
    """For `pages/to_decide/advice.html`. `theirs`: what another moderator has written meanwhile."""
    every = decisions.all_of(amendment.id, is_published=False)
    newest = next(iter(every), None)
    proposed = form.proposed(shown.texts)
    is_modified = shown.kind == deciding.ADOPT_MODIFIED and are_bounded(proposed, where.bases)
    usual = amendment_context.usual(amendment)
    return {
        "charter": where.charter,
        "amendment": amendment,
        "full_name": names.full(amendment, queries.newest_rounds([where.charter.id])),
        "short_name": names.short,
        "within_name": names.within,
        "changes": amendment_context.texts(amendment, usual, where.bases, where.outline),
        "clause_id": amendment.wording.changes[0].clause_id,
        "shown": shown,
        "newest": newest,
        "every_advice": every,
        "theirs": theirs,
        "theirs_read": modified.read(theirs, modified.AUTHOR) if theirs else [],
        "is_settled": amendment.stage not in (*rules.CHANGEABLE, rules.INADMISSIBLE),
        "texts": form_context.fields(shown.texts, where),
        "parent": where.parent,
        "spots": form_context.spots(where),
        "proposed_read": [each for each in form_context.read(shown.texts, where) if not each.is_same]
        if is_modified
        else [],
        "consequences": _grouped(
            consequences.of_texts(amendment, [each.submitted for each in proposed], where.bases)
            if is_modified
            else consequences.of(amendment, where.bases)
        ),
        "advised": sentences.advised,
        "answered": sentences.answered,
        "advice_reason": sentences.reason,
        "REASONS": deciding.REASONS_INADMISSIBLE,
        "ADVICE_NAMES": messages.ADVICE_NAMES,
        "FATE_NAMES": messages.FATE_NAMES,
        **readings.helpers(),
    }


def _grouped(found: Sequence[Consequence]) -> dict[str, list[Consequence]]:
    """What becomes of the others, by fate; of those that stay, only what must be read together."""
    by_fate = {fate: [each for each in found if each.fate == fate] for fate in deciding.FATES}
    by_fate[deciding.STAYS] = [each for each in by_fate[deciding.STAYS] if each.needs_reading]
    return {fate: each for fate, each in by_fate.items() if each}
