"""The only caller of bleach: what remains of HTML that comes from users."""

import re
from collections.abc import MutableMapping
from functools import lru_cache
from unicodedata import bidirectional

import bleach
from markupsafe import Markup, escape

from charter.content import marks, schema
from charter.core import invisible

LINK_SCHEMES = frozenset(schema.spec()["link_schemes"])
_MARKS = "|".join(mark.tag for mark in marks.declared().values())
_EMPTY = re.compile(
    rf"<(?P<line>p|h3)>(?:\s|&nbsp;|<br>|</?(?:{_MARKS})\b[^>]*>)*</(?P=line)>"
    r"|<(?P<holder>ul|ol|blockquote)\b[^>]*>\s*</(?P=holder)>"
)
_OPENING = re.compile(r"<(?P<name>p|h3|ul|ol|blockquote)(?P<rest>\b[^>]*)>")
_WORDS = re.compile(r"(?:^|(?<=>))[^<]+")
_GLANCE = 1000
"""Number of characters of a list or quote searched for its first letter."""
_Attributes = MutableMapping[tuple[str | None, str] | str, str]


def clause(html: str) -> Markup:
    """Keep only the elements that a clause may contain: a second check, after that of the
    schema."""
    tags = schema.tags()
    kept = bleach.clean(
        html,
        tags=tags.keys(),
        attributes={tag: [*names, "rel"] if "href" in names else names for tag, names in tags.items()},
        protocols=LINK_SCHEMES,
    )
    return Markup(kept)  # noqa: S704  bleach has just cleaned it


def shown(html: str) -> Markup:
    """The sanitised HTML of a clause for reading. Empty lines, lists and quotes are left out; each
    block has the direction of its first letter; invisible characters are marked."""
    kept, before = _with_marks(html), ""
    while kept != before:  # a quote may be empty once its lines are gone
        kept, before = _EMPTY.sub("", kept), kept
    return Markup(_OPENING.sub(_directed, kept))  # noqa: S704  only attributes of ours came to what was sanitised


def _with_marks(html: str) -> str:
    return _WORDS.sub(lambda words: invisible.with_marks(words[0]), html) if invisible.hidden(html) else html


def _directed(tag: re.Match[str]) -> str:
    """Set the direction of a block. A line determines it by itself (`dir="auto"`); a list or quote
    must not depend on the lines inside, so it is set explicitly."""
    if tag["name"] in ("p", "h3"):
        return f'<{tag["name"]}{tag["rest"]} dir="auto">'
    words = re.sub(r"<[^>]*>|&[^;]*;", "", tag.string[tag.end() : tag.end() + _GLANCE])
    first = next((side for side in map(bidirectional, words) if side in ("L", "R", "AL")), "L")
    return tag[0] if first == "L" else f'<{tag["name"]}{tag["rest"]} dir="rtl">'


@lru_cache(maxsize=1000)
def plain(text: str) -> Markup:
    """Plain text as HTML: escaped, paragraphs kept, web addresses linked."""
    paragraphs = re.split(r"\n\s*\n", invisible.with_marks(text.strip()))
    html = "".join(f"<p>{str(escape(each)).replace(chr(10), '<br>')}</p>" for each in paragraphs)
    linked = bleach.linkify(html, callbacks=[_mark_foreign], skip_tags=["pre"], parse_email=False)
    kept = bleach.clean(linked, tags={"p", "br", "a"}, attributes={"a": ["href", "rel"]}, protocols=LINK_SCHEMES)
    return Markup(kept)  # noqa: S704  bleach has just cleaned it


def _mark_foreign(attributes: _Attributes, new: bool = False) -> _Attributes:
    attributes[(None, "rel")] = "nofollow noopener ugc"
    return attributes
