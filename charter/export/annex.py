"""The vote annex in the words of a reader: the same for HTML and PDF."""

from typing import Any

from flask_babel import format_datetime
from flask_babel import gettext as _

from charter.charters.models import Charter
from charter.core.digest import fingerprint
from charter.votes import queries
from charter.votes.models import Vote
from charter.votes.words import arithmetic, rule_sentence
from charter.web.words import CHOICE_NAMES

MOMENT = "d MMMM y, HH:mm (VVV)"


def annex(charter: Charter) -> list[dict[str, Any]]:
    """Every closed vote of a charter, oldest first, in the language of the moment."""
    return [_entry(vote) for vote in queries.of_charter(charter.id) if vote.stage == "closed"]


def _entry(vote: Vote) -> dict[str, Any]:
    return {
        "heading": vote.heading,
        "vote": vote.id,
        "content": vote.content,
        "html": vote.html,
        "opened": format_datetime(vote.opened_at, MOMENT),
        "closed": format_datetime(vote.closed_at, MOMENT),
        "rule": rule_sentence(vote.rule),
        "arithmetic": arithmetic(queries.result(vote)),
        "digest": vote.digest,
        "fingerprint": fingerprint(vote.digest),
        "rows": [
            [each.association, name, str(CHOICE_NAMES[choice]) if choice else _("Did not vote")]
            for each in queries.by_association(vote)
            for name, choice in each.voters
        ],
    }


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
