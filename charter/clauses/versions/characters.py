"""Characters that look like others, named in brackets where two wordings would else be read as one."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

_ALIKE = str.maketrans(
    "’\u2010\u2011АВЕЅІЈКМНОРСТХҮаеѕіјорсухһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧονι",
    "'--ABESIJKMHOPCTXYaesijopcyxhdqwABEZHIKMNOPTYXovi",
)
"""Apostrophes, hyphens, and letters of other alphabets, as the ones they are read for."""
_NAMES: Mapping[str, object] = {
    " ": _l("space"),
    "\u00a0": _l("non-breaking space"),
    "\u202f": _l("narrow non-breaking space"),
    "\n": _l("line break"),
    "\t": _l("tab"),
    "'": _l("straight apostrophe"),
    "’": _l("curly apostrophe"),
    "\u2010": _l("hyphen"),
    "-": _l("hyphen-minus"),
    "\u2011": _l("non-breaking hyphen"),
    "\u00ad": _l("soft hyphen"),
    "[": _l("opening bracket"),
}


def distinguished(old: str, new: str) -> tuple[str, str]:
    """Two wordings, in the language of the request; where one may be read as the other, with the characters in brackets
    that tell them apart."""
    if _read(old) != _read(new):
        return old, new
    differ = [one != other for one, other in zip(old, new, strict=True)] if len(old) == len(new) else None
    return _named(old, differ), _named(new, differ)


def _read(words: str) -> str:
    return " ".join(words.replace("\u00ad", "").translate(_ALIKE).split())


def _named(words: str, differ: list[bool] | None) -> str:
    return "".join(
        f"[{name}]" if (differ is None or differ[place] or each == "[") and (name := _name(each)) else each
        for place, each in enumerate(words)
    )


def _name(character: str) -> str:
    if character in _NAMES:
        return str(_NAMES[character])
    if character.isspace():
        return f"U+{ord(character):04X}"
    return str(_("other alphabet: %(letter)s", letter=character)) if ord(character) in _ALIKE else ""
