"""What every reader of a format makes: the lines of a text from top to bottom, and what it could not keep."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from charter.content.blocks import Run

BULLETS, NUMBERS, QUOTE = "bullet_list", "ordered_list", "blockquote"


@dataclass(frozen=True)
class Holder:
    """A list or quote around a line: its kind, which one of the text it is, the item of it (from 0) and the
    number of its first item."""

    kind: str
    key: int
    item: int = 0
    start: int = 1


@dataclass(frozen=True)
class Block:
    """A paragraph, or a heading of a `level` from 1.

    `within`: the lists and quotes around it, from the outermost in. `label`: the number that stood before it
    because of its list, as it was printed; such a number is no part of the words.
    """

    runs: tuple[Run, ...]
    level: int = 0
    within: tuple[Holder, ...] = ()
    label: str = ""

    @property
    def words(self) -> str:
        """Its text; a hard break is a line feed."""
        return "".join(run.words for run in self.runs)

    @property
    def is_bold(self) -> bool:
        """Whether all its words are bold."""
        spoken = [run for run in self.runs if run.words.strip()]
        return bool(spoken) and all(("strong", "") in run.marks for run in spoken)


@dataclass(frozen=True)
class Loss:
    """What is not taken over: its kind, its words, and the place (the index of the block) where it stood."""

    kind: str
    words: str
    place: int


@dataclass(frozen=True)
class Reading:
    """A text in the middle form."""

    blocks: tuple[Block, ...]
    losses: tuple[Loss, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """The same as JSON, for the database."""
        return {"blocks": [_block(each) for each in self.blocks], "losses": [_row(each) for each in self.losses]}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Reading":
        """What `as_json` made."""
        return cls(tuple(map(_block_of, stored["blocks"])), tuple(Loss(*each) for each in stored["losses"]))


def _row(loss: Loss) -> list[Any]:
    return [loss.kind, loss.words, loss.place]


def _block(block: Block) -> list[Any]:
    runs = [[run.words, [list(mark) for mark in run.marks]] for run in block.runs]
    within = [[each.kind, each.key, each.item, each.start] for each in block.within]
    return [runs, block.level, within, block.label]


def _block_of(stored: list[Any]) -> Block:
    runs, level, within, label = stored
    read = (Run(words, tuple((name, address) for name, address in marks)) for words, marks in runs)
    return Block(tuple(read), level, tuple(Holder(*each) for each in within), label)


def joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    """The runs with neighbours of the same marks made one, and without empty ones."""
    found: list[Run] = []
    for run in runs:
        if found and found[-1].marks == run.marks:
            found[-1] = Run(found[-1].words + run.words, run.marks)
        elif run.words:
            found.append(run)
    return tuple(found)


def trimmed(runs: Iterable[Run], leading: int = 0) -> tuple[Run, ...]:
    """The runs without their first `leading` characters and without white space at either end."""
    kept = list(joined(runs))
    while kept and leading:
        cut = min(leading, len(kept[0].words))
        kept[0], leading = Run(kept[0].words[cut:], kept[0].marks), leading - cut
        kept = kept if kept[0].words else kept[1:]
    while kept and not kept[0].words.strip():
        kept.pop(0)
    while kept and not kept[-1].words.strip():
        kept.pop()
    if kept:
        kept[0] = Run(kept[0].words.lstrip(), kept[0].marks)
        kept[-1] = Run(kept[-1].words.rstrip(), kept[-1].marks)
    return tuple(kept)
