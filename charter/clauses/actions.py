"""Add, name and take out the sections and clauses of a charter, and change its stage."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update

from charter.accounts.models import Member
from charter.charters import queries as charters
from charter.charters import rules as stages
from charter.charters.models import Charter
from charter.clauses import last_change, queries, rules
from charter.clauses.models import Clause, Section, Version
from charter.clauses.versions import published
from charter.core import signals
from charter.core.errors import Refused
from charter.database import db, rows_changed, writing
from charter.journal import actions as journal
from charter.web.input import text_input


def add_section(charter_id: int, title: str, by: Member | None) -> Section:
    """Add a section at the end."""
    with writing():
        charter = open_charter(charter_id)
        with last_change.remembered(charter_id, "section.added", _given(title), by):
            section = append_section(charter, title, by)
    notify(charter_id)
    return section


def append_section(charter: Charter, title: str, by: Member | None) -> Section:
    """Add a section at the end, in the caller's transaction."""
    section = Section(charter_id=charter.id, title=_given(title), position=_last(Section, charter.id) + 1)
    db.session.add(section)
    db.session.flush()
    journal.record("section.added", f"section:{section.id}", by=by, charter_id=charter.id, title=section.title)
    return section


def rename_section(charter_id: int, section_id: int, title: str, by: Member, was: str | None = None) -> None:
    """Change the title of a section. `was`: the title that the person saw, if that is known."""
    with writing():
        section = queries.section(open_charter(charter_id), section_id)
        _check_still(section.title, was)
        with last_change.remembered(charter_id, "section.renamed", section.title, by):
            write_section_title(section, _given(title), by)
    notify(charter_id)


def write_section_title(section: Section, title: str, by: Member) -> None:
    """Change the title of a section, in the caller\'s transaction."""
    section.title = title
    journal.record("section.renamed", f"section:{section.id}", by=by, charter_id=section.charter_id, title=title)


def _check_still(title: str, was: str | None) -> None:
    """Refuse to overwrite the title that somebody else gave meanwhile."""
    if was is not None and was != title:
        raise Refused(_l("Somebody else has just named this “%(title)s”. Change it again if need be.", title=title))


def add_clause(charter: Charter, section_id: int | None, heading: str) -> Clause:
    """Add a clause at the end of its section, in the caller's transaction. Without a section it is
    the preamble."""
    if section_id is None and queries.outline(charter.id).preamble:
        raise Refused(_l("This charter has a preamble already."))

    if section_id is not None:
        queries.section(charter, section_id)

    clause = Clause(
        charter_id=charter.id,
        section_id=section_id,
        kind=rules.ARTICLE if section_id else rules.PREAMBLE,
        heading=_given(heading),
        position=_last(Clause, charter.id) + 1,
    )

    db.session.add(clause)
    db.session.flush()
    return clause


def record_added(clause: Clause, first: Version, by: Member | None) -> None:
    """Record in the journal that a clause was added, with the digest of its first version, in the
    caller's transaction."""
    facts = {"heading": clause.heading, "section": clause.section_id, "digest": first.digest}
    journal.record("clause.added", f"clause:{clause.id}", by=by, charter_id=clause.charter_id, **facts)


def rename_clause(clause_id: int, heading: str, by: Member, was: str | None = None) -> None:
    """Change the heading of a clause that is in drafting. `was`: the heading that the person saw, if that is
    known."""
    with writing():
        clause = queries.get(clause_id)
        charter_id = open_charter(clause.charter_id).id
        _check_still(clause.heading, was)
        with last_change.remembered(charter_id, "clause.renamed", clause.heading, by):
            write_heading(clause_id, _given(heading), by)

    notify(charter_id)


def write_heading(clause_id: int, heading: str, by: Member) -> None:
    """Change the heading of a clause, in the caller\'s transaction."""
    charter_id = queries.get(clause_id).charter_id
    drafting = update(Clause).where(Clause.id == clause_id, Clause.stage == "drafting")
    if rows_changed(drafting.values(heading=heading)) == 0:
        raise Refused(_l("Only a clause in drafting can be changed."))
    journal.record("clause.renamed", f"clause:{clause_id}", by=by, charter_id=charter_id, heading=heading)


def drop_clause(clause_id: int, reason: str, by: Member) -> None:
    """Take a clause out of the charter, with a reason; its history stays."""
    with writing():
        clause = queries.get(clause_id)
        charter_id = open_charter(clause.charter_id).id
        with last_change.remembered(charter_id, "clause.dropped", clause.heading, by):
            mark_dropped(clause_id, reason, by)

    notify(charter_id)
    signals.changed.send(f"clause:{clause_id}", part="stage")


def mark_dropped(clause_id: int, reason: str, by: Member) -> None:
    """Take a clause out, in the caller\'s transaction."""
    charter_id = queries.get(clause_id).charter_id
    drafting = update(Clause).where(Clause.id == clause_id, Clause.stage == "drafting")
    if rows_changed(drafting.values(stage="dropped")) == 0:
        raise Refused(_l("Only a clause in drafting can be changed."))
    facts = {"reason": _reason(reason), "digest": _text(clause_id)}
    journal.record("clause.dropped", f"clause:{clause_id}", by=by, charter_id=charter_id, **facts)


def take_back_clause(clause_id: int, by: Member) -> None:
    """Put a dropped clause back into its section, in drafting."""
    with writing():
        clause = queries.get(clause_id)
        charter_id = open_charter(clause.charter_id).id
        if clause.kind == rules.PREAMBLE and queries.outline(charter_id).preamble:
            raise Refused(_l("This charter has a preamble already."))

        with last_change.remembered(charter_id, "clause.taken_back", clause.heading, by):
            mark_taken_back(clause_id, by)

    notify(charter_id)
    signals.changed.send(f"clause:{clause_id}", part="stage")


def mark_taken_back(clause_id: int, by: Member) -> None:
    """Put a dropped clause back, in the caller\'s transaction."""
    charter_id = queries.get(clause_id).charter_id
    dropped = update(Clause).where(Clause.id == clause_id, Clause.stage == "dropped")
    if rows_changed(dropped.values(stage="drafting")) == 0:
        raise Refused(_l("This clause is in the charter already."))
    digest = _text(clause_id)
    journal.record("clause.taken_back", f"clause:{clause_id}", by=by, charter_id=charter_id, digest=digest)


def _text(clause_id: int) -> str | None:
    """The digest of the newest version of a clause, if it has one."""
    version = published.newest(clause_id)
    return version.digest if version else None


def remove_section(charter_id: int, section_id: int, by: Member) -> None:
    """Remove a section without clauses; dropped ones count too."""
    with writing():
        section = queries.section(open_charter(charter_id), section_id)
        if db.session.scalar(select(Clause.id).where(Clause.section_id == section_id).limit(1)):
            raise Refused(_l("This section still holds clauses, or some that were taken out."))
        with last_change.remembered(charter_id, "section.removed", section.title, by):
            delete_section(section, by)
    notify(charter_id)


def delete_section(section: Section, by: Member) -> None:
    """Remove a section, in the caller's transaction."""
    charter_id = section.charter_id
    journal.record("section.removed", f"section:{section.id}", by=by, charter_id=charter_id, title=section.title)
    db.session.delete(section)
    db.session.flush()


def move_charter(charter_id: int, stage: str, reason: str, by: Member | None) -> None:
    """Move a charter to its next stage, or one back with a reason. Refused with every obstacle."""
    with writing():
        charters.lock(charter_id)
        charter = charters.get(charter_id)
        before = charter.stage
        if found := obstacles(charter, stage, reason):
            raise Refused(*found)

        here = update(Charter).where(Charter.id == charter_id, Charter.stage == before)
        if rows_changed(here.values(stage=stage)) == 0:
            raise Refused(_l("Somebody else has just changed the stage. Look again."))

        texts = {str(each): version.digest for each, version in published.newest_of_charter(charter_id).items()}
        facts = {
            "before": before,
            "after": stage,
            "reason": text_input.text(reason, text_input.MAX_REASON_LENGTH),
            "texts": texts,
        }
        journal.record("charter.stage_changed", f"charter:{charter_id}", by=by, charter_id=charter_id, **facts)

    notify(charter_id, "stage")


def obstacles(charter: Charter, stage: str, reason: str) -> list[object]:
    """Every obstacle between a charter and another stage."""
    found: list[object] = []
    possible = stages.next_stages(charter.stage)
    if stage not in possible:
        found.append(_l("A charter moves one stage at a time, and never back once it is adopted."))
    elif possible[stage] and not reason.strip():
        found.append(_l("Going back a stage needs a reason."))

    unsettled = queries.unsettled(charter.id)
    if stage == "adopted" and unsettled:
        headings = ", ".join(each.clause.heading for each in unsettled)
        found.append(_l("These clauses are neither adopted nor dropped: %(clauses)s.", clauses=headings))

    if stage == "adopted" and not queries.outline(charter.id).clauses:
        found.append(_l("There is no clause to adopt."))

    return found


def open_charter(charter_id: int) -> Charter:
    """A charter, locked until the transaction ends. Refused once it is adopted."""
    charters.lock(charter_id)
    charter = charters.get(charter_id)
    if charter.stage in stages.CLOSED:
        raise Refused(_l("An adopted charter no longer changes."))
    return charter


def _given(title: str) -> str:
    return text_input.line(title, text_input.MAX_TITLE_LENGTH, missing=_l("Give a title."))


def _reason(reason: str) -> str:
    return text_input.text(
        reason, text_input.MAX_REASON_LENGTH, missing=_l("Give a reason: it is kept in the journal.")
    )


def _last(table: type[Section] | type[Clause], charter_id: int) -> int:
    return db.session.scalar(select(func.max(table.position)).where(table.charter_id == charter_id)) or 0


def notify(charter_id: int, part: str = "outline") -> None:
    """Tell open pages, after the commit, that a part of a charter changed."""
    signals.changed.send(f"charter:{charter_id}", part=part)
