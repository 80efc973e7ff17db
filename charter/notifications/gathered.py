"""One mail of several letters to one account."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from charter.accounts.models import Member
from charter.notifications.letters import Letter, body, cut, framed, site_name, zone_of
from charter.notifications.words import Words
from charter.web.rendering import moments

_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Addressed:
    """A letter, the charter that it is about, and the mandate that it is for."""

    letter: Letter
    title: str
    member: Member


def words(letters: Sequence[Addressed], is_one_of_several: bool) -> Words:
    """The mail: the letter itself if it is alone, else a list. `is_one_of_several`: the address has
    several mandates, so that each line says for which it is."""
    if len(letters) == 1:
        [alone] = letters
        return framed(alone.title, alone.member, is_one_of_several, alone.letter)

    ordered = sorted(letters, key=_rank)
    titles = list(dict.fromkeys(each.title for each in ordered))
    names = {each.member.id: each.member.name for each in ordered}
    lines = [
        line
        for title in titles
        for line in _of_charter(title, [each for each in ordered if each.title == title], is_one_of_several)
    ]
    return Words(
        f"{_subject_start(titles)} – {_subject(ordered)}",
        body(", ".join(dict.fromkeys(names.values())), "", lines),
        tuple(each.letter.proof for each in ordered if each.letter.proof),
    )


def _rank(each: Addressed) -> tuple[bool, datetime]:
    """Ballots that are due come first, the most urgent one before the others."""
    return not each.letter.is_ballot_due, each.letter.closes_at or _LAST


def _of_charter(title: str, letters: Iterable[Addressed], is_one_of_several: bool) -> Iterable[str]:
    yield title
    for each in letters:
        owner = f" ({each.member.label})" if is_one_of_several else ""
        yield f"- {each.letter.brief}{owner}: {each.letter.address}"


def _subject_start(titles: list[str]) -> str:
    return cut(titles[0]) if len(titles) == 1 else site_name()


def _subject(letters: Sequence[Addressed]) -> str:
    due = [each for each in letters if each.letter.is_ballot_due]
    if not due:
        results = sum(each.letter.is_result for each in letters)
        if results == len(letters):
            return str(ngettext("%(num)s result", "%(num)s results", results))
        if any(each.letter.is_suggestion for each in letters):
            return str(_("what is new"))
        amendments = sum(each.letter.is_amendment for each in letters)
        if amendments:
            return str(_("news of amendments") if amendments == len(letters) else _("what is new"))
        return str(ngettext("%(num)s vote has moved on", "%(num)s votes have moved on", len(letters)))

    first = due[0]
    if first.letter.closes_at is None:
        return str(ngettext("%(num)s vote to cast", "%(num)s votes to cast", len(due)))
    return str(
        ngettext(
            "%(num)s vote to cast, before %(when)s",
            "%(num)s votes to cast, the first before %(when)s",
            len(due),
            when=moments.short(first.letter.closes_at, zone_of(first.member)),
        )
    )
