"""The wording of a clause: its heading and its text. Plain values in, plain values out."""

from typing import NamedTuple

from charter.content.schema import Content
from charter.core import digest


class Text(NamedTuple):
    """A heading, and a text as ProseMirror JSON in the schema of clauses."""

    heading: str
    content: Content


def normal(text: Text) -> Text:
    """The same wording in Unicode form NFC with LF line ends, as its digest is made: without it, every word with an
    accent that another keyboard writes would differ."""
    return Text(digest.normal(text.heading), digest.normal(text.content))
