"""The only caller of bleach: what may remain of HTML that people caused."""

import re
from collections.abc import MutableMapping

import bleach
from markupsafe import Markup, escape

CLAUSE_TAGS = frozenset({"p", "h3", "ul", "ol", "li", "blockquote", "br", "strong", "em", "sup", "sub", "a"})
LINK_SCHEMES = frozenset({"http", "https", "mailto"})
_Attributes = MutableMapping[tuple[str | None, str] | str, str]


def clause(html: str) -> Markup:
    """Second wall after the schema check: keep only the elements that a clause can hold."""
    kept = bleach.clean(
        html, tags=CLAUSE_TAGS, attributes={"a": ["href", "rel"], "ol": ["start", "type"]}, protocols=LINK_SCHEMES
    )
    return Markup(kept)  # noqa: S704  bleach has just cleaned it


def plain(text: str) -> Markup:
    """Plain text as HTML: escaped, paragraphs kept, web addresses made into links."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    html = "".join(f"<p>{str(escape(each)).replace(chr(10), '<br>')}</p>" for each in paragraphs)
    linked = bleach.linkify(html, callbacks=[_mark_foreign], skip_tags=["pre"], parse_email=False)
    kept = bleach.clean(linked, tags={"p", "br", "a"}, attributes={"a": ["href", "rel"]}, protocols=LINK_SCHEMES)
    return Markup(kept)  # noqa: S704  bleach has just cleaned it


def _mark_foreign(attributes: _Attributes, new: bool = False) -> _Attributes:
    attributes[(None, "rel")] = "nofollow noopener ugc"
    return attributes
