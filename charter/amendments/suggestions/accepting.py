"""Accept suggestions: their words go into the live text under the name of their author, all in one act."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Connection, and_, func, select, update

from charter.amendments.suggestions import actions, eligibility, placing, queries, rules
from charter.amendments.suggestions.models import Suggestion
from charter.clauses import queries as clauses
from charter.clauses.versions import in_words
from charter.collab.incorporation import actions as incorporation
from charter.collab.incorporation.actions import Incorporated, ServerEditor
from charter.collab.incorporation.wording import Authored
from charter.collab.storage import live_text
from charter.collab.storage.authored_edits import may_edit
from charter.content.merge.atoms import flatten
from charter.content.merge.differing import diff
from charter.content.merge.patch import Patch
from charter.content.merge.relations import Relation, both_change, relate
from charter.content.merge.text import Text, normal
from charter.core import clock
from charter.core.digest import digest
from charter.core.errors import Outdated, Refused
from charter.database import writing
from charter.journal import actions as journal
from charter.journal.actions import PersonalFact
from charter.outbox import actions as outbox
from charter.outbox.rules import KEEPS

MAX_ATTEMPTS = 3
"""How often an acceptance begins anew because somebody typed while it was made, some tens of milliseconds."""


@dataclass(frozen=True)
class Acceptance:
    """Suggestions that can be accepted as one, with what each changes now; and those that cannot, each with why."""

    accepted: tuple[tuple[Suggestion, Patch], ...]
    conflicts: tuple[tuple[Suggestion, Any], ...]


def present_text(clause_id: int) -> Text:
    """The live text of a clause with its heading. Raises Unreadable."""
    return Text(clauses.get(clause_id).heading, live_text.committed_text(clause_id).content)


def combined(found: Sequence[Suggestion], now: Text) -> Acceptance:
    """Which of these suggestions go together into the text as it is `now`: the earlier one first."""
    accepted: list[tuple[Suggestion, Patch]] = []
    conflicts: list[tuple[Suggestion, Any]] = []
    for each in found:
        left = placing.carried(each, now)
        no = _conflict(each, left, accepted, now)
        if no is None and isinstance(left, Patch):
            accepted.append((each, left))
        else:
            conflicts.append((each, no))
    return Acceptance(tuple(accepted), tuple(conflicts))


def _conflict(each: Suggestion, left: Patch | Relation, others: Sequence[tuple[Suggestion, Patch]], now: Text) -> Any:
    """Why a suggestion cannot be accepted beside others; None if it can."""
    if isinstance(left, Relation):
        return collision(each, now)
    if left.is_empty:
        return _l("The text says this already.")
    for _other, patch in others:
        relation = relate(patch, left)
        if relation.is_blocking:
            words = both_change(left.base, relation)
            return _l("It changes “%(words)s” too, like the one before it: accept one of both.", words=words)
    return None


def collision(each: Suggestion, now: Text) -> str:
    """What a suggestion changes where the live text has changed since, and what it says there now: both sentences."""
    base, live, proposed = (flatten(normal(Text(now.heading, one))) for one in (each.base, now.content, each.proposed))
    changed, asked = diff(base, live), diff(base, proposed)
    met = [one for one in relate(changed, asked).meetings if one.is_blocking]
    theirs = _sentences(changed, {one.mine for one in met}, now.heading)
    mine = _sentences(asked, {one.theirs for one in met}, now.heading)
    said = _(
        "The text was changed there since. In the text: %(theirs)s In the suggestion: %(mine)s",
        theirs=theirs,
        mine=mine,
    )
    return str(said)


def _sentences(patch: Patch, spans: set[tuple[int, int]], label: str) -> str:
    hunks = tuple(each for each in patch.hunks if (each.start, each.end) in spans)
    # A line that moves is named by several hunks: some of them alone would say something else.
    shown = replace(patch, hunks=hunks, marks={}, shapes={}) if hunks and not patch.moves else patch
    return " ".join(in_words.sentences(shown, label))


def accept(clause_id: int, ids: Sequence[int], by: ServerEditor) -> None:
    """Put open suggestions to a clause into its live text, as one act; each author's words are signed by them.

    What the text has become since is kept: each is carried over it first. Refused with both sentences where one
    collides with it, or with another one; Outdated if one was settled meanwhile; refused to who may not edit.
    """
    eligibility.require_decider(by.member_id, clause_id)
    to_notify = _accept(clause_id, ids, by, MAX_ATTEMPTS)
    with writing():
        for suggestion_id, author_id in to_notify.items():
            outbox.gather("suggestion.accepted", suggestion_id, [author_id], KEEPS)
    actions.notify(clause_id)


def _accept(clause_id: int, ids: Sequence[int], by: ServerEditor, attempts: int) -> dict[int, int]:
    """Accept suggestions once nobody types between the look at the text and the commit; returns who is told."""
    now = present_text(clause_id)
    found = [each for each in queries.open_of(clause_id) if each.id in set(ids)]
    if not found or len(found) < len(set(ids)):
        raise Outdated(actions.SETTLED)
    chosen = combined(found, now)
    if chosen.conflicts:
        raise Refused(*(no for _each, no in chosen.conflicts))

    authored = [_authored(each, patch) for each, patch in chosen.accepted]
    to_notify = {each.id: each.author_id for each in found if each.author_id != by.member_id}
    decides = _deciding(clause_id, found, now, by)
    permission = _still_open([each.id for each in found])
    try:
        incorporation.incorporate(clause_id, normal(now), authored, by, permission, decides)
    except Outdated:
        if attempts > 1:
            return _accept(clause_id, ids, by, attempts - 1)
        raise
    return to_notify


def _authored(each: Suggestion, patch: Patch) -> Authored:
    return Authored(patch, each.author_id, each.association_id, f"suggestion {each.id}")


def _still_open(ids: Sequence[int]) -> Callable[[], ColumnElement[bool]]:
    """What the statement that writes asks: who acts may edit, and none of these was settled meanwhile."""
    there = select(func.count()).where(Suggestion.id.in_(ids), Suggestion.stage == rules.OPEN).scalar_subquery()
    return lambda: and_(may_edit(), there == len(ids))


def _deciding(
    clause_id: int, found: Sequence[Suggestion], now: Text, by: ServerEditor
) -> Callable[[Connection, Incorporated], None]:
    """A function that settles these suggestions. It runs in another thread, so it takes values only."""
    charter_id, ids = found[0].charter_id, [each.id for each in found]
    signed = journal.ActorSnapshot(by.member_id, by.label)
    authors = {each.id: PersonalFact(each.author.label, each.author_id) for each in found}
    salts = {each.id: each.salt for each in found}

    def decide(connection: Connection, done: Incorporated) -> None:
        settled = {"stage": rules.ACCEPTED, "settled_at": clock.now(), "settled_by_id": by.member_id}
        pending = update(Suggestion).where(Suggestion.id.in_(ids), Suggestion.stage == rules.OPEN)
        if connection.execute(pending.values(**settled)).rowcount != len(ids):
            raise RuntimeError("a suggestion was settled in between")  # rolls back the words too
        for each in ids:
            before, after = (digest(rules.hashed(salts[each], text)) for text in (now.content, done.text.content))
            facts = {"clause": clause_id, "author": authors[each], "before": before, "after": after}
            journal.append(connection, "suggestion.accepted", f"suggestion:{each}", signed, charter_id, **facts)

    return decide
