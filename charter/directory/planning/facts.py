"""Plain values: the directory as it is, what a line of a table asks for, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

NEW, CHANGED, UNCHANGED, ERROR, LEFT_OUT = "new", "changed", "unchanged", "error", "left_out"
STATES = (NEW, CHANGED, UNCHANGED, ERROR, LEFT_OUT)


@dataclass(frozen=True)
class Person:
    """A member of the directory: one mandate, of whom another may have the same address. `lasts`: whether it
    has begun and has no end."""

    member_id: int
    address: str
    name: str
    role: str
    association_id: int | None
    is_head: bool
    is_suspended: bool = False
    is_substitute: bool = False
    has_ended: bool = False
    lasts: bool = True


@dataclass(frozen=True)
class Organisation:
    """An association of the directory."""

    id: int
    name: str
    college: str
    country: str
    seats: int
    weight: int


@dataclass(frozen=True)
class Directory:
    """Everyone and every association, with the names of the colleges."""

    people: tuple[Person, ...]
    organisations: tuple[Organisation, ...]
    colleges: tuple[str, ...]


@dataclass(frozen=True)
class Choices:
    """What the secretary decided about a table: cells corrected and lines left out, by number of the line; which
    association each unknown name is (`NEW`, or an id), and the college of new ones that name none."""

    cells: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()
    associations: Mapping[str, str] = field(default_factory=dict)
    college: str = ""


@dataclass(frozen=True)
class Problem:
    """What is wrong or worth a look in a column of a line; `messages` has the sentence of its code."""

    code: str
    column: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass
class Wanted:
    """What a line asks for. An empty cell (None or "") leaves what is there."""

    number: int
    typed: Mapping[str, str]
    address: str = ""
    name: str = ""
    role: str | None = None
    association: str = ""
    is_head: bool | None = None
    of_association: dict[str, str | int] = field(default_factory=dict)
    """What it says of its association, by column: college, country, seats, weight."""
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    is_silent: bool = False
    """Whether it is not imported for another reason than what it says of its association, which then does not
    count."""
    is_shifted: bool = False
    """Whether it has more cells than columns, so that none says what its column is."""


@dataclass(frozen=True)
class Cell:
    """A cell of a preview: what will be there, and what is there now where that differs."""

    value: str
    before: str | None = None


@dataclass
class Line:
    """A line of a preview. `association`: the key of its association among those of the plan;
    `association_id`: its id, if it is in the directory."""

    wanted: Wanted
    state: str
    cells: dict[str, Cell] = field(default_factory=dict)
    person: Person | None = None
    association: str = ""
    association_id: int | None = None

    @property
    def number(self) -> int:
        """The number of the line in the file."""
        return self.wanted.number

    @property
    def errors(self) -> list[Problem]:
        """Why it cannot be imported."""
        return self.wanted.errors

    @property
    def warnings(self) -> list[Problem]:
        """What to look at; it is imported all the same."""
        return self.wanted.warnings
