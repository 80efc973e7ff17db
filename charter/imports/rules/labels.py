"""The labels that texts give to their parts: Article 5, Article premier, Titre II, Chapitre 1er, Section 3, I., 1."""

import re
from dataclasses import dataclass

from charter.content.blocks import roman

ARTICLE, SECTION, PREAMBLE, NUMBER, ROMAN = "article", "section", "preamble", "number", "roman"
RANKS = {
    **dict.fromkeys(("livre", "book"), 1),
    **dict.fromkeys(("partie", "part"), 2),
    **dict.fromkeys(("titre", "title", "annexe", "annex", "axe"), 3),
    **dict.fromkeys(("chapitre", "chapter"), 4),
    **dict.fromkeys(("section",), 5),
    **dict.fromkeys(("sous-section", "subsection"), 6),
}
"""How high each kind of section stands; 1 is the highest."""
MAX_LABEL_LENGTH = 300
"""Characters of a line among which a label is looked for."""
MAX_ROMAN = 399
_ROMANS = {roman(number): number for number in range(1, MAX_ROMAN + 1)}
_ORDINALS = (
    *("premier", "deuxième", "troisième", "quatrième", "cinquième", "sixième", "septième", "huitième"),
    *("neuvième", "dixième"),
)
_LATIN = r"[ ]?(?:bis|ter|quater|quinquies|sexies|septies|octies|nonies|decies)"
_SUFFIX = rf"(?:{_LATIN}(?:[ ](?-i:[A-Z])(?![\w’']))?|[ ]?[A-Z](?![\w’']))?"
_NUMERAL = (
    rf"(?:1\s?er{_SUFFIX}|1re|première|unique|liminaire|préliminaire|{'|'.join(_ORDINALS)}"
    rf"|(?:[LRD]\.?\s?)?\d{{1,4}}(?:[.-]\d{{1,3}}){{0,3}}{_SUFFIX}|(?-i:I(?:er|re)|(?![LC]\b)[CLXVI]+){_SUFFIX})(?!\w)"
)
_BREAK = r"(?P<break>[\s.:–—-]*[.:–—-](?:\s|$)|\s*[):](?:\s|$)|\s*$|\s+(?=[«\"“A-ZÀ-ÖØ-Þ*]|\([^()]*\)\s*$))"
_ARTICLE_WORDS = r"articles?|art\.?|clause|engagement|principe|mesure|commitment|principle"
_PATTERNS = (
    (
        ARTICLE,
        re.compile(rf"(?P<kind>{_ARTICLE_WORDS})\s*(?:n\s?[°º]\s?)?(?P<number>{_NUMERAL}){_BREAK}", re.IGNORECASE),
    ),
    (ARTICLE, re.compile(r"(?P<kind>§)\s*(?P<number>\d{1,4})(?P<break>\s*[.:–—-]?\s*)")),
    (
        SECTION,
        re.compile(rf"(?P<kind>{'|'.join(RANKS)})\s+(?:n\s?[°º]\s?)?(?P<number>{_NUMERAL}){_BREAK}", re.IGNORECASE),
    ),
    (PREAMBLE, re.compile(r"(?P<kind>préambule|preambule|preamble|exposé des motifs)(?P<break>\s*[.:–—-]?\s*)$", re.I)),
    (NUMBER, re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,3})*)(?P<break>\s*[.):/°–—-]+\s+|\.?[ ]+(?=[A-ZÀ-ÖØ-Þ]))")),
    (ROMAN, re.compile(r"(?P<number>(?![LC]\b)[CLXVI]+)(?P<break>\s*[.):/–—-]+\s+)")),
)
_CAPITAL = re.compile(r"[«\"“(A-ZÀ-ÖØ-Þ]")


@dataclass(frozen=True)
class Label:
    """A label at the start of a line: its kind, how it was printed, the number that it tells (0 if it is not one
    that counts), how many characters of the line it takes with its separator, and the rank of a section."""

    kind: str
    printed: str
    number: int
    length: int
    rank: int = 0

    @property
    def is_of_charters(self) -> bool:
        """Whether it is an article by a word that charters use for theirs, and articles for what is in them."""
        return self.kind == ARTICLE and not self.printed.casefold().startswith(("art", "clause", "§"))


def label(words: str) -> Label | None:
    """The label that a line begins with."""
    plain = words[:MAX_LABEL_LENGTH].replace("\u00a0", " ").replace("\u202f", " ")
    for kind, pattern in _PATTERNS:
        found = pattern.match(plain)
        if found and not _is_a_sentence(kind, found, plain):
            given = found.groupdict()
            printed = plain[: found.start("break")].strip()
            rank = RANKS.get(given.get("kind", "").lower(), 0) if kind == SECTION else 0
            return Label(kind, printed, value(given.get("number") or ""), found.end(), rank)
    return None


def _is_a_sentence(kind: str, found: re.Match[str], plain: str) -> bool:
    """Whether a line only speaks of a part, as “Article 3 prévoit” and a line that goes on with “article 3.” do."""
    rest = plain[found.end() :]
    is_capital = kind not in (ARTICLE, SECTION) or not plain[0].islower()
    return not is_capital or (not found["break"].strip() and bool(rest) and not _CAPITAL.match(rest))


def value(printed: str) -> int:
    """The number of a label; 0 for one that is no whole number, such as 5 bis or 3.2."""
    plain = printed.strip().lower()
    if plain in ("1er", "1 er", "1re", "première", "ier", "ire"):
        return 1
    if plain in _ORDINALS:
        return _ORDINALS.index(plain) + 1
    if plain.isascii() and plain.isdigit():
        return int(plain)
    return _ROMANS.get(printed.strip(), 0)
