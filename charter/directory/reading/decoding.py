"""The text of a file of unknown encoding, as spreadsheets of French offices write them."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass

UTF8, WINDOWS = "utf-8", "cp1252"
ENCODINGS = (UTF8, WINDOWS, "mac_roman", "iso8859-15", "cp850", "utf-16-le", "utf-16-be")
"""What a reader can choose when the accents look wrong: Python's names."""
REPLACEMENT = "\ufffd"
"""Stands for bytes that mean nothing in an encoding."""
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How XLSX and ODS begin (ZIP), and XLS (OLE2)."""
_MARKS = ((BOM_UTF8, UTF8), (BOM_UTF16_LE, "utf-16-le"), (BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True)
class Decoded:
    """The text of a file, without a byte order mark, and its encoding, one of `ENCODINGS`."""

    text: str
    encoding: str


def is_workbook(source: bytes) -> bool:
    """Whether this is the file of a spreadsheet program, which holds no text to read."""
    return source.startswith(_WORKBOOKS)


def decoded(source: bytes, encoding: str = "") -> Decoded:
    """The text in the given encoding or, for "", in the one that the bytes show: by their mark, else
    UTF-8 if they are, else Windows-1252, where every byte but five is a character."""
    chosen = encoding or _shown_by(source)
    text = source.decode(chosen, "replace").removeprefix("\ufeff")
    return Decoded(text if encoding else _encoded_once(text), chosen)


def _encoded_once(text: str) -> str:
    """The text without a second encoding, as when a program took UTF-8 for Windows-1252 and saved it anew: every
    accent is two characters then. One accent as it should be, and the text stays as it is."""
    try:
        return text.encode(WINDOWS).decode(UTF8)
    except UnicodeError:
        return text


def _shown_by(source: bytes) -> str:
    for mark, encoding in _MARKS:
        if source.startswith(mark):
            return encoding

    if b"\0" in source:  # no text of one byte a character holds it
        return "utf-16-le" if source[1::2].count(0) >= source[0::2].count(0) else "utf-16-be"

    try:
        source.decode(UTF8)
    except UnicodeDecodeError:
        return WINDOWS
    return UTF8
