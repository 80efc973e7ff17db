"""A site with two charters and people of each, of both and of none; the second one is what is walked."""

from dataclasses import dataclass
from functools import cached_property

from flask.testing import FlaskClient
from sqlalchemy import select

from charter.accounts import actions as accounts
from charter.accounts import queries as directory
from charter.amendments import actions as amendments
from charter.amendments import drafting, support
from charter.amendments.rounds import actions as rounds
from charter.amendments.suggestions import actions as suggestions
from charter.amendments.texts import Proposed
from charter.charters import actions as charters
from charter.charters.assembly import Assembly, Place
from charter.charters.models import Charter
from charter.clauses import actions as clauses
from charter.collab.publishing import actions as publishing
from charter.collab.ydoc import from_prosemirror
from charter.comments import actions as comments
from charter.core.digest import digest
from charter.database import Model, db
from charter.demo.actions import DOMAIN
from charter.votes.lifecycle import actions as votes
from charter.votes.lifecycle import preparing
from charter.votes.roll import proxies
from tests.conftest import public

MAX_SEQ = 2**31 - 1
HERE, ELSEWHERE, NOWHERE = "here", "elsewhere", "nowhere"
"""Whether somebody takes part in the second charter, in the first one alone, or in none."""
SECRET = "Encore secret"
"""What is written in the second charter and not published."""
PEOPLE = {
    ("secretary", HERE): "secretariat",
    ("delegate", HERE): "namur",
    ("moderator", HERE): "moderation",
    ("observer", HERE): "mediation",
    ("delegate", ELSEWHERE): "quebec",
    ("moderator", ELSEWHERE): "moderation-premiere",
    ("observer", ELSEWHERE): "observation-premiere",
    ("delegate", NOWHERE): "evora",
    ("moderator", NOWHERE): "moderation-nulle",
    ("observer", NOWHERE): "observation-nulle",
}


def member(mailbox: str):
    return directory.get_by_email(f"{mailbox}@{DOMAIN}")


def enter(app, mailbox: str) -> FlaskClient:
    browser = public(app)
    browser.post(f"/sign-in/{accounts.make_link(f'{mailbox}@{DOMAIN}')}")
    return browser


@dataclass(frozen=True)
class Second:
    """The second charter: what stands in its addresses and forms, by name."""

    slug: str
    first_slug: str
    usual: dict[str, str]
    prepared: int

    @cached_property
    def mixed(self) -> dict[str, str]:
        """Its ids, under the address of the first charter."""
        return self.usual | {"slug": self.first_slug}


def build() -> Second:
    """Fill a site that holds the demo."""
    first, secretary = db.session.query(Charter).one(), member("secretariat")
    for mailbox, role in (("moderation-premiere", "moderator"), ("observation-premiere", "observer")):
        accounts.invite(f"{mailbox}@{DOMAIN}", mailbox, role, None, by=secretary)
    first_slug = first.slug
    second = _with_assembly(secretary)
    shown = {"name": "Ville d’Évora", "country": "Portugal", "college": "Villes francophones"}
    evora = accounts.save_association(None, secretary, **shown, seats=1, weight=1)
    for mailbox, role, association in (
        ("evora", "delegate", evora.id),
        ("moderation-nulle", "moderator", None),
        ("observation-nulle", "observer", None),
    ):
        accounts.invite(f"{mailbox}@{DOMAIN}", mailbox, role, association, by=secretary)
    return _filled(second, first_slug, secretary)


def _with_assembly(secretary) -> Charter:
    names = ("Ville de Namur", "Ville de Genève")
    places = (directory.association_named(each) for each in names)
    chosen = frozenset(Place(each.id, each.college_id, 1, 1) for each in places)
    appointed = frozenset({member("moderation").id, member("mediation").id})
    return charters.create("Charte de l’eau", "", "fr", secretary, Assembly(chosen, appointed))


def _filled(second: Charter, first_slug: str, secretary) -> Second:
    charter_id, slug = second.id, second.slug
    section = clauses.add_section(charter_id, "Titre", secretary).id
    clause, other = (
        publishing.create_clause(charter_id, section, heading, secretary, from_prosemirror.paragraphs("Un bien.")).id
        for heading in ("L’eau est à tous", "L’eau est rare")
    )
    clauses.move_charter(charter_id, "drafting", "", secretary)
    namur, geneve = member("namur"), member("geneve")
    thread = comments.start_thread(clause, SECRET, namur)
    thread_id, comment_id = thread.id, comments.reply(clause, thread.id, "Oui", namur).id
    proxy = proxies.give(charter_id, geneve.id, by=namur).id
    suggested = suggestion(clause)
    clauses.move_charter(charter_id, "amending", "", secretary)
    round_ = in_round(charter_id, clause) | {"suggestion_id": suggested, "member_id": namur.id}
    clauses.rename_clause(clause, SECRET, secretary)  # after the round, which publishes what it freezes
    clauses.move_charter(charter_id, "voting", "", secretary)
    opened = votes.put_to_vote(other, member("moderation")).id
    subject = preparing.Subject("question", heading=SECRET, question=SECRET)
    prepared = preparing.prepare(charter_id, subject, preparing.Settings(), member("moderation")).id
    usual = {
        "slug": slug,
        "section_id": section,
        "clause_id": clause,
        "thread_id": thread_id,
        "comment_id": comment_id,
        "proxy_id": proxy,
        "vote_id": opened,
        "number": 1,
        "format_name": "json",
    } | round_
    return Second(slug, first_slug, {name: str(value) for name, value in usual.items()}, prepared)


def in_round(charter_id: int, clause: int) -> dict[str, int]:
    """A round for members: an amendment that Genève co-signs, and a draft, with what is secret in both."""
    namur, geneve = member("namur"), member("geneve")
    settings = rounds.RoundSettings(is_public=False)
    round_ = rounds.open_round(charter_id, settings, member("moderation"))
    proposed = [Proposed(SECRET, from_prosemirror.paragraphs(SECRET), clause)]
    draft = drafting.begin(round_.id, proposed, SECRET, namur)
    amendment = amendments.submit(draft.id, draft.revision, namur)
    support.cosign(charter_id, amendment.id, amendment.wording.digest, geneve)
    return {"amendment_id": amendment.id, "draft_id": drafting.begin(round_.id, proposed, SECRET, namur).id}


def suggestion(clause: int) -> int:
    """An open suggestion by Namur."""
    namur = member("namur")
    made = suggestions.begin(clause, MAX_SEQ, from_prosemirror.paragraphs(SECRET), namur)
    return suggestions.make(clause, made.id, made.revision, namur).id


def everything() -> str:
    """The digest of every row of the database."""
    rows = {}
    for table in Model.metadata.sorted_tables:
        rows[table.name] = sorted(str(tuple(row)) for row in db.session.execute(select(table)))
    db.session.rollback()
    return digest(rows)
