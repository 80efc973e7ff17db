"""Put what was adopted on a clause into its text."""

from collections.abc import Collection

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, literal, select

from charter.accounts.models import Member
from charter.amendments import actions, names
from charter.amendments.deciding.models import Incorporation
from charter.amendments.incorporation import preview
from charter.amendments.incorporation.preview import Pair, Preview
from charter.amendments.incorporation.record import Record
from charter.amendments.models import Round
from charter.charters import queries as charters
from charter.clauses import actions as clause_actions
from charter.collab.incorporation import actions as collab
from charter.collab.incorporation.actions import ServerEditor
from charter.collab.incorporation.wording import Authored
from charter.collab.storage import authored_edits
from charter.core import signals
from charter.core.errors import Invalid, Outdated, Refused
from charter.database import db, writing
from charter.journal import actions as journal


def incorporate(
    charter_id: int, round_: Round, clause_id: int, read: Collection[Pair], seen: str, by: Member, session_id: int
) -> None:
    """Make all that was adopted on a clause its live text, cut a version, and record it. `read`: the pairs whose
    sentences the moderator has read; `seen`: the digest of the preview.

    Refused with every obstacle; Outdated if the preview is another one now; Invalid while a sentence is not read.
    Nothing is changed then. Everyone who has the clause open sees the text come.
    """
    shown = preview.of(round_, clause_id)
    if shown.obstacles:
        raise Refused(*shown.obstacles)
    if shown.digest != seen:
        raise Outdated(_l("What was adopted has changed since this was shown to you. Look again."))
    if any(each.pair not in read for each in shown.meetings):
        raise Invalid(_l("Read each of these sentences, and tick that it is right."))
    if shown.text is None:
        _remove(charter_id, round_, shown, by)
    else:
        _write(charter_id, round_, shown, by, session_id)
    signals.changed.send(f"clause:{clause_id}", part="versions")
    signals.changed.send(f"charter:{charter_id}", part="outline")
    for each in shown.adopted:
        actions.notify(each)


def _write(charter_id: int, round_: Round, shown: Preview, by: Member, session_id: int) -> None:
    charter = charters.get(charter_id)
    _stream, patches = preview.patches_of(shown.base, shown.adopted)
    authored = [
        Authored(patch, each.author_id, each.association_id, each.wording.digest)
        for each, patch in zip(shown.adopted, patches, strict=True)
    ]
    editor = ServerEditor.of(by, session_id, charter.language)
    record = Record.of(charter_id, round_, shown, by, charter.language)
    # Asked by the statement that writes, in another thread: it takes values only.
    is_due = preview.is_due(round_.id, shown.clause_id, [each.id for each in shown.adopted])

    def permission() -> ColumnElement[bool]:
        return and_(authored_edits.may_decide(), is_due)

    collab.incorporate(shown.clause_id, preview.frozen(shown.base), authored, editor, permission, record.write)


def _remove(charter_id: int, round_: Round, shown: Preview, by: Member) -> None:
    """Take the clause out of the charter, as an adopted amendment asks."""
    removed_by = shown.removed_by or shown.adopted[0]
    with writing():
        charter = clause_actions.open_charter(charter_id)
        ids = [each.id for each in shown.adopted]
        is_due = select(literal(1)).where(preview.is_due(round_.id, shown.clause_id, ids))
        if db.session.scalar(is_due) is None:
            raise Outdated(_l("What was adopted has changed since this was shown to you. Look again."))
        with force_locale(charter.language):
            reason = names.full(removed_by)
        clause_actions.mark_dropped(shown.clause_id, reason, by)
        wordings = [[each.number, each.wording.digest] for each in shown.adopted]
        row = Incorporation(round_id=round_.id, clause_id=shown.clause_id, base_digest=shown.base.digest)
        row.wordings, row.read, row.by_id, row.at = wordings, [], by.id, journal.moment()
        db.session.add(row)
        facts = {"round": round_.number, "base": shown.base.digest, "wordings": wordings, "read": []}
        facts |= {"number": None, "digest": None}
        journal.record("clause.incorporated", f"clause:{shown.clause_id}", by=by, charter_id=charter_id, **facts)
    signals.changed.send(f"clause:{shown.clause_id}", part="stage")
