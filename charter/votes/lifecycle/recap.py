"""The review before an opening: the text that would be frozen, the rule, the roll, the mails and
warnings. A vote opens only if all of it is still as it was shown."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from charter.accounts import invitations
from charter.accounts import queries as accounts
from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.clauses.models import Version
from charter.clauses.versions import comparison
from charter.clauses.versions import published as versions
from charter.collab.storage import live_text as collab
from charter.collab.ydoc import to_prosemirror
from charter.comments import queries as comments
from charter.core import invisible
from charter.core.digest import digest
from charter.core.errors import Outdated
from charter.votes import queries
from charter.votes.models import Item, Vote
from charter.votes.motions import stating
from charter.votes.motions.stating import Statement
from charter.votes.roll import eligibility
from charter.votes.rules import electorate
from charter.votes.rules.decision_rule import Rule
from charter.votes.rules.electorate import Delegate, Roll
from charter.web.rendering import font_coverage

CHANGED_SENTENCES = {
    "text": _l(
        "The text has changed since it was shown to you: it can be written in until the vote opens. If changes keep "
        "coming, ask for the charter to be moved to its next stage first."
    ),
    "rule": _l("The rule, or how the vote is held, has changed since it was shown to you."),
    "roll": _l("Who would vote has changed since it was shown to you."),
    "warnings": _l("There is something new to look at since this was shown to you."),
}
"""The parts of a recap, with the sentence that says that one has changed."""


@dataclass(frozen=True)
class Text:
    """A clause as it would be frozen. `changes`: what changed since the last published version, in
    a sentence."""

    number: str
    version: Version
    changes: str
    open_threads: int
    hidden: str
    mixed: tuple[str, ...]
    undrawn: str

    @property
    def needs_a_look(self) -> bool:
        """Whether a warning applies to this clause."""
        return bool(self.changes or self.open_threads or self.hidden or self.mixed or self.undrawn)


@dataclass(frozen=True)
class Voice:
    """An association on or off the roll: who votes for it. `lacks`: why nobody does, or nobody is
    named to."""

    association: str
    names: tuple[str, ...]
    votes: int
    lacks: str = ""


UNNAMED, LEFT_OFF, NOBODY = "unnamed", "left_off", "nobody"
"""Why an association lacks a voice: no head among several delegates; left off by a moderator; no
delegate who may vote."""


@dataclass(frozen=True)
class Recap:
    """Everything that the opening of one vote would fix, as of now."""

    vote: Vote
    texts: tuple[Text, ...]
    motions: tuple[Statement, ...]
    digest: str
    rule: Rule
    roll: Roll
    obstacles: tuple[object, ...]
    voices: tuple[Voice, ...]
    shared_mailboxes: tuple[tuple[str, ...], ...]
    """The names of those who are told of this vote at one and the same address."""
    strangers: int
    """How many of those who are told were never invited, and never came."""
    twins: tuple[int, ...]
    """The numbers of other votes that are prepared on the same clause alone."""

    @property
    def seen(self) -> dict[str, str]:
        """The digest of each part; the opening compares it with the digests sent by the form."""
        warnings = [
            [each.changes, each.open_threads, each.hidden, list(each.mixed), each.undrawn] for each in self.texts
        ]
        rule = {"rule": self.rule.as_json(), "settings": queries.settings(self.vote)}
        parts = {"rule": rule, "roll": _roll_as_json(self.roll), "warnings": warnings}
        return {"text": self.digest} | {name: digest(part) for name, part in parts.items()}

    @property
    def electors_by_college(self) -> list[tuple[str, int, int, int]]:
        """Each college with its number of associations, electors and votes."""
        electors: Counter[str] = Counter()
        votes: Counter[str] = Counter()

        for entry in self.roll.entries:
            electors[entry.delegate.college] += 1
            votes[entry.delegate.college] += entry.votes

        names = {(entry.delegate.college, entry.delegate.association_id) for entry in self.roll.entries}
        associations = Counter(college for college, _association in names)
        return [(college, associations[college], electors[college], votes[college]) for college in sorted(electors)]

    @property
    def votes(self) -> int:
        """The sum of the votes of all electors."""
        return sum(entry.votes for entry in self.roll.entries)


def recap_of(vote: Vote) -> Recap:
    """The recap of a prepared vote, which need not be stored yet. Raises Unreadable."""
    roll = eligibility.roll(vote)
    outline = clauses.outline(vote.charter_id)
    motions = tuple(stating.of_vote(vote))
    threads = comments.open_counts(vote.charter_id)
    texts = tuple(_text(item, vote, str(outline.number_of(item.clause_id) or ""), threads) for item in vote.items)
    items = [Item(clause_id=text.version.clause_id, digest=text.version.digest) for text in texts]
    return Recap(
        vote,
        texts,
        motions,
        digest=queries.digest_of(vote, items, motions),
        rule=eligibility.rule_at_opening(vote, queries.moment(vote)),
        roll=roll,
        obstacles=tuple(eligibility.obstacles(vote, roll)),
        voices=_voices(vote, roll),
        shared_mailboxes=_shared_mailboxes(roll),
        strangers=len(invitations.strangers(each.member_id for each in _recipients(roll))),
        twins=_twins(vote),
    )


def _twins(vote: Vote) -> tuple[int, ...]:
    if vote.clause_id is None:
        return ()
    prepared = queries.prepared(vote.charter_id)
    return tuple(each.id for each in prepared if each.clause_id == vote.clause_id and each.id != vote.id)


def _voices(vote: Vote, roll: Roll) -> tuple[Voice, ...]:
    """Every association of the assembly, those that lack a voice first."""
    unnamed = {name for _association_id, name in roll.unnamed}
    names: dict[str, list[str]] = {}
    votes: Counter[str] = Counter()
    for entry in roll.entries:
        names.setdefault(entry.delegate.association, []).append(entry.delegate.name)
        votes[entry.delegate.association] += entry.votes

    left_off = {each.association for each, reason in roll.left_out if reason == electorate.LEFT_OFF}
    found = [
        Voice(name, tuple(those), votes[name]) if name not in unnamed else Voice(name, (), votes[name], UNNAMED)
        for name, those in names.items()
    ]
    others = eligibility.associations(vote.charter_id) - set(names)
    found += [Voice(name, (), 0, LEFT_OFF if name in left_off else NOBODY) for name in others]
    return tuple(sorted(found, key=lambda each: (not each.lacks, each.association)))


def _recipients(roll: Roll) -> list[Delegate]:
    """Who is told of the opening: the electors, and the delegates who do not vote."""
    return [entry.delegate for entry in roll.entries] + [delegate for delegate, _reason in roll.left_out]


def _shared_mailboxes(roll: Roll) -> tuple[tuple[str, ...], ...]:
    recipients = _recipients(roll)
    members = accounts.members_by_id([each.member_id for each in recipients])
    by_account: dict[int, list[str]] = {}
    for each in recipients:
        by_account.setdefault(members[each.member_id].account_id, []).append(each.name)
    return tuple(tuple(names) for names in by_account.values() if len(names) > 1)


def _text(item: Item, vote: Vote, number: str, threads: Mapping[int, int]) -> Text:
    clause = clauses.get(item.clause_id)
    standing = collab.committed_text(clause.id)
    version = versions.proposed(clause, charters.get(vote.charter_id).language, standing)
    published = versions.newest(clause.id)
    changes = ""
    if published and published.digest != version.digest:
        is_renamed = published.heading != version.heading
        changes = comparison.context(published.content, version.content, is_renamed)["summary"]

    words = f"{version.heading}\n{to_prosemirror.plain(version.content)}"
    mixed, undrawn = tuple(invisible.mixed_words(words)), font_coverage.listed(font_coverage.undrawn(words))
    return Text(number, version, changes, threads.get(clause.id, 0), invisible.listed(words), mixed, undrawn)


def _roll_as_json(roll: Roll) -> list[Any]:
    on_it = [
        asdict(entry.delegate) | {"votes": entry.votes, "holder": entry.holder_id, "chair": entry.is_chair}
        for entry in roll.entries
    ]
    return [on_it, [[delegate.member_id, reason] for delegate, reason in roll.left_out]]


def check(vote: Vote, seen: Mapping[str, str]) -> None:
    """Outdated, with a reason for each part that differs, unless the recap is still as `seen`. In the caller's
    transaction, with the clauses locked."""
    seen_now = recap_of(vote).seen
    if changed := [said for part, said in CHANGED_SENTENCES.items() if seen.get(part) != seen_now[part]]:
        raise Outdated(*changed)
