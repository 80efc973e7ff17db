"""A patch as instructions that a person can read out and carry out by hand on the base, one after the other.

Places are those of the base: lines count from 1, the heading is line 0. Words that an instruction names stand in their
line as they are quoted; where they stand there several times, `nth` says which. Words that are put take the form of
those that they replace, else the one that the words on both sides share; `runs` tell each part that has another.
"""

from dataclasses import dataclass

from charter.content.blocks import Marks
from charter.content.merge.atoms import LineShape


@dataclass(frozen=True)
class Quote:
    """Words of a line, and which of several equal ones they are: 0 if they stand there once."""

    words: str
    nth: int = 0


@dataclass(frozen=True)
class Run:
    """Words with the same marks."""

    words: Quote
    marks: Marks


@dataclass(frozen=True)
class Replace:
    """Put `new` in the place of `old`."""

    line: int
    old: Quote
    new: str
    runs: tuple[Run, ...] = ()


@dataclass(frozen=True)
class Delete:
    """Take out words, and the space before them; at the start of a line, the one after them."""

    line: int
    old: Quote


@dataclass(frozen=True)
class Insert:
    """Put a space and words after others; without `after`, words and a space at the start of the line, or (`at_end`) a
    space and words at its end."""

    line: int
    after: Quote | None
    new: str
    runs: tuple[Run, ...] = ()
    at_end: bool = False


@dataclass(frozen=True)
class Form:
    """Give words these marks and no others."""

    line: int
    words: Quote
    marks: Marks


@dataclass(frozen=True)
class Split:
    """Begin a new line of the same form after these words; the space that follows them goes."""

    line: int
    after: Quote


@dataclass(frozen=True)
class Join:
    """Join the next line to this one, with a space between."""

    line: int


@dataclass(frozen=True)
class NewLine:
    """A line that is put."""

    shape: LineShape
    words: str
    runs: tuple[Run, ...] = ()


@dataclass(frozen=True)
class ReplaceLines:
    """Take out the lines from `line` to `last`, and put others in their place; none to delete them."""

    line: int
    last: int
    new: tuple[NewLine, ...]


@dataclass(frozen=True)
class InsertLines:
    """Put lines after a line; after line 0, at the beginning."""

    line: int
    new: tuple[NewLine, ...]


@dataclass(frozen=True)
class Move:
    """Put a line after another one; after line 0, at the beginning."""

    line: int
    after: int


@dataclass(frozen=True)
class Reshape:
    """Give a line another form."""

    line: int
    shape: LineShape


Instruction = Replace | Delete | Insert | Form | Split | Join | ReplaceLines | InsertLines | Move | Reshape
