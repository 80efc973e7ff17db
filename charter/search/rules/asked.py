"""What a person looks for, read from what they typed: words, the beginning of the last one, phrases in quotes."""

import re
from dataclasses import dataclass

from charter.search.rules import words

_PHRASE = re.compile('["«“”„\u201f]([^"«»“”„\u201f]*)["»“”\u201f]')
_FRENCH = """
a au aux ce ces cette d dans de des du elle en est et il ils je l la le les leur leurs lui m mais n ne nos notre nous on
ou par pas pour qu que qui s sa se ses son sur t un une y
"""
_ENGLISH = "an and are as at by for in is it of or the to with"
_SMALL = frozenset(f"{_FRENCH} {_ENGLISH}".split())
"""Words that nobody looks for beside others."""
_ENDS_QUOTED = re.compile('["»“”\u201f]\\s*$')
_ARTICLE = re.compile(
    r"\s*(?:(?:art(?:icle|\.)?|clause)\s*)?(?:n[°º]\s*|no\.?\s+|#\s*)?(?:([0-9]{1,4})(?:er)?|premier)[.\s]*",
    re.IGNORECASE,
)
_AMENDMENT = re.compile(
    r"\s*(?:sub-|sous-)?am(?:end(?:e)?ments?|dt)?\.?\s*(?:n[°º]\s*|no\.?\s+|#\s*)?([0-9]{1,5})(?:\s+rect\..*)?[.\s]*",
    re.IGNORECASE,
)
MIN_BEGINNING_LENGTH = 3
MAX_WORDS = 20
"""Words, and phrases, that are looked for at once; the rest is ignored."""


@dataclass(frozen=True)
class Asked:
    """Every one of these must be found. `stems`: of words; `beginning`: of a folded word, "" for none;
    `phrases`: folded words in order, with a space between them."""

    stems: tuple[str, ...] = ()
    beginning: str = ""
    phrases: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is looked for."""
        return bool(self.stems or self.beginning or self.phrases)

    @property
    def terms(self) -> tuple[str, ...]:
        """The stems of all words but the last one, those of phrases included; each once."""
        of_phrases = (words.stem(word) for phrase in self.phrases for word in phrase.split())
        return tuple(dict.fromkeys((*self.stems, *of_phrases)))


def read(typed: str) -> Asked:
    """What is looked for. Signs mean nothing, apart from quotes around a phrase."""
    phrases = [" ".join(words.folded(each)) for each in _PHRASE.findall(typed)]
    loose = words.folded(_PHRASE.sub(" ", typed))[:MAX_WORDS]
    wanted = [each for each in loose if each not in _SMALL] or ([] if any(phrases) else loose)
    beginning = wanted.pop() if wanted and _may_go_on(wanted[-1]) and not _ENDS_QUOTED.search(typed) else ""
    stems = tuple(dict.fromkeys(map(words.stem, wanted)))
    return Asked(stems, beginning, tuple(dict.fromkeys(filter(None, phrases)))[:MAX_WORDS])


def article_number(typed: str) -> int | None:
    """The number of the article that is asked for as `article 12`, `art. 12`, `n° 12`, `12` or `article premier`."""
    found = _ARTICLE.fullmatch(typed)
    return int(found[1] or 1) if found else None


def amendment_number(typed: str) -> int | None:
    """The number of the amendments that are asked for as `amendment 12`, `amendement n° 12 rect.` or `am. 12`."""
    found = _AMENDMENT.fullmatch(typed)
    return int(found[1]) if found else None


def _may_go_on(word: str) -> bool:
    """Whether a last word may be the beginning of a longer one: a very short one, such as `ia`, stands for
    itself."""
    return len(word) >= MIN_BEGINNING_LENGTH or not word.isascii()
