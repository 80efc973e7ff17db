"""The contributors of a text, and each association's share of it, as pages show them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _

from charter.accounts import queries as accounts
from charter.accounts.models import Association, Member
from charter.collab.attribution.authorship import Author, AuthoredWords
from charter.web.rendering.template_filters import span

Key = tuple[int | None, int | None, bool]


@dataclass
class Contributor:
    """Someone who wrote words of a text: a member for an association, or an association alone where
    names are not shown. Unknown if `is_known` is false. Numbered in the order of the text."""

    number: int
    member: Member | None
    association: Association | None
    is_known: bool
    first: datetime | None = None
    last: datetime | None = None
    characters: int = 0
    _titles: dict[tuple[datetime | None, datetime | None], str] = field(default_factory=dict)

    @property
    def colour(self) -> str:
        """The CSS class of the association's colour."""
        return f"colour-{self.association.colour}" if self.association else "colour-none"

    @property
    def label(self) -> str:
        """The association, and the member's name where names are shown."""
        return " · ".join([self.speaks_for, self.member.name]) if self.member else self.speaks_for

    @property
    def speaks_for(self) -> str:
        """The name of the association."""
        return _speaks_for(self.association, self.is_known)

    def title(self, first: datetime | None, last: datetime | None) -> str:
        """The label with the time. Cached, because a long text asks for it thousands of times."""
        if (first, last) not in self._titles:
            when = [span(first, last).striptags()] if first and last else []
            self._titles[first, last] = " · ".join([self.label, *when])
        return self._titles[first, last]

    def write(self, count: int, at: datetime | None) -> None:
        """Add characters that they wrote."""
        self.characters += count
        self.first = min(filter(None, (self.first, at)), default=None)
        self.last = max(filter(None, (self.last, at)), default=None)


@dataclass(frozen=True)
class Share:
    """What one association wrote of a text: characters, and its share of the whole (0 to 1) from
    `start` on."""

    association: Association | None
    is_known: bool
    characters: int
    start: float
    part: float

    @property
    def colour(self) -> str:
        """The CSS class of the association's colour."""
        return f"colour-{self.association.colour}" if self.association else "colour-none"

    @property
    def speaks_for(self) -> str:
        """The name of the association."""
        return _speaks_for(self.association, self.is_known)


def _speaks_for(association: Association | None, is_known: bool) -> str:
    if association:
        return association.name
    return str(_("No association") if is_known else _("Nobody signed these words"))


class Contributors:
    """The contributors of one text."""

    def __init__(
        self,
        characters_by_author: Iterable[tuple[int, Author]],
        with_names: bool,
    ) -> None:
        """`characters_by_author`: in the order of the text.
        `with_names`: whether the reader may see names of members, or associations only."""
        self._with_names = with_names
        self._by_key: dict[Key, Contributor] = {}
        written = [(count, by) for count, by in characters_by_author if count]
        authors = {by for _count, by in written}
        self._members = accounts.members_by_id({by.member_id for by in authors if by.member_id})
        association_ids = {by.association_id for by in authors if by.association_id}
        self._associations = accounts.associations_by_id(association_ids)

        for count, by in written:
            self._contributor(by).write(count, by.at)

    def _contributor(self, by: Author) -> Contributor:
        key = self._key(by)
        if key not in self._by_key:
            member = self._members.get(by.member_id or 0) if self._with_names else None
            association = self._associations.get(by.association_id or 0)
            number, is_known = len(self._by_key) + 1, by.member_id is not None
            self._by_key[key] = Contributor(number, member, association, is_known)
        return self._by_key[key]

    def __iter__(self) -> Iterator[Contributor]:
        return iter(self._by_key.values())

    def of(self, by: Author) -> Contributor | None:
        """The contributor for an author; None if the author wrote nothing but line breaks."""
        return self._by_key.get(self._key(by))

    def shares(self) -> list[Share]:
        """The share of each association, the largest first. Members without an association form one
        share, and so do words of unknown authors."""
        written = ((each.characters, each.association, each.is_known) for each in self)
        return _shares(written)

    def _key(self, by: Author) -> Key:
        member_id = by.member_id if self._with_names else None
        return member_id, by.association_id, by.member_id is not None


def shares(counts: Iterable[tuple[int, Author]], associations: dict[int, Association]) -> list[Share]:
    """The share of each of these `associations` in a text of which the characters of each author were counted."""
    return _shares((count, associations.get(by.association_id or 0), by.member_id is not None) for count, by in counts)


def _shares(written: Iterable[tuple[int, Association | None, bool]]) -> list[Share]:
    sizes: Counter[tuple[Association | None, bool]] = Counter()
    for characters, association, is_known in written:
        sizes[association, is_known] += characters

    found, start, whole = [], 0.0, sizes.total()
    for (association, is_known), characters in sizes.most_common():
        if characters:
            found.append(Share(association, is_known, characters, start, characters / whole))
            start += characters / whole
    return found


def characters_by_author(text: Iterable[AuthoredWords]) -> Iterator[tuple[int, Author]]:
    """The number of characters of each part of a text, with spaces and without line breaks."""
    return ((len(words) - words.count("\n"), by) for words, by in text)
