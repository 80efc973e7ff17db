"""Import a table of people: keep it, take corrections, and write it in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update

from charter.accounts import actions as accounts
from charter.accounts import invitations, rules, sessions
from charter.accounts.models import DELEGATE, HEAD, Account, Association, College, Member
from charter.charters import queries as charters
from charter.core import clock, signals
from charter.core.errors import Invalid, Outdated, Refused
from charter.database import db, writing
from charter.directory import assembly_places, messages, queries
from charter.directory.models import PeopleImport
from charter.directory.planning.associations import NO_ID
from charter.directory.planning.facts import (
    CHANGED,
    ERROR,
    LEFT_OUT,
    NEW,
    UNCHANGED,
    Choices,
    Line,
    Organisation,
    Wanted,
)
from charter.directory.planning.parsing import MAX_LENGTHS
from charter.directory.planning.plan import Plan
from charter.directory.reading.columns import COLLEGE
from charter.directory.reading.decoding import ENCODINGS, decoded, is_workbook
from charter.directory.reading.table import Unreadable
from charter.journal import actions as journal
from charter.journal.actions import PersonalFact
from charter.web.background import Background
from charter.web.input import text_input

RETENTION = timedelta(days=1)
"""How long a table that is not imported is kept."""
LOOK_INTERVAL_S = 600.0
MAX_TYPED = 1000
"""Characters of a corrected cell."""


@dataclass(frozen=True)
class Confirmation:
    """What is confirmed: the preview with this digest; whether its faulty lines are left out; whether the
    new people are invited now, and in which language; the charter in whose assembly all of them take
    part."""

    digest: str
    leave_out_faulty: bool = False
    invite: bool = False
    language: str | None = None
    charter_id: int | None = None


@dataclass(frozen=True)
class Imported:
    """What was done, in numbers."""

    new: int
    changed: int
    invited: int
    joined: int = 0


def install(app: Flask) -> None:
    """Delete old tables while the server runs."""
    background: Background = app.extensions["background"]
    background.every(LOOK_INTERVAL_S, forget_old, "old tables of people could not be deleted")


def forget_old() -> None:
    """Delete the tables that are older than a day."""
    old = PeopleImport.begun_at < clock.now() - RETENTION
    if db.session.scalar(select(PeopleImport.id).where(old).limit(1)) is not None:
        with writing():
            db.session.execute(delete(PeopleImport).where(old))


def begin(source: bytes) -> int:
    """Keep a table for its preview; returns the number of the import. Invalid if it is no table."""
    if is_workbook(source):
        raise Invalid(messages.unreadable(Unreadable("workbook")))
    queries.table(decoded(source))
    with writing():
        begun = PeopleImport(source=source, choices={})
        db.session.add(begun)
        db.session.flush()
        return begun.id


def give_up(import_id: int) -> None:
    """Delete a table without importing it."""
    with writing():
        db.session.delete(queries.begun_import(import_id))


def choose_encoding(import_id: int, encoding: str) -> None:
    """Read the bytes in another encoding ("" for the one they show). Invalid if there is no table then."""
    if encoding and encoding not in ENCODINGS:
        raise Invalid(_l("Choose one of the answers."))
    with writing():
        begun = queries.begun_import(import_id)
        queries.table(decoded(begun.source, encoding))
        begun.encoding = encoding


def correct(import_id: int, more: Choices) -> None:
    """Add corrections to those made before; `more.left_out` replaces what was left out before. Invalid for
    what no cell and no form takes."""
    if any(len(cell) > MAX_TYPED for cells in more.cells.values() for cell in cells.values()):
        raise Invalid(_l("This holds %(most)s characters at most.", most=MAX_TYPED))
    college = text_input.line(more.college, MAX_LENGTHS[COLLEGE])
    with writing():
        begun = queries.begun_import(import_id)
        before = queries.choices_of(begun.choices)
        begun.choices = _stored(
            Choices(
                _merged(before.cells, more.cells),
                more.left_out,
                {**before.associations, **more.associations},
                college or before.college,
            )
        )


def _merged(
    before: Mapping[int, Mapping[str, str]], more: Mapping[int, Mapping[str, str]]
) -> dict[int, Mapping[str, str]]:
    return {number: {**before.get(number, {}), **more.get(number, {})} for number in {*before, *more}}


def _stored(choices: Choices) -> dict[str, Any]:
    return {
        "cells": {str(number): dict(cells) for number, cells in choices.cells.items()},
        "left_out": sorted(choices.left_out),
        "associations": dict(choices.associations),
        "college": choices.college,
    }


def confirm(import_id: int, confirmed: Confirmation, by: Member) -> Imported:
    """Write what the preview shows, all of it or nothing. Outdated if it would not be what was shown, Refused
    for faulty lines that are not left out."""
    with writing():
        if confirmed.charter_id is not None:
            charters.lock(confirmed.charter_id)
        journal.take_turns()
        shown = queries.preview(import_id)
        if shown.plan.digest != confirmed.digest:
            raise Outdated(
                _l("The directory or the table changed since this preview. Nothing was imported: look again.")
            )
        if shown.plan.of_state(ERROR) and not confirmed.leave_out_faulty:
            raise Refused(_l("There are lines to correct. Correct them, or tick that they are left out."))

        imported, reassigned = _write(shown.plan, confirmed, by)
        _record(shown.plan, sha256(shown.begun.source).hexdigest(), by)
        db.session.delete(shown.begun)

    for member_id in reassigned:  # a socket that is open goes on in the old role else
        signals.session_revoked.send(member_id)
    if imported.joined:
        signals.changed.send(f"charter:{confirmed.charter_id}", part="stage")
    return imported


def _write(plan: Plan, confirmed: Confirmation, by: Member) -> tuple[Imported, list[int]]:
    """Write a plan in the caller's transaction. Also returns who has another role or association."""
    ids = _write_associations(plan)
    new, old = plan.of_state(NEW), plan.of_state(CHANGED, UNCHANGED)
    people = db.session.scalars(select(Member).where(Member.id.in_([_id_of(each) for each in old])))
    known = {each.id: each for each in people}
    changed = [(each, known[_id_of(each)]) for each in old if each.state == CHANGED]
    reassigned = [member.id for line, member in changed if _change(member, line, ids, by)]
    added = _people(new, ids)
    db.session.add_all(added)
    db.session.flush()

    _name_heads([*zip(new, added, strict=True), *changed], by)
    invited = [each.id for each in added] if confirmed.invite else []
    invitations.queue(invited, confirmed.language)
    joined = 0
    if confirmed.charter_id is not None:
        joined = assembly_places.add(confirmed.charter_id, [*new, *old], ids, [*added, *known.values()], by)
    return Imported(len(new), len(changed), len(invited), joined), reassigned


def _id_of(line: Line) -> int:
    return line.person.member_id if line.person else 0


def _write_associations(plan: Plan) -> dict[str, int]:
    """Create and change associations; returns the id of each by its key."""
    colleges = {each.name: each for each in db.session.scalars(select(College))}
    created = {place: Association() for place, _facts in plan.created}
    for place, facts in plan.created:
        _set(created[place], facts, colleges)
    for _before, facts in plan.altered:
        association = db.session.get_one(Association, facts.id)
        _set(association, facts, colleges)

    db.session.add_all(created.values())
    db.session.flush()
    known = {place: each.id for place, each in plan.resolved.after.items() if each.id != NO_ID}
    return known | {place: each.id for place, each in created.items()}


def _set(association: Association, facts: Organisation, colleges: dict[str, College]) -> None:
    association.name, association.country = facts.name, facts.country
    association.seats, association.weight = facts.seats, facts.weight
    association.college = colleges.setdefault(facts.college, College(name=facts.college))


def _people(lines: list[Line], ids: dict[str, int]) -> list[Member]:
    """New mandates; those of one address get one account."""
    addresses = {each.wanted.address for each in lines}
    known = {each.email: each for each in db.session.scalars(select(Account).where(Account.email.in_(addresses)))}
    return [_member(each.wanted, ids.get(each.association), known) for each in lines]


def _member(wanted: Wanted, association_id: int | None, known: dict[str, Account]) -> Member:
    account = known.setdefault(wanted.address, Account(email=wanted.address))
    return Member(account=account, name=wanted.name, role=wanted.role, association_id=association_id)


def _change(member: Member, line: Line, ids: dict[str, int], by: Member) -> bool:
    """Change a member as a line says; returns whether their role or association is another one."""
    wanted = line.wanted
    before = (member.role, member.association_id)
    if wanted.name and line.cells["name"].before is not None:
        member.name = wanted.name
    member.role = wanted.role or member.role
    member.association_id = ids.get(line.association, member.association_id)
    if (member.role, member.association_id) == before:
        return False

    if member.role != before[0]:
        subject, role = f"member:{member.id}", member.role
        journal.record("member.role_changed", subject, by=by, name=_named(member), before=before[0], after=role)
    if not rules.speaks_for_an_association(member.role):
        accounts.leave_delegation(member, by)
    sessions.shorten(member)
    return True


def _name_heads(written: list[tuple[Line, Member]], by: Member) -> None:
    """Name the heads of delegations, one for each association at any moment. The journal says who heads one that
    was there before."""
    for line, member in written:
        if line.wanted.is_head is False and member.is_head:
            member.rank = DELEGATE
    db.session.flush()
    heads = [member for line, member in written if line.wanted.is_head]
    newly_named = [
        member for line, member in written if line.wanted.is_head and line.association_id and not member.is_head
    ]
    led = [each.association_id for each in heads]
    former = update(Member).where(Member.association_id.in_(led), Member.rank == HEAD)
    db.session.execute(former.values(rank=DELEGATE))
    for each in heads:
        each.rank = HEAD
    for each in newly_named:
        journal.record("member.named_head", f"member:{each.id}", by=by, name=_named(each))


def _named(member: Member) -> PersonalFact:
    return PersonalFact(member.label, member.id)


def _record(plan: Plan, digest: str, by: Member) -> None:
    states = (NEW, CHANGED, UNCHANGED, ERROR, LEFT_OUT)
    after = [facts for _place, facts in plan.created] + [facts for _before, facts in plan.altered]
    journal.record(
        "member.imported",
        "directory",
        by=by,
        lines={state: len(plan.of_state(state)) for state in states},
        associations=[_described(each) for each in after],
        digest=digest,
    )


def _described(facts: Organisation) -> dict[str, object]:
    return {"name": facts.name, "college": facts.college, "seats": facts.seats, "weight": facts.weight}
