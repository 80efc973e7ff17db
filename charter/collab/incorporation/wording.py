"""The updates that turn a live document of one text into that text with several patches."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from pycrdt import Doc, merge_updates

from charter.clauses.versions import published
from charter.collab.incorporation import letters
from charter.collab.incorporation.letters import Place
from charter.collab.incorporation.rewriting import Rewriting
from charter.collab.storage import client_ids
from charter.collab.storage.authored_edits import AuthoredSpan
from charter.collab.ydoc import to_prosemirror
from charter.content.canonical import canonical
from charter.content.merge import union as merging
from charter.content.merge.atoms import Stream, flatten
from charter.content.merge.conservation import is_conserved
from charter.content.merge.patch import Patch
from charter.content.merge.rendering import Keyed, render
from charter.content.merge.text import Text, normal
from charter.content.merge.union import Credit, Union
from charter.content.schema import TEXT, Content
from charter.core.errors import Refused
from charter.core.loop import run_in_thread

NOTHING = b"\x00\x00"
"""An update without items or deletions."""


@dataclass(frozen=True)
class Authored:
    """A wording of one clause: what it changes in the base, who wrote it for which association, and its digest."""

    patch: Patch
    member_id: int | None
    association_id: int | None
    key: str


@dataclass(frozen=True)
class Written:
    """What was made: the updates in order, whose words each client id writes, and the text that results."""

    parts: tuple[bytes, ...]
    spans: tuple[AuthoredSpan, ...]
    heading: str
    text: published.Text
    credits: tuple[Credit, ...]

    @property
    def merged(self) -> bytes:
        """All updates as one."""
        return merge_updates(*self.parts) if len(self.parts) > 1 else self.parts[0]


def says(live: bytes, text: Text) -> bool:
    """Whether a live document, encoded, holds exactly this text."""
    return _form(Text(text.heading, to_prosemirror.content(_opened(live)))) == _form(text)


def _form(text: Text) -> Text:
    """A text in the one form in which equal texts are equal. A line break has no marks in a live document."""
    return normal(Text(text.heading, canonical(_unmarked(text.content))))


def _unmarked(node: Content) -> Content:
    kept = {name: value for name, value in node.items() if name != "marks" or node["type"] == TEXT}
    return kept | ({"content": [_unmarked(each) for each in node["content"]]} if "content" in node else {})


def write(live: bytes, base: Text, authored: Sequence[Authored], about: tuple[object, ...]) -> Written:
    """Put these wordings, in the order of their numbers, into a live document, encoded, that holds the base. `about`:
    what the client ids are made from, beside the wordings. Refused if two block one another, or if the result is not
    their union to the letter."""
    stream = flatten(normal(base))
    patches = [each.patch for each in authored]
    if any(patch.base.atoms != stream.atoms for patch in patches):
        raise ValueError("a patch of another base")
    try:
        whole = run_in_thread(lambda: merging.union(stream, patches))  # of hundreds it takes a second
    except merging.Blocked as no:
        raise Refused(_l("Two of these wordings cannot both be adopted. Nothing was changed.")) from no

    updates, spans = _updates(live, stream, whole, authored, about)
    doc = _opened(live, *updates)
    result = normal(Text(whole.text.heading, to_prosemirror.content(doc)))
    if not is_conserved(stream, patches, result) or _form(result) != _form(whole.text):
        raise Refused(_l("The text could not be made without losing or inventing words. Nothing was changed."))
    return Written(
        tuple(updates or [NOTHING]), tuple(spans), whole.text.heading, to_prosemirror.text(doc), whole.credits
    )


def _updates(
    live: bytes, base: Stream, whole: Union, authored: Sequence[Authored], about: tuple[object, ...]
) -> tuple[list[bytes], list[AuthoredSpan]]:
    """What takes words out, what arranges lines, and the words of each author: updates that build on one another."""
    now = letters.lines(render(base, [each.patch for each in authored]))
    keys = [each.key for each in authored]
    doc = _opened(live, client=client_ids.authored(*about, *keys))
    rewriting = Rewriting(doc, letters.lines(Keyed(n, atom) for n, atom in enumerate(base.atoms)), now)
    found, spans = [rewriting.take_out(doc), rewriting.arrange(doc, whole.text.content)], list[AuthoredSpan]()

    owners = {credit.hunk: credit.patches[0] for credit in whole.credits}
    put: dict[int, list[Place]] = defaultdict(list)
    for hunk, place in rewriting.to_come():
        put[owners[hunk]].append(place)
    for number, places in sorted(put.items()):
        author = authored[number]
        client = client_ids.authored(*about, *keys, number, author.member_id, author.association_id)
        found.append(rewriting.put(_opened(live, *filter(None, found), client=client), places))
        spans.append(AuthoredSpan(client, author.member_id, author.association_id))
    return [each for each in found if each], spans


def _opened(*states: bytes, client: int | None = None) -> Doc[Any]:
    doc: Doc[Any] = Doc(client_id=client) if client else Doc()
    for each in states:
        doc.apply_update(each)
    return doc
