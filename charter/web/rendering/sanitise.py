"""The only caller of bleach: what may remain of HTML that people caused."""

import re
from collections.abc import MutableMapping
from unicodedata import bidirectional

import bleach
from markupsafe import Markup, escape

from charter.core import invisible

CLAUSE_TAGS = frozenset({"p", "h3", "ul", "ol", "li", "blockquote", "br", "strong", "em", "sup", "sub", "a"})
LINK_SCHEMES = frozenset({"http", "https", "mailto"})
_EMPTY = re.compile(
    r"<(?P<line>p|h3)>(?:\s|&nbsp;|<br>|</?(?:em|strong|sup|sub|a)\b[^>]*>)*</(?P=line)>"
    r"|<(?P<holder>ul|ol|blockquote)\b[^>]*>\s*</(?P=holder)>"
)
_OPENING = re.compile(r"<(?P<name>p|h3|ul|ol|blockquote)(?P<rest>\b[^>]*)>")
_WORDS = re.compile(r"(?:^|(?<=>))[^<]+")
_GLANCE = 1000
"""Characters of a list or quote among which its first letter is looked for."""
_Attributes = MutableMapping[tuple[str | None, str] | str, str]


def clause(html: str) -> Markup:
    """Second wall after the schema check: keep only the elements that a clause can hold."""
    kept = bleach.clean(
        html, tags=CLAUSE_TAGS, attributes={"a": ["href", "rel"], "ol": ["start", "type"]}, protocols=LINK_SCHEMES
    )
    return Markup(kept)  # noqa: S704  bleach has just cleaned it


def shown(html: str) -> Markup:
    """Sanitised HTML of a clause as it is read: lines, lists and quotes without a word are left out, and each of the
    others runs from the side on which its first letter is read; what cannot be seen has a mark in its place."""
    kept, before = _with_marks(html), ""
    while kept != before:  # a quote may be empty once its lines are gone
        kept, before = _EMPTY.sub("", kept), kept
    return Markup(_OPENING.sub(_directed, kept))  # noqa: S704  only attributes of ours came to what was sanitised


def _with_marks(html: str) -> str:
    return _WORDS.sub(lambda words: invisible.shown(words[0]), html) if invisible.hidden(html) else html


def _directed(tag: re.Match[str]) -> str:
    """A line finds its direction by itself; a list or quote, which must not ask the lines inside, is told."""
    if tag["name"] in ("p", "h3"):
        return f'<{tag["name"]}{tag["rest"]} dir="auto">'
    words = re.sub(r"<[^>]*>|&[^;]*;", "", tag.string[tag.end() : tag.end() + _GLANCE])
    first = next((side for side in map(bidirectional, words) if side in ("L", "R", "AL")), "L")
    return tag[0] if first == "L" else f'<{tag["name"]}{tag["rest"]} dir="rtl">'


def plain(text: str) -> Markup:
    """Plain text as HTML: escaped, paragraphs kept, web addresses made into links."""
    paragraphs = re.split(r"\n\s*\n", invisible.shown(text.strip()))
    html = "".join(f"<p>{str(escape(each)).replace(chr(10), '<br>')}</p>" for each in paragraphs)
    linked = bleach.linkify(html, callbacks=[_mark_foreign], skip_tags=["pre"], parse_email=False)
    kept = bleach.clean(linked, tags={"p", "br", "a"}, attributes={"a": ["href", "rel"]}, protocols=LINK_SCHEMES)
    return Markup(kept)  # noqa: S704  bleach has just cleaned it


def _mark_foreign(attributes: _Attributes, new: bool = False) -> _Attributes:
    attributes[(None, "rel")] = "nofollow noopener ugc"
    return attributes
