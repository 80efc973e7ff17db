"""Incorporation: the wordings that several authors proposed for one frozen text of a clause become its live text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from flask_babel import lazy_gettext as _l
from sqlalchemy import Connection, update

from charter.accounts.models import Member
from charter.clauses import actions as clauses
from charter.clauses import queries as clause_queries
from charter.clauses.models import Clause
from charter.clauses.versions import published
from charter.collab.extension import collab
from charter.collab.incorporation import wording
from charter.collab.incorporation.wording import Authored
from charter.collab.storage import update_log
from charter.collab.storage.authored_edits import AuthoredEdit, Permission
from charter.collab.sync.server_edits import ServerEdit
from charter.collab.ydoc.document import LiveDocument
from charter.content.merge.text import Text
from charter.content.merge.union import Credit
from charter.core.digest import normal
from charter.core.errors import Outdated
from charter.journal import actions as journal


@dataclass(frozen=True)
class ServerEditor:
    """Who acts, signed in where, by value."""

    member_id: int
    label: str
    session_id: int
    language: str

    @classmethod
    def of(cls, member: Member, session_id: int, language: str) -> "ServerEditor":
        """A member who acts in this session; `language`: in which they are answered."""
        return cls(member.id, member.label, session_id, language)


@dataclass(frozen=True)
class Incorporated:
    """What the clause says now; the content is in Unicode form NFC, as a version keeps it."""

    heading: str
    text: published.Text
    credits: tuple[Credit, ...]
    """Whose each change is, by place in what was given: the words are signed by the first, the others are named."""


def incorporate(
    clause_id: int,
    base: Text,
    authored: Sequence[Authored],
    by: ServerEditor,
    permission: Permission,
    decides: Callable[[Connection, Incorporated], None],
) -> Incorporated:
    """Put wordings of one base, in the order of their numbers, into the live text of a clause, which must still be that
    base; each is signed by its author. All of it is committed in one transaction, in which `decides` writes what is
    decided with it, or nothing.

    `permission`: what the statement that writes asks beside a clause in drafting and a valid session: who may act
    (`authored_edits.may_decide`, `may_edit`), and what must be true of the wordings. Refused if two wordings block one
    another; Outdated if the text is not the base, or if any of this is not so at the commit. Everyone who has the
    clause open sees it come.
    """
    clause = clause_queries.get(clause_id)
    known = update_log.state_of(clause_id)[1]
    live = LiveDocument(*update_log.load(clause_id)).state()
    if normal(clause.heading) != normal(base.heading) or not wording.says(live, base):
        raise Outdated(
            _l("The text of this clause is no longer the one that was to be amended. Nothing was changed; look at it.")
        )
    made = wording.write(live, base, authored, ("incorporation", clause_id))
    text = replace(made.text, content=normal(made.text.content))
    done = Incorporated(made.heading, text, made.credits)
    edit = AuthoredEdit(made.parts, made.spans, clause.heading, known, permission)
    charter_id, decide = clause.charter_id, _deciding(clause, by, done, decides)
    is_renamed = made.heading != normal(clause.heading)
    collab.submit_edit(ServerEdit(clause_id, made.merged, 0, by.member_id, by.session_id, by.language, decide, edit))
    if is_renamed:
        clauses.notify(charter_id)
    return done


def _deciding(
    clause: Clause, by: ServerEditor, done: Incorporated, decides: Callable[[Connection, Incorporated], None]
) -> Callable[[Connection], None]:
    """A function that writes the heading, if that changes, and what is decided. It runs in another thread, so it takes
    values only."""
    clause_id, charter_id, heading = clause.id, clause.charter_id, clause.heading
    signed = journal.ActorSnapshot(by.member_id, by.label)

    def decide(connection: Connection) -> None:
        if done.heading != normal(heading):
            connection.execute(update(Clause).where(Clause.id == clause_id).values(heading=done.heading))
            subject = f"clause:{clause_id}"
            journal.append(connection, "clause.renamed", subject, signed, charter_id, heading=done.heading)
        decides(connection, done)

    return decide
