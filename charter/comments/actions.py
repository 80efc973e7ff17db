"""Start, answer, edit and resolve threads. Each verb notifies the pages of the clause."""

from flask_babel import lazy_gettext as _l

from charter.accounts.models import Member
from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.comments import queries, rules, subjects
from charter.comments.anchors import making
from charter.comments.anchors.selecting import Selection
from charter.comments.anchors.wordings import Wording
from charter.comments.models import Anchor, Comment, Thread
from charter.comments.subjects import OnAmendment, Subject
from charter.core import clock, signals
from charter.core.errors import Invalid, NotAllowed, Outdated
from charter.database import db, writing
from charter.journal import actions as journal
from charter.web.input import text_input


def start_thread(subject: Subject, body: str, by: Member, on: Selection | Anchor | None = None) -> Thread:
    """Open a thread with its first comment, on the whole or on selected words. A repeated form opens no second one."""
    anchor = _anchor(subject, on, by) if on else None
    with writing():
        _lock(subject)  # or two requests of one double click would not see each other
        _open_to(by, subject)
        twin = queries.recent_duplicate(subject, None, _words(body), by)
        if twin and queries.is_on(twin.thread_id, anchor):
            return queries.thread(subject, twin.thread_id)

        thread = _new_thread(subject, by)
        thread.comments.append(Comment(author_id=by.id, body=_words(body)))
        db.session.add(thread)
        if anchor:
            db.session.flush()
            anchor.thread_id = thread.id
            db.session.add(anchor)

    _notify(subject)
    return thread


def _new_thread(subject: Subject, by: Member) -> Thread:
    if isinstance(subject, OnAmendment):
        return Thread(amendment_id=subject.id, starter_id=by.id)
    return Thread(clause_id=subject, starter_id=by.id)


def _anchor(subject: Subject, on: Selection | Anchor, by: Member) -> Anchor:
    """What was selected, read before the transaction: a long text must not keep others from writing."""
    _open_to(by, subject)
    if isinstance(on, Anchor):
        return on
    if isinstance(subject, OnAmendment):
        raise Invalid(_l("There are no words here. Select those that you want to comment on."))
    return making.anchor(subject, on)


def attach(
    subject: Subject, thread_id: int, on: Selection | Anchor, by: Member, wording: Wording | None = None
) -> None:
    """Attach a thread whose words are gone to other words. Refused while they stand in the text, which is `wording` for
    an amendment."""
    anchor = _anchor(subject, on, by)
    with writing():
        _lock(subject)
        charter_id = _open_to(by, subject)
        thread = queries.thread(subject, thread_id)
        if not queries.may_resolve(by, thread):
            raise NotAllowed(_l("Only the author of a thread or a moderator can attach it to other words."))
        if not queries.is_orphaned(thread, wording):
            raise Outdated(_l("The words of this thread stand in the text: it stays with them."))

        anchor.thread_id, anchor.number = thread.id, queries.last_anchor_number(thread.id) + 1
        db.session.add(anchor)
        _record("thread.reattached", charter_id, subject, thread, by)
    _notify(subject)


def reply(subject: Subject, thread_id: int, body: str, by: Member) -> Comment:
    """Answer in a thread. An answer to a resolved thread reopens it; a repeated form adds
    nothing."""
    with writing():
        _lock(subject)
        charter_id = _open_to(by, subject)
        thread = queries.thread(subject, thread_id)
        if twin := queries.recent_duplicate(subject, thread_id, _words(body), by):
            return twin

        comment = Comment(thread_id=thread.id, author_id=by.id, body=_words(body))
        db.session.add(comment)
        if thread.resolved_at:
            _set_resolved(charter_id, subject, thread, resolved=False, by=by)

    _notify(subject)
    return comment


def edit(subject: Subject, comment_id: int, body: str, by: Member) -> None:
    """Change one's own comment, within `rules.EDITABLE_FOR`."""
    with writing():
        _open_to(by, subject)
        comment = _own(subject, comment_id, by)
        comment.body, comment.edited_at = _words(body), clock.now()
    _notify(subject)


def remove(subject: Subject, comment_id: int, by: Member) -> None:
    """Remove the words of one's own comment, within `rules.EDITABLE_FOR`; its place in the thread
    stays."""
    with writing():
        _open_to(by, subject)
        comment = _own(subject, comment_id, by)
        comment.body, comment.removed_at = "", clock.now()
    _notify(subject)


def resolve(subject: Subject, thread_id: int, resolved: bool, by: Member) -> None:
    """Resolve a thread, or reopen it."""
    with writing():
        charter_id = _open_to(by, subject)
        thread = queries.thread(subject, thread_id)
        if not queries.may_resolve(by, thread):
            raise NotAllowed(_l("Only the author of a thread or a moderator can resolve it."))
        _set_resolved(charter_id, subject, thread, resolved, by)
    _notify(subject)


def _set_resolved(charter_id: int, subject: Subject, thread: Thread, resolved: bool, by: Member) -> None:
    thread.resolved_at = clock.now() if resolved else None
    thread.resolved_by_id = by.id if resolved else None
    _record("thread.resolved" if resolved else "thread.reopened", charter_id, subject, thread, by)


def _record(verb: str, charter_id: int, subject: Subject, thread: Thread, by: Member) -> None:
    about = {"amendment": subject.id} if isinstance(subject, OnAmendment) else {"clause": subject}
    journal.record(verb, f"thread:{thread.id}", by=by, charter_id=charter_id, **about)


def _lock(subject: Subject) -> None:
    if isinstance(subject, OnAmendment):
        charters.lock(subject.charter_id)
    else:
        clauses.lock([subject])


def _open_to(member: Member, subject: Subject) -> int:
    """The charter in which a member may comment on this now."""
    if not queries.may_comment(member, subject):
        raise NotAllowed(_l("The present stage of this charter does not let you comment."))
    return subject.charter_id if isinstance(subject, OnAmendment) else clauses.get(subject).charter_id


def _own(subject: Subject, comment_id: int, by: Member) -> Comment:
    comment = queries.comment(subject, comment_id)
    if not queries.may_change(by, comment):
        raise NotAllowed(_l("Only your own comments, and for half an hour, can be changed."))
    return comment


def _words(body: str) -> str:
    return text_input.text(body, rules.MAX_COMMENT_LENGTH, missing=_l("Write something first."))


def _notify(subject: Subject) -> None:
    topic, part = subjects.topic(subject)
    signals.changed.send(topic, part=part)
