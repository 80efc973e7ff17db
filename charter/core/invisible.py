"""Invisible characters that change or hide what is read: nothing of what is voted on may be unseen.
Allowed is what a language or an emoji needs: joiners inside words of scripts that use them,
variation selectors after characters with variants, soft hyphens inside words, no-break spaces.

Sources: Unicode 15, DerivedCoreProperties (Default_Ignorable_Code_Point) and PropList
(Bidi_Control); UAX 31, 2.3 for joiners; UTS 51 for emoji sequences.
"""

import re
from unicodedata import category, combining, name

_RANGES = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, but for tab and line feed
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff\ud800-\udfff"
)
_SUSPECTS = re.compile(f"[{_RANGES}]")
_FLAGS = re.compile(
    "\U0001f3f4(?:"
    + "|".join("".join(chr(0xE0000 + ord(letter)) for letter in code) for code in ("gbeng", "gbsct", "gbwls"))
    + ")\U000e007f"
)
"""England, Scotland and Wales: the only tag sequences recommended for interchange."""
_JOINING = {
    *("ARABIC", "SYRIAC", "MONGOLIAN", "NKO", "MANDAIC", "ADLAM", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI"),
    *("ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "TIBETAN", "MYANMAR", "KHMER", "BALINESE"),
}
_WITHOUT_SPACES = {"THAI", "LAO", "KHMER", "MYANMAR", "TAI"}
_SYMBOLS = "‼⁉ℹ↔↕〰〽▪▫◻◼◽◾"
"""Emoji whose Unicode category is not that of symbols."""
_SKINS = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
_IDLE = "\u200b\u2060\ufeff"
"""Without width or effect except on line breaks; often copied along from pages and tables."""
_WORD = re.compile(r"[^\W\d_]+")
EMOJI_STYLE, KEYCAP = "\ufe0f\u20e3"


def hidden(text: str) -> list[tuple[int, str]]:
    """The index and name of each invisible character of a text."""
    flags = {place for flag in _FLAGS.finditer(text) for place in range(*flag.span())}
    found = (each.start() for each in _SUSPECTS.finditer(text))
    return [(place, name_of(text[place])) for place in found if place not in flags and not _is_needed(text, place)]


def with_marks(text: str) -> str:
    """The text with a visible mark in place of each invisible character."""
    marked = list(text)
    for place, _name in hidden(text):
        marked[place] = mark(text[place])
    return "".join(marked)


def stripped(text: str) -> str:
    """The text without characters that have no effect, and without white space or invisible
    characters at either end."""
    kept = "".join(letter for place, letter in enumerate(text) if letter not in _IDLE or _is_needed(text, place))
    places = {place for place, _name in hidden(kept)}
    seen = [place for place, letter in enumerate(kept) if not letter.isspace() and place not in places]
    return kept[seen[0] : seen[-1] + 1] if seen else ""


def listed(text: str, most: int = 5) -> str:
    """The invisible characters of a text, each with its context; "" if there is none."""
    found = hidden(text)
    joined = [f"{called_} ({around(text, place)})" for place, called_ in found[:most]]
    return ", ".join(joined) + (", …" if len(found) > most else "")


def around(text: str, place: int, letters: int = 12) -> str:
    """A visible mark of the character with a few letters on either side, so that people find it."""
    before, after = text[max(place - letters, 0) : place], text[place + 1 : place + 1 + letters]
    return f"{with_marks(before)}{mark(text[place])}{with_marks(after)}".strip()


def mark(character: str) -> str:
    """The mark that stands for an invisible character."""
    return f"⟨U+{ord(character):04X}⟩"


def name_of(character: str) -> str:
    """Its code point and Unicode name; control characters have no name."""
    return f"U+{ord(character):04X} {name(character, '')}".strip()


def mixed_words(text: str) -> list[str]:
    """Words that mix Latin letters with Cyrillic or Greek ones, some of which look alike; each word
    once."""
    return list(dict.fromkeys(word for word in _WORD.findall(text) if _is_mixed(word)))


def _is_mixed(word: str) -> bool:
    scripts = {_script(letter) for letter in word}
    return "LATIN" in scripts and bool(scripts & {"CYRILLIC", "GREEK"})


def _is_needed(text: str, place: int) -> bool:
    character, before, after = text[place], text[place - 1] if place else "", text[place + 1 : place + 2]
    match character:
        case "\u200c" | "\u200d" if _joins_letters(before, after):
            return True
        case "\u200d":
            return _is_emoji(_base(text, place)) and _is_emoji(after)
        case "\xad":
            return before.isalpha() and after.isalpha()
        case "\u200b":
            return _script(before) in _WITHOUT_SPACES and _script(after) in _WITHOUT_SPACES
        case "\u2800":
            return "BRAILLE" in (_script(before), _script(after))

    return _is_variation(character, before, after)


def _joins_letters(before: str, after: str) -> bool:
    """Whether a joiner is inside a word of a script that joins letters, or after a virama, which
    makes a half letter."""
    is_virama = before != "" and combining(before) == 9
    return _is_of(before, _JOINING) and (is_virama or _is_of(after, _JOINING))


def _is_of(character: str, scripts: set[str]) -> bool:
    return character != "" and category(character)[0] in "LM" and _script(character) in scripts


def _is_variation(selector: str, before: str, after: str) -> bool:
    """Whether this is a variation selector after a character with variants."""
    if selector == EMOJI_STYLE and before in tuple("0123456789#*"):
        return after == KEYCAP
    if selector in "\ufe0e\ufe0f":
        return _is_emoji(before)
    if "\u180b" <= selector <= "\u180d" or selector == "\u180f":
        return _is_of(before, {"MONGOLIAN"})
    if "\ufe00" <= selector <= "\ufe02" or "\U000e0100" <= selector <= "\U000e01ef":
        return _script(before) == "CJK"

    return False


def _base(text: str, place: int) -> str:
    """The character before a joiner, skipping style and skin colour."""
    before = text[max(place - 3, 0) : place]
    return before.rstrip(EMOJI_STYLE + _SKINS)[-1:]


def _is_emoji(character: str) -> bool:
    return character != "" and (category(character) == "So" or character in _SYMBOLS or character in _SKINS)


def _script(character: str) -> str:
    """The script of a letter, as the first word of its Unicode name; "" for no letter."""
    return name(character, "").partition(" ")[0] if character else ""
