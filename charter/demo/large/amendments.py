"""A round of amendments, opened when drafting ends: some clauses have one, one has many."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Any

from charter.accounts.models import Member
from charter.amendments import actions, queries, support, texts
from charter.amendments.models import Amendment, RoundBase
from charter.amendments.rounds import actions as rounds
from charter.amendments.rounds.actions import RoundSettings
from charter.amendments.texts import Proposed
from charter.amendments.wordings import append_wording, record
from charter.charters import actions as charter_actions
from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.database import db, writing
from charter.demo import typed
from charter.demo.amendments import RIGHTS
from charter.demo.large.plan import DAYS, PLACE_OF_MOST_AMENDED, Site, words
from charter.demo.large.text import LAST_DAY
from charter.journal import actions as journal

OPENS, FIRST, LAST = LAST_DAY + 0.1, LAST_DAY + 0.2, LAST_DAY + 1.6
"""Days since the beginning: all before the first vote freezes a clause."""
LASTS_DAYS = DAYS - LAST_DAY + 10
TOGETHER = 10
"""Amendments that arrive together, in one transaction."""
COSIGNED_SHARE, SUB_SHARE, WITHDRAWN_SHARE = 0.6, 0.06, 0.04


@dataclass
class _Amending:
    """The round, once it is open. What is thrown here leaves the dice of the rest of the demo alone."""

    site: Site
    dice: random.Random = field(default_factory=lambda: random.Random(47))  # noqa: S311
    round_id: int = 0
    number: int = 0
    by_clause: dict[int, list[int]] = field(default_factory=dict)


def plan(site: Site) -> None:
    """Have the round opened, and the amendments come in; most are co-signed then, some are withdrawn."""
    amending = _Amending(site)
    site.at(OPENS, partial(_open, amending))

    where = _clauses(amending)
    for first in range(0, len(where), TOGETHER):
        day = FIRST + (LAST - FIRST) * first / len(where)
        site.at(day, partial(_submit_some, amending, where[first : first + TOGETHER]))


def _clauses(amending: _Amending) -> list[int]:
    """The clause of each amendment, in the order in which they arrive."""
    site = amending.site
    most = site.clause_ids[PLACE_OF_MOST_AMENDED]
    others = [each for each in site.clause_ids if each != most]
    # Each other clause has some, as far as they go.
    rest = (others * (site.size.amendments // len(others) + 1))[: site.size.amendments - site.size.most_amended]
    found = [most] * site.size.most_amended + rest
    amending.dice.shuffle(found)
    return found


def _open(amending: _Amending) -> None:
    site = amending.site
    charter = charters.get(site.charter_id)
    charter_actions.set_rights(charter.id, charters.rights(charter) | RIGHTS, site.secretary)
    closes_at = site.at_day(LAST_DAY) + timedelta(days=LASTS_DAYS)
    settings = RoundSettings(closes_at=closes_at, cosign_until=closes_at)
    amending.round_id = rounds.open_round(charter.id, settings, site.moderators[0]).id


def _submit_some(amending: _Amending, clause_ids: Sequence[int]) -> None:
    """Amendments to some clauses, in one transaction: the verb for one of them would take ten times as long."""
    with writing():
        bases = queries.bases(amending.round_id)
        new = [_submit(amending, bases, clause_id) for clause_id in clause_ids]

    for amendment_id in new:
        _after(amending, db.session.get_one(Amendment, amendment_id))


def _submit(amending: _Amending, bases: dict[int, RoundBase], clause_id: int) -> int:
    by, parent = amending.dice.choice(amending.site.delegates), _parent(amending, clause_id)
    [before] = texts.of_changes(parent.wording.changes) if parent else [_base(bases[clause_id])]
    proposed = _changed(amending, before) if parent else _proposed(amending, before)

    amending.number += 1
    amendment = Amendment(
        charter_id=amending.site.charter_id,
        round_id=amending.round_id,
        number=amending.number,
        parent_id=parent.id if parent else None,
        association_id=by.association_id,
        association=by.association.name if by.association else "",
        author_id=by.id,
        submitted_at=journal.moment(),
    )
    db.session.add(amendment)
    db.session.flush()
    append_wording(amendment, "submitted", [proposed], amending.dice.choice(_said("reasons")), by, parent)
    record("amendment.submitted", amendment, by)

    if parent is None and not proposed.drops:
        amending.by_clause.setdefault(clause_id, []).append(amendment.id)
    return amendment.id


def _said(what: str) -> list[Any]:
    found: list[Any] = words("amendments")[what]
    return found


def _base(base: RoundBase) -> Proposed:
    return Proposed(base.version.heading, base.version.content, base.clause_id)


def _parent(amending: _Amending, clause_id: int) -> Amendment | None:
    known = amending.by_clause.get(clause_id)
    if not known or amending.dice.random() > SUB_SHARE:
        return None
    return db.session.get_one(Amendment, amending.dice.choice(known))


def _after(amending: _Amending, amendment: Amendment) -> None:
    """What becomes of it at once: co-signed by some, or withdrawn."""
    author, dice = amendment.author, amending.dice
    if author and dice.random() < WITHDRAWN_SHARE:
        actions.withdraw(amendment.charter_id, amendment.id, author)
    elif dice.random() < COSIGNED_SHARE:
        for by in _cosigners(amending, amendment.association_id):
            support.cosign(amendment.charter_id, amendment.id, amendment.wording.digest, by)


def _cosigners(amending: _Amending, association_id: int) -> list[Member]:
    """One or two members of other associations."""
    asked = amending.dice.sample(amending.site.delegates, k=amending.dice.choice((1, 1, 1, 2)))
    by_association = {each.association_id: each for each in asked if each.association_id != association_id}
    return list(by_association.values())


def _proposed(amending: _Amending, base: Proposed) -> Proposed:
    """Another text for a clause, another heading, its removal, or a new clause after it."""
    thrown = amending.dice.random()
    if thrown < 0.02:
        return Proposed(base.heading, None, base.clause_id, drops=True)
    if thrown < 0.06:
        section_id = clauses.get(base.clause_id or 0).section_id
        said = amending.dice.sample(words("text")["words"]["general"], k=2)
        heading = amending.dice.choice(_said("new_headings"))
        content = typed.content("\n\n".join(said))
        return Proposed(heading, content, after_clause_id=base.clause_id, section_id=section_id)
    if thrown < 0.1:
        heading = amending.dice.choice(_said("headings")).format(heading=base.heading)
        return Proposed(heading, base.content, base.clause_id)
    return _changed(amending, base)


def _changed(amending: _Amending, before: Proposed) -> Proposed:
    """The text with one or two changes of words, sentences or paragraphs."""
    was = said = typed.typed(before.content or {})
    while said == was:
        for change in amending.dice.choices((_reword, _extend, _insert, _shorten), (4, 4, 2, 1), k=2):
            said = change(amending.dice, said)
    return replace(before, content=typed.content(said))


def _reword(dice: random.Random, said: str) -> str:
    """Other words for some that are there."""
    pairs = [(old, new) for old, new in _said("pairs") if old in said and new not in said]
    if not pairs:
        return said
    old, new = dice.choice(pairs)
    return said.replace(old, new, 1)


def _extend(dice: random.Random, said: str) -> str:
    """A sentence after another."""
    ends = [found.end() for found in re.finditer(r"\.(?= |$)", said, re.MULTILINE)]
    at = dice.choice(ends) if ends else len(said)
    added: str = dice.choice(words("text")["words"]["added"])
    return said[:at] + added + said[at:]


def _insert(dice: random.Random, said: str) -> str:
    """A paragraph more."""
    paragraphs = said.split("\n\n")
    paragraphs.insert(dice.randint(1, len(paragraphs)), dice.choice(words("text")["words"]["general"]))
    return "\n\n".join(paragraphs)


def _shorten(dice: random.Random, said: str) -> str:
    """A sentence less."""
    found = [each for each in re.findall(r"(?<=\. )[^.\n]+\.", said) if said.count(each) == 1]
    return said.replace(f" {dice.choice(found)}", "") if found else said
