"""Start, answer, edit and resolve threads. Each verb notifies the pages of the clause."""

from flask_babel import lazy_gettext as _l

from charter.accounts.models import Member
from charter.clauses import queries as clauses
from charter.clauses.models import Clause
from charter.comments import queries, rules
from charter.comments.models import Comment, Thread
from charter.core import clock, signals
from charter.core.errors import NotAllowed
from charter.database import db, writing
from charter.journal import actions as journal
from charter.web.input import text_input


def start_thread(clause_id: int, body: str, by: Member) -> Thread:
    """Open a thread with its first comment. A repeated form opens no second one."""
    with writing():
        clauses.lock([clause_id])  # or two requests of one double click would not see each other
        clause = _open_to(by, clause_id)
        if twin := queries.recent_duplicate(clause_id, None, _words(body), by):
            return queries.thread(clause_id, twin.thread_id)

        thread = Thread(clause_id=clause.id, starter_id=by.id)
        thread.comments.append(Comment(author_id=by.id, body=_words(body)))
        db.session.add(thread)

    _notify(clause_id)
    return thread


def reply(clause_id: int, thread_id: int, body: str, by: Member) -> Comment:
    """Answer in a thread. An answer to a resolved thread reopens it; a repeated form adds
    nothing."""
    with writing():
        clauses.lock([clause_id])
        clause = _open_to(by, clause_id)
        thread = queries.thread(clause_id, thread_id)
        if twin := queries.recent_duplicate(clause_id, thread_id, _words(body), by):
            return twin

        comment = Comment(thread_id=thread.id, author_id=by.id, body=_words(body))
        db.session.add(comment)
        if thread.resolved_at:
            _set_resolved(clause, thread, resolved=False, by=by)

    _notify(clause_id)
    return comment


def edit(clause_id: int, comment_id: int, body: str, by: Member) -> None:
    """Change one's own comment, within `rules.EDITABLE_FOR`."""
    with writing():
        _open_to(by, clause_id)
        comment = _own(clause_id, comment_id, by)
        comment.body, comment.edited_at = _words(body), clock.now()
    _notify(clause_id)


def remove(clause_id: int, comment_id: int, by: Member) -> None:
    """Remove the words of one's own comment, within `rules.EDITABLE_FOR`; its place in the thread
    stays."""
    with writing():
        _open_to(by, clause_id)
        comment = _own(clause_id, comment_id, by)
        comment.body, comment.removed_at = "", clock.now()
    _notify(clause_id)


def resolve(clause_id: int, thread_id: int, resolved: bool, by: Member) -> None:
    """Resolve a thread, or reopen it."""
    with writing():
        clause = _open_to(by, clause_id)
        thread = queries.thread(clause_id, thread_id)
        if not queries.may_resolve(by, thread):
            raise NotAllowed(_l("Only the author of a thread or a moderator can resolve it."))
        _set_resolved(clause, thread, resolved, by)
    _notify(clause_id)


def _set_resolved(clause: Clause, thread: Thread, resolved: bool, by: Member) -> None:
    thread.resolved_at = clock.now() if resolved else None
    thread.resolved_by_id = by.id if resolved else None
    verb = "thread.resolved" if resolved else "thread.reopened"
    journal.record(verb, f"thread:{thread.id}", by=by, charter_id=clause.charter_id, clause=clause.id)


def _open_to(member: Member, clause_id: int) -> Clause:
    clause = clauses.get(clause_id)
    if not queries.may_comment(member, clause):
        raise NotAllowed(_l("The present stage of this charter does not let you comment."))
    return clause


def _own(clause_id: int, comment_id: int, by: Member) -> Comment:
    comment = queries.comment(clause_id, comment_id)
    if not queries.may_change(by, comment):
        raise NotAllowed(_l("Only your own comments, and for half an hour, can be changed."))
    return comment


def _words(body: str) -> str:
    return text_input.text(body, rules.MAX_COMMENT_LENGTH, missing=_l("Write something first."))


def _notify(clause_id: int) -> None:
    signals.changed.send(f"clause:{clause_id}", part="comments")
