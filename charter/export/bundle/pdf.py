"""The bundle as a PDF that conforms to PDF/UA-1 and PDF/A-2a, in the charter's language."""

from typing import Any

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from charter.amendments import names
from charter.amendments.views import readings
from charter.amendments.views.readings import Reading
from charter.content.diff import ADDED, JOINED, REMOVED, SAME, Piece, Row
from charter.core.digest import fingerprint
from charter.core.loop import yield_to_loop
from charter.database import db
from charter.export import pdf
from charter.export.bundle.content import Bundle, Entry, ended, lack, state


def write(bundle: Bundle) -> bytes:
    """The file. Dated by its last change, so that equal states give equal bytes."""
    with force_locale(bundle.charter.language):
        content, date = _content(bundle), f"{bundle.as_of:%Y-%m-%d}"
        db.session.rollback()  # typesetting may wait for its turn: it keeps no connection from others meanwhile
        return pdf.typeset("bundle.typ", content, date)


def _content(bundle: Bundle) -> dict[str, Any]:
    number = bundle.number
    said = ngettext("%(num)s amendment, by place in the text", "%(num)s amendments, by place in the text", number)
    return {
        "title": str(_("Bundle of amendments")),
        "charter": bundle.charter.title,
        "language": bundle.charter.language,
        "number": said,
        "state": state(bundle),
        "round": str(_("Round %(number)s", number=bundle.round.number)),
        "reason": str(_("Reason")),
        "fingerprint": str(_("Fingerprint")),
        "entries": [_entry(each) for each in bundle.entries],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    yield_to_loop()  # each is said in words anew where nobody has read it yet
    amendment = entry.amendment
    others = ", ".join(each.association for each in amendment.supporters)
    return {
        "name": names.full(amendment),
        "by": " ".join(filter(None, [amendment.association, str(_("with %(names)s", names=others)) if others else ""])),
        "lacks": lack(amendment),
        "ended": ended(entry),
        "texts": [_text(each) for each in entry.texts],
        "reason": [line for line in amendment.wording.reason.split("\n") if line.strip()],
        "digest": fingerprint(amendment.wording.digest),
    }


def _text(text: Reading) -> dict[str, Any]:
    article = str(_("Article %(number)s", number=text.number)) if text.number else text.spot
    lines = (
        [_line(row) for row in text.compared.rows if row.state not in (SAME, JOINED)] if text.kind != "removed" else []
    )
    heading = _pieces(text.heading) if text.is_renamed else []
    return {
        "title": " — ".join(filter(None, [article, text.shown.heading])),
        "words": readings.sentences(text),
        "lines": ([{"note": "", "depth": 0, "marker": "", "pieces": heading}] if heading else []) + lines,
    }


def _line(row: Row) -> dict[str, Any]:
    line = row.now or row.was
    marker, depth = (line.marker, len(line.lists)) if line else ("", 0)
    return {"note": _note(row), "depth": depth, "marker": marker, "pieces": _pieces(row.pieces)}


def _note(row: Row) -> str:
    """Which paragraph of the text that is amended a line is."""
    if row.state == ADDED:
        return str(_("New paragraph"))
    if row.state == REMOVED:
        return str(_("Paragraph %(number)s, removed", number=row.old))
    return str(_("Paragraph %(number)s", number=row.old)) if row.old else ""


def _pieces(pieces: tuple[Piece, ...]) -> list[dict[str, Any]]:
    """Words with their state and the names of their marks; where a link leads is not printed."""
    return [{"state": each.state, "text": each.words, "marks": _marks(each)} for each in pieces]


def _marks(piece: Piece) -> list[str]:
    return [name for name, address in piece.marks or piece.was if not address]
