"""Who has a hand in a text, and how much of it each association wrote: what pages show of attribution."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _

from charter.accounts import queries as accounts
from charter.accounts.models import Association, Member
from charter.collab.attribution.authorship import Signature, Signed
from charter.web.rendering.template_filters import span

Key = tuple[int | None, int | None, bool]


@dataclass
class Hand:
    """Somebody who wrote words of a text: a member for an association, or an association alone where names are not
    shown; nobody known where `is_signed` is false. Numbered as they come in the text."""

    number: int
    member: Member | None
    association: Association | None
    is_signed: bool
    first: datetime | None = None
    last: datetime | None = None
    characters: int = 0
    _titles: dict[tuple[datetime | None, datetime | None], str] = field(default_factory=dict)

    @property
    def colour(self) -> str:
        """The class that gives it the colour of its association."""
        return f"colour-{self.association.colour}" if self.association else "colour-none"

    @property
    def label(self) -> str:
        """The association, and the member where names are shown."""
        return " · ".join([self.speaks_for, self.member.name]) if self.member else self.speaks_for

    @property
    def speaks_for(self) -> str:
        """The association as it is shown."""
        return _speaks_for(self.association, self.is_signed)

    def title(self, first: datetime | None, last: datetime | None) -> str:
        """The label, and when; told once for each time, since a long text asks it thousands of times."""
        if (first, last) not in self._titles:
            when = [span(first, last).striptags()] if first and last else []
            self._titles[first, last] = " · ".join([self.label, *when])
        return self._titles[first, last]

    def write(self, count: int, at: datetime | None) -> None:
        """Count some characters as theirs."""
        self.characters += count
        self.first = min(filter(None, (self.first, at)), default=None)
        self.last = max(filter(None, (self.last, at)), default=None)


@dataclass(frozen=True)
class Share:
    """What one association wrote of a text: characters, and its part of the whole (0 to 1), after those before it."""

    association: Association | None
    is_signed: bool
    characters: int
    start: float
    part: float

    @property
    def colour(self) -> str:
        """The class that gives it the colour of the association."""
        return f"colour-{self.association.colour}" if self.association else "colour-none"

    @property
    def speaks_for(self) -> str:
        """The association as it is shown."""
        return _speaks_for(self.association, self.is_signed)


def _speaks_for(association: Association | None, is_signed: bool) -> str:
    if association:
        return association.name
    return str(_("No association") if is_signed else _("Nobody signed these words"))


class Hands:
    """The hands of one text."""

    def __init__(self, counted: Iterable[tuple[int, Signature]], with_names: bool) -> None:
        """How many characters come under each signature, in the order of the text; `with_names`: whether the reader
        may know members by name, or their associations only."""
        self._with_names = with_names
        self._by_key: dict[Key, Hand] = {}
        written = [(count, by) for count, by in counted if count]
        signatures = {by for _count, by in written}
        self._members = accounts.members_by_id({by.member_id for by in signatures if by.member_id})
        self._associations = accounts.associations_by_id({by.association_id for by in signatures if by.association_id})
        for count, by in written:
            self._hand(by).write(count, by.at)

    def _hand(self, by: Signature) -> Hand:
        key = self._key(by)
        if key not in self._by_key:
            member = self._members.get(by.member_id or 0) if self._with_names else None
            association = self._associations.get(by.association_id or 0)
            self._by_key[key] = Hand(len(self._by_key) + 1, member, association, by.member_id is not None)
        return self._by_key[key]

    def __iter__(self) -> Iterator[Hand]:
        return iter(self._by_key.values())

    def of(self, by: Signature) -> Hand | None:
        """The hand of a signature; None where it wrote nothing but line breaks."""
        return self._by_key.get(self._key(by))

    def shares(self) -> list[Share]:
        """How much each association wrote, the most first; who speaks for none comes as one, and so do the words that
        nobody signed."""
        counts: dict[tuple[int | None, bool], list[Hand]] = {}
        for hand in self:
            speaks_for = hand.association.id if hand.association else None
            counts.setdefault((speaks_for, hand.is_signed), []).append(hand)
        return _laid_end_to_end(list(counts.values()))

    def _key(self, by: Signature) -> Key:
        return by.member_id if self._with_names else None, by.association_id, by.member_id is not None


def _laid_end_to_end(groups: list[list[Hand]]) -> list[Share]:
    sizes = [(sum(hand.characters for hand in group), group[0]) for group in groups]
    whole = sum(size for size, _hand in sizes)
    shares, start = [], 0.0
    for size, hand in sorted(sizes, key=lambda each: -each[0]):
        shares.append(Share(hand.association, hand.is_signed, size, start, size / whole))
        start += size / whole
    return shares


def counted(text: Iterable[Signed]) -> Iterator[tuple[int, Signature]]:
    """How many characters each signature stands for, spaces included and line breaks not."""
    return ((len(words) - words.count("\n"), by) for words, by in text)
