"""Load the demo charter through the same verbs that people use."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from charter.accounts import actions as accounts
from charter.accounts import queries as account_queries
from charter.accounts.models import Member
from charter.charters import actions as charters
from charter.charters.models import Charter
from charter.clauses import actions as clauses
from charter.clauses.models import Clause
from charter.collab.publishing import actions as collab
from charter.collab.ydoc import from_prosemirror
from charter.comments import actions as comments
from charter.database import db, writing
from charter.demo import added_words, amendments
from charter.journal import actions as journal
from charter.outbox import actions as outbox
from charter.votes.ballots.recording import BallotPaper
from charter.votes.casting import online
from charter.votes.lifecycle import actions as votes
from charter.votes.lifecycle import closing

DOMAIN = "forum.example"
PERSONAS = {
    "Delegate of Namur": f"namur@{DOMAIN}",
    "Delegate of Québec": f"quebec@{DOMAIN}",
    "Moderator": f"moderation@{DOMAIN}",
    "Secretary": f"secretariat@{DOMAIN}",
    "Observer": f"mediation@{DOMAIN}",
}


@dataclass
class _Demo:
    """The content of the demo file, and the members created from it, by mailbox."""

    data: dict[str, Any]
    members: dict[str, Member]


def is_empty() -> bool:
    """Whether the database holds no charter and no member yet."""
    return db.session.scalar(select(Charter.id).limit(1)) is None and not account_queries.members()


def load_whole() -> Charter:
    """Fill an empty database with the demo and its round of amendments; returns its charter."""
    charter = load()
    members = {each.email.removesuffix(f"@{DOMAIN}"): each for each in account_queries.members()}
    amendments.load(charter, members)
    outbox.clear()
    return charter


def load() -> Charter:
    """Fill an empty database with the demo as it was before the round of amendments, which takes seconds; returns its
    charter."""
    demo = _Demo(tomllib.loads(Path(__file__).with_name("charte.toml").read_text()), {})
    secretary = _found(demo.data["members"])
    _associations(demo, secretary)
    _members(demo, secretary)
    charter = _text(demo)
    _additions(demo, charter)
    _threads(demo, charter)
    _votes(demo, charter)
    outbox.clear()  # nobody is to get mail about what never happened

    return charter


def _found(people: dict[str, Any]) -> Member:
    """Create the first secretary, whom nobody could invite."""
    with writing():
        return _admit(Member(role="secretary", **people["secretary"]), by=None)


def _associations(demo: _Demo, secretary: Member) -> None:
    for group in demo.data["associations"]:
        for name in group["names"]:
            accounts.save_association(
                None,
                secretary,
                name=name,
                country=group["country"],
                college=group["college"],
                seats=1,
                weight=1,
            )


def _members(demo: _Demo, secretary: Member) -> None:
    people = demo.data["members"]
    roles = {role: people[role] for role in ("moderator", "observer")}
    with writing():
        for role, each in roles.items():
            demo.members[role] = _member(each["email"], each["name"], role, each.get("association"), secretary)
        for mailbox, (name, association) in people["delegates"].items():
            demo.members[mailbox] = _member(f"{mailbox}@{DOMAIN}", name, "delegate", association, secretary)


def _member(email: str, name: str, role: str, association: str | None, by: Member) -> Member:
    found = account_queries.association_named(association) if association else None
    return _admit(Member(email=email, name=name, role=role, association_id=found.id if found else None), by)


def _admit(member: Member, by: Member | None) -> Member:
    """Like an invitation, without the mail."""
    db.session.add(member)
    db.session.flush()
    journal.record(
        "member.invited",
        f"member:{member.id}",
        by=by,
        name=journal.PersonalFact(member.label, member.id),
        role=member.role,
    )

    return member


def _text(demo: _Demo) -> Charter:
    data, moderator = demo.data, demo.members["moderator"]
    charter = charters.create(data["title"], data["summary"], data["language"], by=moderator)
    collab.create_clause(charter.id, None, "Préambule", moderator, from_prosemirror.paragraphs(data["preamble"]))

    for each in data["sections"]:
        section = clauses.add_section(charter.id, each["title"], moderator)
        for clause in each["clauses"]:
            words = from_prosemirror.paragraphs(clause["text"])
            collab.create_clause(charter.id, section.id, clause["heading"], moderator, words)

    clauses.move_charter(charter.id, "drafting", "", moderator)
    return charter


def _clause(charter: Charter, heading: str) -> int:
    query = select(Clause.id).where(Clause.charter_id == charter.id, Clause.heading == heading)
    return db.session.execute(query).scalar_one()


def _additions(demo: _Demo, charter: Charter) -> None:
    for each in demo.data["additions"]:
        clause_id = _clause(charter, each["clause"])
        for mailbox, after, words in each["words"]:
            added_words.add_words(clause_id, after, words, demo.members[mailbox])
        collab.publish(clause_id, each["note"], demo.members["moderator"])


def _threads(demo: _Demo, charter: Charter) -> None:
    for each in demo.data["threads"]:
        clause_id = _clause(charter, each["clause"])
        thread = comments.start_thread(clause_id, each["text"], demo.members[each["by"]])
        for mailbox, words in each["replies"]:
            comments.reply(clause_id, thread.id, words, demo.members[mailbox])


def _votes(demo: _Demo, charter: Charter) -> None:
    for each in demo.data["votes"]:
        vote = votes.put_to_vote(_clause(charter, each["clause"]), demo.members["moderator"])
        for mailbox in demo.data["members"]["delegates"]:
            if mailbox not in each["absent"]:
                choice = next((c for c in ("against", "abstain") if mailbox in each[c]), "for")
                online.cast(vote.id, BallotPaper(vote.digest or "", {choice: 1}), demo.members[mailbox])
        if each["closed"]:
            closing.close(vote.id, demo.members["moderator"])
