"""The annex of an export: its closed votes in the words of a reader, the same for HTML and PDF."""

from typing import Any

from flask_babel import gettext as _

from charter.amendments import names
from charter.core.digest import fingerprint
from charter.votes import queries
from charter.votes.models import Item, Vote
from charter.votes.reporting import results
from charter.votes.reporting.result_sentences import arithmetic, next_step
from charter.votes.reporting.rule_sentences import rule_sentence
from charter.votes.reporting.vote_sentences import chosen
from charter.votes.rules import ballot_paper
from charter.votes.rules.decision_rule import Rule
from charter.web.rendering.template_filters import paragraphs, written

MOMENT = "d MMMM y, HH:mm (VVV)"


def entry(vote: Vote, record: dict[str, Any]) -> dict[str, Any]:
    """A closed vote in the current language. `record`: the same vote as `public_vote` gives it."""
    result, digest = results.get(vote), queries.text_digest(vote)
    return {
        "heading": f"{_('Vote %(number)s', number=vote.id)} · {_title(vote)}",
        "vote": vote.id,
        "question": paragraphs(vote.question),
        "texts": [_text(item) for item in vote.items],
        "motions": [_motion(each) for each in record.get("motions", ())],
        "opened": written(vote.opened_at, MOMENT),
        "closed": written(vote.closed_at, MOMENT),
        "rule": rule_sentence(vote.rule),
        "arithmetic": arithmetic(result, vote.rule),
        "next": next_step(vote, result),
        "digest": digest,
        "fingerprint": fingerprint(digest),
        "sealed": vote.is_sealed,
        "rows": _rows(record, vote.decision_rule),
    }


def _text(item: Item) -> dict[str, Any]:
    out = ""
    if item.taken_out_at:
        out = _("Taken out of the block by %(who)s.", who=item.taken_out_by)

    return {
        "heading": _numbered(item.number, item.heading),
        "content": item.content,
        "markup": item.markup,
        "out": out,
    }


def _motion(motion: dict[str, Any]) -> dict[str, Any]:
    """An amendment as it was put to the vote; of a round for members alone, by its number."""
    out = ""
    if "taken_out_at" in motion:
        out = _("Taken out of the block by %(who)s.", who=motion["taken_out_by"] or "")
    title = motion.get("title") or names.of_record(motion["number"])
    return {
        "title": title,
        "by": ", ".join(motion.get("proposers", ())),
        "words": motion.get("sentences", []),
        "out": out,
    }


def _title(vote: Vote) -> str:
    return _numbered(vote.items[0].number, vote.title) if vote.kind == "clause" else vote.title


def _numbered(number: str | None, heading: str) -> str:
    return f"{_('Article %(number)s', number=number)} — {heading}" if number else heading


def _rows(record: dict[str, Any], rule: Rule) -> list[list[str]]:
    """Association, name and choice of each elector, by college, association and name."""
    ballots = {each["member"]: each["chosen"] for each in record.get("ballots", ())}
    voted = {each["member"] for each in record.get("signed", ())}

    def order(line: dict[str, Any]) -> tuple[Any, ...]:
        return line["college"], line["association"], line["name"] or "", line["member"]

    def answer(line: dict[str, Any]) -> str:
        if line["member"] in ballots:
            return str(chosen(ballot_paper.read(ballots[line["member"]], line["votes"]), rule))
        return str(_("Voted") if line["member"] in voted else _("Did not vote"))

    # A withheld name is null in the record.
    roll = sorted(record["roll"], key=order)
    return [[line["association"], line["name"] or "", answer(line)] for line in roll]


def labels() -> dict[str, str]:
    """The fixed words of an exported document, in the language of the moment."""
    return {
        "colon": _(": "),
        "section": _("Title"),
        "article": _("Article"),
        "contents": _("Contents"),
        "amended": _("The amendments, clause by clause"),
        "annex": _("Annex: the votes"),
        "no_votes": _("No vote is closed yet."),
        "text": _("Text put to the vote"),
        "opened": _("Opened"),
        "closed": _("Closed"),
        "rule": _("Rule"),
        "result": _("Result"),
        "digest": _("SHA-256 digest of the text"),
        "document_digest": _("SHA-256 digest of this document"),
        "assembly": _("Assembly"),
        "college": _("College"),
        "seats": _("Seats"),
        "weight": _("Weight"),
        "association": _("Association"),
        "delegate": _("Delegate"),
        "choice": _("Choice"),
        "version": _("version"),
    }
