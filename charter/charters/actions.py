"""Create and describe a charter; set its table of rights."""

from collections.abc import Iterable
from dataclasses import replace

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from charter.accounts.models import Member
from charter.charters import assembly as assemblies
from charter.charters import queries, rules
from charter.charters.assembly import Assembly
from charter.charters.models import Charter, StageRight
from charter.core import ids, signals
from charter.core.errors import About, Invalid
from charter.database import db, writing
from charter.journal import actions as journal
from charter.web.input import text_input


def create(title: str, summary: str, language: str, by: Member | None, assembly: Assembly | None = None) -> Charter:
    """Create a charter in preparation, with the default table of rights.

    The first charter of a site is for its whole directory, those to come included. With the second one,
    each has an assembly of its own: the earlier one keeps everyone of today, the new one begins with
    `assembly`, or with everyone.
    """
    with writing():
        return begin(title, summary, language, by, assembly)


def begin(title: str, summary: str, language: str, by: Member | None, assembly: Assembly | None = None) -> Charter:
    """The same in the caller's transaction, which has locked nothing yet."""
    journal.take_turns()  # no two find the same address free
    charter = Charter(
        title=_title(title),
        summary=text_input.text(summary, text_input.MAX_REASON_LENGTH),
        language=language,
        slug=_free_slug(title),
    )

    db.session.add(charter)
    db.session.flush()

    for stage, rights in rules.DEFAULT_RIGHTS.items():
        _grant(charter, ((stage, role, right) for right, roles in rights.items() for role in roles))

    journal.record("charter.created", f"charter:{charter.id}", by=by, charter_id=charter.id, **_described(charter))
    _part_assemblies(charter, assembly, by)
    return charter


def _part_assemblies(new: Charter, assembly: Assembly | None, by: Member | None) -> None:
    earlier = db.session.scalars(select(Charter).where(Charter.id != new.id).order_by(Charter.id)).all()
    for each in earlier:
        if each.takes_everyone:
            assemblies.replace(each, assemblies.everyone(), by, is_chosen=False)
    if earlier:
        chosen = assemblies.everyone() if assembly is None else assembly
        founder = {by.id} if by and by.role in queries.APPOINTED_ROLES else set()
        assemblies.replace(new, replace(chosen, appointed=chosen.appointed | founder), by, is_chosen=True)


def _described(charter: Charter) -> dict[str, str]:
    return {name: getattr(charter, name) for name in ("title", "summary", "slug", "language")}


def _title(title: str) -> str:
    return text_input.line(title, text_input.MAX_TITLE_LENGTH, missing=_l("Give a title."))


def _free_slug(title: str) -> str:
    wanted = ids.slug(title)
    if not wanted:
        raise Invalid(About("title", _l("The title needs at least one letter or digit.")))
    taken = set(db.session.scalars(select(Charter.slug).where(Charter.slug.startswith(wanted))))
    return next(each for each in _numbered(wanted) if each not in taken and each != "new")


def _numbered(wanted: str) -> Iterable[str]:
    yield wanted
    yield from (f"{wanted}-{number}" for number in range(2, 10_000))


def _grant(charter: Charter, table: Iterable[tuple[str, str, str]]) -> None:
    for stage, role, right in table:
        db.session.add(StageRight(charter_id=charter.id, stage=stage, role=role, right=right))


def describe(charter_id: int, title: str, summary: str, by: Member) -> Charter:
    """Change title and summary; the slug stays."""
    with writing():
        queries.lock(charter_id)
        charter = queries.get(charter_id)
        if charter.stage in rules.CLOSED:
            raise Invalid(_l("An adopted charter no longer changes."))

        charter.title, charter.summary = _title(title), text_input.text(summary, text_input.MAX_REASON_LENGTH)
        journal.record(
            "charter.described", f"charter:{charter.id}", by=by, charter_id=charter.id, **_described(charter)
        )

    signals.changed.send(f"charter:{charter_id}", part="outline")
    return charter


def set_rights(charter_id: int, table: set[tuple[str, str, str]], by: Member) -> None:
    """Replace the table of rights, given as (stage, role, right)."""
    with writing():
        queries.lock(charter_id)
        replace_rights(queries.get(charter_id), table, by)

    signals.changed.send(f"charter:{charter_id}", part="stage")


def replace_rights(charter: Charter, table: set[tuple[str, str, str]], by: Member) -> None:
    """The same in the caller's transaction, which has locked the charter."""
    before = queries.rights(charter)
    db.session.execute(delete(StageRight).where(StageRight.charter_id == charter.id))
    _grant(charter, sorted(table))
    granted, taken = sorted(table - before), sorted(before - table)
    facts = {"granted": [list(each) for each in granted], "taken": [list(each) for each in taken]}
    journal.record("charter.rights_set", f"charter:{charter.id}", by=by, charter_id=charter.id, **facts)
