"""Random texts of clauses, and what people do to them."""

from random import Random

from hypothesis import strategies as st

from charter.content.blocks import tokens
from charter.content.merge.atoms import Break, LineShape, Stream, Word, flatten, unflatten
from charter.content.merge.text import Text

Line = tuple[str, list[Word]]
"""The form of a line (a key of `SHAPES`), and its words."""

BULLETS, NUMBERS, ITEM, QUOTE = ("bullet_list", ()), ("ordered_list", ()), ("list_item", ()), ("blockquote", ())
SHAPES = {
    "paragraph": LineShape("paragraph", (), 0),
    "heading": LineShape("heading", (), 0),
    "quote": LineShape("paragraph", (QUOTE,), 1),
    "bullet": LineShape("paragraph", (BULLETS, ITEM), 1),
    "nested": LineShape("paragraph", (BULLETS, ITEM, BULLETS, ITEM), 3),
    "number": LineShape("paragraph", (NUMBERS, ITEM), 1),
}
VOCABULARY = (
    "la commune publie ses données chaque année ; le numérique, sobre et ouvert à tous, reste un commun. "
    "L’accès est libre et gratuit pour chacun. Les élus rendent compte de leurs choix. Plus de 1\u202f000 villes"
)
MARKS = [("strong", ""), ("em", ""), ("superscript", ""), ("subscript", "")]
MARKS += [("link", "https://a.example"), ("link", "https://b.example")]


def base(random: Random) -> list[Line]:
    """A text of two to six lines."""
    return [(random.choice(list(SHAPES)), said(random, random.randint(3, 14))) for _ in range(random.randint(2, 6))]


def edited(lines: list[Line], random: Random, times: int) -> list[Line]:
    """The text after some edits, each of a kind that people make."""
    lines = [(shape, list(words)) for shape, words in lines]
    for _ in range(times):
        if not lines:
            _line_comes(lines, random)
        random.choice(EDITS)(lines, random)
    return lines


def stream(lines: list[Line], heading: str = "Titre") -> Stream:
    """The stream of a text."""
    atoms = [Break(LineShape("title", (), 0)), *_words(heading)]
    for shape, words in lines:
        atoms += [Break(SHAPES[shape]), *words]
    # As it is read from the database: words that touch are one.
    text = unflatten(atoms)
    return flatten(Text(heading, text.content))


def texts(random: Random, many: int) -> tuple[Stream, list[Stream]]:
    """A base, and what some people make of it, with one to four edits each."""
    lines = base(random)
    return stream(lines), [stream(edited(lines, random, random.randint(1, 4))) for _ in range(many)]


RANDOM = st.integers(min_value=0, max_value=2**32).map(Random)


def _words(said: str) -> list[Word]:
    return [Word(token, ((),) * len(token)) for token in tokens(said)]


def said(random: Random, length: int) -> list[Word]:
    vocabulary = VOCABULARY.split()
    return _words(" ".join(random.choice(vocabulary) for _ in range(length)))


def _place(words: list[Word], random: Random) -> tuple[int, int]:
    start = random.randint(0, len(words))
    return start, min(len(words), start + random.randint(1, 4))


def _words_change(lines: list[Line], random: Random) -> None:
    _, words = random.choice(lines)
    start, end = _place(words, random)
    words[start:end] = said(random, random.randint(1, 3))


def _words_come(lines: list[Line], random: Random) -> None:
    _, words = random.choice(lines)
    start, _ = _place(words, random)
    words[start:start] = [*said(random, random.randint(1, 3)), *_words(" ")]


def _words_are_appended(lines: list[Line], random: Random) -> None:
    _, words = random.choice(lines)
    words += [*_words(" "), *said(random, 2)]


def _words_go(lines: list[Line], random: Random) -> None:
    _, words = random.choice(lines)
    start, end = _place(words, random)
    del words[start:end]


def _line_comes(lines: list[Line], random: Random) -> None:
    lines.insert(random.randint(0, len(lines)), (random.choice(list(SHAPES)), said(random, random.randint(1, 8))))


def _line_goes(lines: list[Line], random: Random) -> None:
    lines.pop(random.randrange(len(lines)))


def _line_moves(lines: list[Line], random: Random) -> None:
    moved = lines.pop(random.randrange(len(lines)))
    lines.insert(random.randint(0, len(lines)), moved)


def _line_is_split(lines: list[Line], random: Random) -> None:
    place = random.randrange(len(lines))
    shape, words = lines[place]
    at = random.randint(0, len(words))
    lines[place : place + 1] = [(shape, words[:at]), (shape, words[at + random.randint(0, 1) :])]


def _lines_are_joined(lines: list[Line], random: Random) -> None:
    place = random.randrange(len(lines))
    if place + 1 < len(lines):
        (shape, words), (_, more) = lines[place : place + 2]
        lines[place : place + 2] = [(shape, [*words, *_words(" "), *more])]


def _words_are_marked(lines: list[Line], random: Random) -> None:
    _, words = random.choice(lines)
    start, end = _place(words, random)
    mark = random.choice(MARKS)
    words[start:end] = [word._replace(marks=((mark,),) * len(word.text)) for word in words[start:end]]


def _words_are_plain(lines: list[Line], random: Random) -> None:
    _, words = random.choice(lines)
    words[:] = [word._replace(marks=((),) * len(word.text)) for word in words]


def _line_is_reshaped(lines: list[Line], random: Random) -> None:
    place = random.randrange(len(lines))
    lines[place] = random.choice(list(SHAPES)), lines[place][1]


def _list_is_made(lines: list[Line], random: Random) -> None:
    shape = random.choice(["bullet", "number", "paragraph"])
    lines[:] = [(shape, words) for _, words in lines]


EDITS = [
    _words_change,
    _words_come,
    _words_are_appended,
    _words_go,
    _line_comes,
    _line_goes,
    _line_moves,
    _line_is_split,
    _lines_are_joined,
    _words_are_marked,
    _words_are_plain,
    _line_is_reshaped,
    _list_is_made,
]
