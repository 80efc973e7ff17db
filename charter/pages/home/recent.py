"""What was decided lately, in sentences: from the journal, and only what the public reads."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, islice
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext, to_user_timezone
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import defer, lazyload, selectinload

from charter.charters.models import Charter
from charter.clauses.models import Version
from charter.database import db
from charter.journal.models import Entry
from charter.votes import queries as votes
from charter.votes.models import Item, Vote
from charter.votes.reporting.result_sentences import verdict
from charter.web.rendering.labels import STAGE_NAMES

MAX_ENTRIES = 150
"""Entries that are read: a day on which many texts were published is one sentence."""
MAX_SENTENCES = 8
MAX_GROUPS = 3 * MAX_SENTENCES
"""Groups of entries that are looked at: some have nothing to say any more, as the opening of a vote that has ended."""
MAX_NAMES = 3
"""Clauses that a sentence names."""


@dataclass(frozen=True)
class Decision:
    """A sentence about a charter, with links, and when it became true. `seq`: the entry that it is taken from;
    `address`: the page of what it is about."""

    seq: int
    at: datetime
    charter: Charter
    sentence: Markup
    address: str


@dataclass(frozen=True)
class _Known:
    """What the sentences name: votes and clauses by id."""

    votes: dict[int, Vote]
    headings: dict[int, str]


def latest(public: Collection[Charter]) -> list[Decision]:
    """The last sentences about these charters, which everybody may read, newest first. Three statements."""
    charters = {each.id: each for each in public}
    if not charters:
        return []
    query = select(Entry).where(Entry.charter_id.in_(charters), Entry.verb.in_(_SENTENCES))
    entries = db.session.scalars(
        query.options(lazyload(Entry.personal_facts)).order_by(Entry.seq.desc()).limit(MAX_ENTRIES)
    ).all()
    groups = [list(group) for _key, group in islice(groupby(entries, _kind), MAX_GROUPS)]
    taken = [entry for group in groups for entry in group]
    known = _Known(_votes(taken), _headings(taken))
    found = (_sentence_of(charters, group, known) for group in groups)
    return list(islice((each for each in found if each), MAX_SENTENCES))


def _kind(entry: Entry) -> tuple[str, int | None, date | int]:
    """What entries have in common that one sentence tells: the end of a vote has a sentence of its own."""
    day = to_user_timezone(entry.at).date()
    return entry.verb, entry.charter_id, entry.seq if entry.verb in ("vote.closed", "vote.cancelled") else day


def _votes(entries: Iterable[Entry]) -> dict[int, Vote]:
    ids = {_id(entry) for entry in entries if entry.verb.startswith("vote.")}
    texts = selectinload(Vote.items).options(defer(Item.content), defer(Item.html))
    return {vote.id: vote for vote in db.session.scalars(select(Vote).where(Vote.id.in_(ids)).options(texts))}


def _headings(entries: Iterable[Entry]) -> dict[int, str]:
    """The headings that the public reads now."""
    ids = {_id(entry) for entry in entries if entry.verb.startswith("clause.")}
    query = select(Version.clause_id, Version.heading).where(Version.clause_id.in_(ids)).order_by(Version.number)
    return {clause_id: heading for clause_id, heading in db.session.execute(query)}


def _id(entry: Entry) -> int:
    return int(entry.subject.partition(":")[2])


def _sentence_of(charters: dict[int, Charter], entries: Sequence[Entry], known: _Known) -> Decision | None:
    charter = charters[entries[0].charter_id or 0]
    newest = entries[0]
    sentence = _SENTENCES[newest.verb](charter, entries, known)
    is_of_vote = newest.verb.startswith("vote.")
    address = url_for("votes.vote", vote_id=_id(newest)) if is_of_vote else url_for("pages.charter", slug=charter.slug)
    return Decision(newest.seq, newest.at, charter, sentence, address) if sentence else None


def _link(address: str, name: str, charter: Charter) -> Markup:
    return Markup('<a href="{}" lang="{}" dir="auto">{}</a>').format(address, charter.language, name)


def _vote_link(vote: Vote, charter: Charter) -> Markup:
    return _link(url_for("votes.vote", vote_id=vote.id), vote.title, charter)


def _closed(charter: Charter, entries: Sequence[Entry], known: _Known) -> Markup | None:
    vote = known.votes[_id(entries[0])]
    if vote.stage != "closed":
        return None
    result = votes.result(vote)
    numbers = {"for_": result.votes.votes_for, "against": result.votes.votes_against}
    sums = _("%(for_)s for, %(against)s against", **numbers)
    words = {"vote": _vote_link(vote, charter), "verdict": verdict(result, vote.rule), "sums": sums}
    return _sentence(_("The vote on “%(vote)s” has ended. %(verdict)s: %(sums)s."), words)


def _opened(charter: Charter, entries: Sequence[Entry], known: _Known) -> Markup | None:
    """Of a vote that has ended, the sentence about its end says enough."""
    opened = [vote for entry in entries if (vote := known.votes[_id(entry)]).stage == "open"]
    if not opened:
        return None
    said = ngettext("A vote is open: %(names)s.", "%(num)s votes are open: %(names)s.", len(opened), names="%(names)s")
    return _sentence(said, {"names": _listed([_vote_link(vote, charter) for vote in opened])})


def _cancelled(charter: Charter, entries: Sequence[Entry], known: _Known) -> Markup | None:
    """One that never opened was nobody's but the moderators'."""
    vote = known.votes[_id(entries[0])]
    words = {"vote": _vote_link(vote, charter), "reason": vote.reason}
    return _sentence(_("The vote on “%(vote)s” was cancelled: %(reason)s"), words) if vote.opened_at else None


def _published(charter: Charter, entries: Sequence[Entry], known: _Known) -> Markup:
    ids = list(dict.fromkeys(_id(entry) for entry in entries))
    said = ngettext(
        "A new version of a clause is published: %(names)s.",
        "New versions of %(num)s clauses are published: %(names)s.",
        len(ids),
        names="%(names)s",
    )
    return _sentence(said, {"names": _names(charter, ids, known)})


def _added(charter: Charter, entries: Sequence[Entry], known: _Known) -> Markup:
    ids = list(dict.fromkeys(_id(entry) for entry in reversed(entries)))
    said = ngettext(
        "A clause was added: %(names)s.", "%(num)s clauses were added: %(names)s.", len(ids), names="%(names)s"
    )
    return _sentence(said, {"names": _names(charter, ids, known)})


def _names(charter: Charter, ids: Sequence[int], known: _Known) -> Markup:
    page = {each: url_for("pages.clause", slug=charter.slug, clause_id=each) for each in ids}
    return _listed([_link(page[each], known.headings.get(each, "…"), charter) for each in ids])


def _listed(links: Sequence[Markup]) -> Markup:
    """The first links, and how many there are besides."""
    shown = links if len(links) <= MAX_NAMES else links[: MAX_NAMES - 1]
    rest = len(links) - len(shown)
    more = [Markup.escape(ngettext("%(num)s other", "%(num)s others", rest))] if rest else []
    return Markup(", ").join([*shown, *more])


def _moved(charter: Charter, entries: Sequence[Entry], _known: _Known) -> Markup:
    stage = str(STAGE_NAMES[entries[0].facts["after"]])
    return _sentence(_("The charter enters another stage: %(stage)s."), {"stage": stage})


def _assembly(charter: Charter, entries: Sequence[Entry], _known: _Known) -> Markup:
    number = len(entries[0].facts.get("associations", []))
    said = ngettext(
        "The assembly is set: %(num)s association takes part.",
        "The assembly is set: %(num)s associations take part.",
        number,
    )
    return Markup.escape(said)


def _sentence(said: str, words: dict[str, Any]) -> Markup:
    """A sentence of ours, with words of people escaped, and links as they are."""
    return Markup.escape(said) % words


_SENTENCES: dict[str, Callable[[Charter, Sequence[Entry], _Known], Markup | None]] = {
    "vote.closed": _closed,
    "vote.opened": _opened,
    "vote.cancelled": _cancelled,
    "clause.published": _published,
    "clause.added": _added,
    "charter.stage_changed": _moved,
    "charter.assembly_set": _assembly,
}
"""The entries that are told, each with what makes a sentence of those that go together."""
