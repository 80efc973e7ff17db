"""What the page of an amendment shows of the advice on it, of the answers to it and of its outcome."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from charter.accounts.models import Member
from charter.amendments import eligibility, queries, rules
from charter.amendments.deciding import answers
from charter.amendments.deciding import queries as decisions
from charter.amendments.deciding import rules as deciding
from charter.amendments.deciding.models import Disposition
from charter.amendments.models import Amendment
from charter.amendments.views.answering import modified, sentences
from charter.web.access import may
from charter.web.input import parsing

ASKED = "advice_against"
"""In an address: what the modified wording is read against."""


@dataclass(frozen=True)
class Replaced:
    """An amendment that a compromise would replace, and what its author says to that ("" before they answer)."""

    amendment: Amendment
    answer: str


def of(
    amendment: Amendment, asked: Mapping[str, str], member: Member | None, typed: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """For `amendments/answering/_advice.html`. `typed`: an answer that was refused."""
    published = decisions.all_of(amendment.id, is_published=True)
    newest = next(iter(published), None)
    against = parsing.known(asked, ASKED, modified.AGAINST) or modified.AUTHOR
    return {
        "advice": newest,
        "earlier_advice": published[1:],
        "advised": sentences.advised,
        "answered": sentences.answered,
        "advice_reason": sentences.reason,
        "advice_is_former": bool(newest) and not _is_about(newest, amendment),
        "modified": modified.read(newest, against) if newest else [],
        "modified_against": against,
        "replaced": _replaced(newest) if newest else [],
        "typed_answer": {"answer": "", "words": ""} | dict(typed or {}),
        **_answering(newest, amendment, member),
        **_fate(amendment, member),
    }


def _is_about(advice: Disposition | None, amendment: Amendment) -> bool:
    """Whether an advice speaks of the wording that counts, or is what made it."""
    return advice is None or amendment.wording.digest in (advice.wording_digest, advice.proposed_digest)


def _answering(advice: Disposition | None, amendment: Amendment, member: Member | None) -> dict[str, Any]:
    """What this member may answer, or why not: for the association of the author alone."""
    nothing: dict[str, Any] = {"answer_choices": {}, "answer_digest": "", "why_no_answer": [], "may_review": False}
    if advice is None:
        return nothing
    is_open = amendment.stage in (*rules.CHANGEABLE, rules.INADMISSIBLE) and advice.answer is None
    is_asked = is_open and advice.advice in deciding.ANSWERED and _is_about(advice, amendment)
    is_contested = advice.advice == deciding.INADMISSIBLE and advice.answer and advice.answer.kind == deciding.REFUSES
    nothing["may_review"] = bool(
        is_contested and amendment.stage == rules.INADMISSIBLE and may("amendments.review")
    ) and not decisions.outcomes([amendment.id])
    if not is_asked or member is None or amendment.association_id != member.association_id:
        return nothing
    digest = answers.asked_about(advice)
    found = answers.reasons(amendment, advice, digest, member)
    return nothing | {
        "answer_choices": {} if found else sentences.CHOICES[advice.advice],
        "answer_digest": digest,
        "why_no_answer": found,
    }


def _fate(amendment: Amendment, member: Member | None) -> dict[str, Any]:
    """How it ended, or what was adopted of it."""
    outcome = decisions.outcomes([amendment.id]).get(amendment.id)
    is_own = member is not None and amendment.association_id == member.association_id
    is_reduced = amendment.stage == rules.REDUCED
    may_keep = is_reduced and is_own and eligibility.may(amendment.round, member, "amend", "cosign")
    return {
        "outcome": outcome,
        "outcome_said": sentences.outcome(outcome) if outcome else "",
        "outcome_reason": _review(outcome.reason) if outcome else "",
        "reduced_said": sentences.reduced(amendment),
        "may_keep_rest": may_keep,
        "rest": modified.rest(amendment) if may_keep else [],
    }


def _review(reason: str) -> str:
    """What the secretary said; an outcome by the moderators has the reason of the advice."""
    return "" if reason in deciding.REASONS_INADMISSIBLE else reason


def _replaced(advice: Disposition) -> list[Replaced]:
    """Those for which the proposed text is a compromise, by number, and what each author says."""
    found = queries.by_ids(advice.replaces)
    said = decisions.newest(advice.replaces, is_published=True) if advice.replaces else {}
    lines = []
    for each in sorted(found.values(), key=lambda one: one.number):
        own = said.get(each.id)
        is_for_it = own is not None and own.other_id == advice.amendment_id
        answer = own.answer if own and is_for_it else None
        lines.append(Replaced(each, sentences.answered(own, answer) if own and answer else ""))
    return lines
