"""Who has a hand in a text, and how much of it each association wrote: what pages show of attribution."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from charter.accounts import queries as accounts
from charter.accounts.models import Association, Member
from charter.collab.attribution import Signature, Signed

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

    @property
    def colour(self) -> str:
        """The class that gives it the colour of its association."""
        return f"colour-{self.association.colour}" if self.association else "colour-none"

    def write(self, words: str, at: datetime | None) -> None:
        """Count some words as theirs."""
        self.characters += characters(words)
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


class Hands:
    """The hands of one text."""

    def __init__(self, text: Iterable[Signed], with_names: bool) -> None:
        """`with_names`: whether the reader may know members by name, or their associations only."""
        self._with_names = with_names
        self._by_key: dict[Key, Hand] = {}
        words = list(text)
        signed = {by for _words, by in words}
        members = accounts.members_by_id({by.member_id for by in signed if by.member_id})
        associations = accounts.associations_by_id({by.association_id for by in signed if by.association_id})
        for stretch, by in words:
            if characters(stretch):
                key = self._key(by)
                if key not in self._by_key:
                    member = members.get(by.member_id or 0) if with_names else None
                    association = associations.get(by.association_id or 0)
                    self._by_key[key] = Hand(len(self._by_key) + 1, member, association, by.member_id is not None)
                self._by_key[key].write(stretch, by.at)

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
    counted = sorted(
        ((sum(hand.characters for hand in group), group[0]) for group in groups), key=lambda each: -each[0]
    )
    whole = sum(count for count, _ in counted)
    shares, start = [], 0.0
    for count, hand in counted:
        shares.append(Share(hand.association, hand.is_signed, count, start, count / whole))
        start += count / whole
    return shares


def characters(words: str) -> int:
    """How many characters these are, spaces included and line breaks not."""
    return len(words) - words.count("\n")
