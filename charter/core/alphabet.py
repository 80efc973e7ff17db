"""Compare, sort and search names as people do."""

from unicodedata import combining, normalize

_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "\u02bc": " "})
"""What stands for letters of ours; the last one is the apostrophe that counts as a letter."""


def is_same(one: str, other: str) -> bool:
    """Whether two names are the same to a reader: composed alike, in any case. Accents count."""
    return folded(one) == folded(other)


def folded(name: str) -> str:
    """The form in which equal names are the same text: NFC, without case."""
    return normalize("NFC", normalize("NFC", name).casefold())


def key(text: str) -> str:
    """The sort and search key of a text: its letters and digits in lower case, without accents; all else is
    one space."""
    flat = normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = "".join(each for each in flat if not combining(each))
    return " ".join("".join(each if each.isalnum() else " " for each in bare).split())


def has_words(text: str, wanted: str) -> bool:
    """Whether a text has each of the words that are looked for, or a word that holds it, in any order."""
    found = key(text)
    return all(word in found for word in key(wanted).split())
