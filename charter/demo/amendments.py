"""A round of amendments to the demo charter, and threads on its words."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from charter.accounts.models import Member
from charter.amendments import actions, drafting, queries, support, texts
from charter.amendments.models import Amendment, Draft, Round
from charter.amendments.rounds import actions as rounds
from charter.amendments.rounds.actions import RoundSettings
from charter.amendments.texts import Proposed
from charter.charters import actions as charter_actions
from charter.charters import queries as charters
from charter.charters.models import Charter
from charter.clauses import queries as clauses
from charter.collab.storage import update_log
from charter.comments import actions as comments
from charter.comments.anchors import places
from charter.comments.anchors.selecting import Selection
from charter.core import clock
from charter.demo import added_words, typed

RIGHTS = {("drafting", "delegate", "amend"), ("drafting", "delegate", "cosign")}
"""What the secretary of the demo allows besides: who tries it finds the common text and amendments beside it. An
assembly that wants its text to stay as it is meanwhile moves on to the stage of amendments."""


def read() -> dict[str, Any]:
    """What the file of the demo holds."""
    return tomllib.loads(Path(__file__).with_name("amendements.toml").read_text())


def load(charter: Charter, members: Mapping[str, Member]) -> None:
    """Add threads on words, then a round with its amendments, to the demo charter. `members`: by mailbox."""
    data = read()
    clause_ids = {each.clause.heading: each.clause.id for each in clauses.outline(charter.id).clauses}

    _threads(data, clause_ids, members)
    charter_actions.set_rights(charter.id, charters.rights(charter) | RIGHTS, members["secretariat"])
    _Amending(_open(charter, data["round"], members["moderation"]), clause_ids, members).load(data)


def _threads(data: Mapping[str, Any], clause_ids: Mapping[str, int], members: Mapping[str, Member]) -> None:
    """The words of one of them pass: somebody writes them and takes them out again."""
    passing = data["passing"]
    where, author = clause_ids[passing["clause"]], members[passing["by"]]
    added_words.add_words(where, passing["after"], passing["words"], author)
    for each in data["threads"]:
        clause_id = clause_ids[each["clause"]]
        on = _selection(clause_id, each["words"])
        thread = comments.start_thread(clause_id, each["text"], members[each["by"]], on)
        for mailbox, words in each["replies"]:
            comments.reply(clause_id, thread.id, words, members[mailbox])
    added_words.remove_words(where, passing["words"], author)


def _selection(clause_id: int, words: str) -> Selection:
    """The words as positions in the lines of the live text."""
    text = places.live_text(clause_id, update_log.state_of(clause_id)[1])
    lines = [line for line in text.lines if line.strip()]
    number, line = next((number, line) for number, line in enumerate(lines) if words in line)
    start = line.index(words)
    return Selection(first=f"{number}.{start}", last=f"{number}.{start + len(words)}")


def _open(charter: Charter, data: Mapping[str, Any], moderator: Member) -> Round:
    limits = {name: data[name] for name in ("least_cosigners", "most_each", "most_each_clause")}
    closes_at = clock.now() + timedelta(days=data["days"])
    cosign_until = clock.now() + timedelta(days=data["cosigning_days"])
    settings = RoundSettings(closes_at=closes_at, cosign_until=cosign_until, **limits)
    return rounds.open_round(charter.id, settings, moderator)


class _Amending:
    """The amendments of the file, as they come in."""

    def __init__(self, round_: Round, clause_ids: Mapping[str, int], members: Mapping[str, Member]) -> None:
        self._round, self._clause_ids, self._members = round_, clause_ids, members
        self._bases = queries.bases(round_.id)

    def load(self, data: Mapping[str, Any]) -> None:
        """All of them, then the drafts."""
        for each in data["amendments"]:
            amendment = self._submit(each)
            if "rectified" in each:
                self._rectify(amendment, each)
            for mailbox in each.get("cosigners", []):
                support.cosign(amendment.charter_id, amendment.id, amendment.wording.digest, self._members[mailbox])
            self._settle(amendment, each)
        for each in data["drafts"]:
            self._draft(each)

    def _submit(self, each: Mapping[str, Any]) -> Amendment:
        draft = self._draft(each)
        return actions.submit(draft.id, draft.revision, self._members[each["by"]])

    def _draft(self, each: Mapping[str, Any]) -> Draft:
        parent = queries.numbered(self._round.id, each["amends"]) if "amends" in each else None
        proposed = [*self._proposed(each, parent)]
        by = self._members[each["by"]]
        return drafting.begin(self._round.id, proposed, each["reason"], by, parent_id=parent.id if parent else None)

    def _rectify(self, amendment: Amendment, each: Mapping[str, Any]) -> None:
        by, rectified = self._members[each["by"]], each["rectified"]
        [before] = texts.of_changes(amendment.wording.changes)
        proposed = [_edited(before, rectified)]
        draft = drafting.begin(self._round.id, proposed, rectified["reason"], by, amendment_id=amendment.id)
        actions.rectify(draft.id, draft.revision, by)

    def _settle(self, amendment: Amendment, each: Mapping[str, Any]) -> None:
        """Withdraw it, and have another association take it over, where the file says so."""
        if each.get("withdrawn"):
            actions.withdraw(amendment.charter_id, amendment.id, self._members[each["by"]])
        if "taken_over_by" in each:
            actions.take_over(amendment.charter_id, amendment.id, self._members[each["taken_over_by"]])

    def _proposed(self, each: Mapping[str, Any], parent: Amendment | None) -> Iterator[Proposed]:
        before = {change.place: change for change in texts.of_changes(parent.wording.changes)} if parent else {}
        for change in each["changes"]:
            base = self._base(change)
            yield _edited(before.get(base.place, base), change)

    def _base(self, change: Mapping[str, Any]) -> Proposed:
        if "clause" in change:
            clause_id = self._clause_ids[change["clause"]]
            version = self._bases[clause_id].version
            return Proposed(version.heading, version.content, clause_id)
        after = self._clause_ids[change["after"]]
        section_id = clauses.get(after).section_id
        return Proposed("", None, after_clause_id=after, section_id=section_id)


def _edited(before: Proposed, change: Mapping[str, Any]) -> Proposed:
    """The text before, as a change of the file would have it."""
    where = (before.clause_id, bool(change.get("drops")), before.after_clause_id, before.section_id)
    heading = change.get("heading", before.heading)
    if change.get("drops"):
        return Proposed(heading, None, *where)
    words = change.get("text") or typed.edited(typed.typed(before.content or {}), change.get("edits", []))
    return Proposed(heading, typed.content(words), *where)
