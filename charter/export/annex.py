"""The vote annex in the words of a reader: the same for HTML and PDF."""

from typing import Any

from flask_babel import gettext as _

from charter.charters.models import Charter
from charter.core.digest import fingerprint
from charter.votes import queries
from charter.votes.models import Item, Vote
from charter.votes.reporting import results
from charter.votes.reporting.result_sentences import chosen
from charter.votes.reporting.rule_sentences import rule_sentence
from charter.votes.reporting.verdict_sentences import arithmetic, next_step
from charter.web.rendering.template_filters import paragraphs, written

MOMENT = "d MMMM y, HH:mm (VVV)"


def annex(charter: Charter) -> list[dict[str, Any]]:
    """Every closed vote of a charter, oldest first, in the language of the moment."""
    return [_entry(vote) for vote in queries.of_charter(charter.id) if vote.stage == "closed"]


def _entry(vote: Vote) -> dict[str, Any]:
    return {
        "heading": f"{_('Vote %(number)s', number=vote.id)} · {_title(vote)}",
        "vote": vote.id,
        "question": paragraphs(vote.question),
        "texts": [_text(item) for item in vote.items],
        "opened": written(vote.opened_at, MOMENT),
        "closed": written(vote.closed_at, MOMENT),
        "rule": rule_sentence(vote.rule),
        "arithmetic": arithmetic(results.get(vote), vote.rule),
        "next": next_step(vote, results.get(vote)),
        "digest": queries.text_digest(vote),
        "fingerprint": fingerprint(queries.text_digest(vote)),
        "sealed": vote.is_sealed,
        "rows": [_row(voter, vote) for voter in results.voters(vote)],
    }


def _text(item: Item) -> dict[str, Any]:
    out = _("Taken out of the block by %(who)s.", who=item.taken_out_by) if item.taken_out_at else ""
    return {"heading": _numbered(item.number, item.heading), "content": item.content, "markup": item.markup, "out": out}


def _title(vote: Vote) -> str:
    return _numbered(vote.items[0].number, vote.title) if vote.kind == "clause" else vote.title


def _numbered(number: str | None, heading: str) -> str:
    return f"{_('Article %(number)s', number=number)} — {heading}" if number else heading


def _row(voter: results.Voter, vote: Vote) -> list[str]:
    answer = chosen(voter.cast, vote.decision_rule) if voter.cast else _("Voted") if voter.source else _("Did not vote")
    return [voter.elector.association, voter.elector.name, str(answer)]


def labels() -> dict[str, str]:
    """The fixed words of an exported document, in the language of the moment."""
    return {
        "colon": _(": "),
        "section": _("Title"),
        "article": _("Article"),
        "contents": _("Contents"),
        "annex": _("Annex: the votes"),
        "no_votes": _("No vote is closed yet."),
        "text": _("Text put to the vote"),
        "opened": _("Opened"),
        "closed": _("Closed"),
        "rule": _("Rule"),
        "result": _("Result"),
        "digest": _("SHA-256 digest of the text"),
        "document_digest": _("SHA-256 digest of this document"),
        "association": _("Association"),
        "delegate": _("Delegate"),
        "choice": _("Choice"),
        "version": _("version"),
    }
