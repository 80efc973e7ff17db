"""Associations, their delegations, and who else takes part."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import insert

from charter.accounts import actions as accounts
from charter.accounts import invitations, rules
from charter.accounts.models import DELEGATE, HEAD, Association, Member, Session
from charter.charters import assembly
from charter.core import clock, ids
from charter.database import db, writing
from charter.demo.large.plan import Site, charter_words, words
from charter.journal import actions as journal

DOMAIN = "forum.example"


def load(site: Site) -> None:
    """The directory, with who has come so far."""
    people = charter_words()["members"]
    with writing():
        site.secretary = _admit(Member(role="secretary", **people["secretary"]), None)

    delegations = [_delegation(site, *each) for each in _associations(site)]
    with writing():
        _load_staff(site, delegations[0][0])
        for association, de, mailbox in delegations:
            site.delegates += _delegates(site, association, de, mailbox)
        everyone = [site.secretary, *site.moderators, *site.observers, *site.delegates]
        invitations.queue([each.id for each in everyone], None)

    with writing():
        _sign_in(site, everyone)


def choose_assembly(site: Site) -> None:
    """Choose who takes part in the charter: everyone of today."""
    assembly.set_assembly(site.charter_id, assembly.everyone(), site.secretary)


def _associations(site: Site) -> list[tuple[str, str, str, str, str]]:
    """Name, how “of” it is said, mailbox, country and college of each."""
    small = charter_words()
    heads = {association: (mailbox, name) for mailbox, (name, association) in small["members"]["delegates"].items()}
    found = []
    for group in small["associations"]:
        for name in group["names"]:
            mailbox, head = heads[name]
            found.append((name, head.removeprefix("Délégation "), mailbox, group["country"], group["college"]))
    for group in words("people")["associations"]:
        found += [(name, de, ids.slug(name), group["country"], group["college"]) for name, de in group["names"]]
    return found[: site.size.associations]


def _delegation(
    site: Site, name: str, de: str, mailbox: str, country: str, college: str
) -> tuple[Association, str, str]:
    seats = site.dice.choice((1, 1, 2, 3))
    association = accounts.save_association(
        None, site.secretary, name=name, country=country, college=college, seats=seats, weight=seats
    )
    return association, de, mailbox


def _load_staff(site: Site, first: Association) -> None:
    people, more = charter_words()["members"], words("people")
    moderator = people["moderator"]
    site.moderators = [_staff(site, "moderator", moderator["name"], moderator["email"], first)]
    site.moderators += [_staff(site, "moderator", name) for name in more["moderators"]]
    site.observers = [_staff(site, "observer", people["observer"]["name"], people["observer"]["email"])]
    site.observers += [_staff(site, "observer", name) for name in more["observers"]]


def _staff(site: Site, role: str, name: str, email: str = "", of: Association | None = None) -> Member:
    address = email or f"{ids.slug(name)}@{DOMAIN}"
    return _admit(Member(email=address, name=name, role=role, association_id=of and of.id), site.secretary)


def _delegates(site: Site, association: Association, de: str, mailbox: str) -> Iterator[Member]:
    functions = words("people")["functions"][: site.size.delegates]
    for place, function in enumerate(functions):
        address = f"{mailbox}@{DOMAIN}" if place == 0 else f"{mailbox}-{place}@{DOMAIN}"
        rank = HEAD if place == 0 else DELEGATE
        member = Member(
            email=address, name=f"{function} {de}", role="delegate", association_id=association.id, rank=rank
        )
        yield _admit(member, site.secretary)
        if rank == HEAD:
            journal.record("member.named_head", f"member:{member.id}", by=site.secretary, name=_name(member))


def _admit(member: Member, by: Member | None) -> Member:
    """As an invitation and its acceptance leave it; the mails are cleared in the end."""
    db.session.add(member)
    db.session.flush()
    journal.record("member.invited", f"member:{member.id}", by=by, name=_name(member), role=member.role)
    return member


def _name(member: Member) -> journal.PersonalFact:
    return journal.PersonalFact(member.label, member.id)


def _sign_in(site: Site, members: list[Member]) -> None:
    """Sessions of most of them, ended since."""
    began = clock.now() + timedelta(days=1)
    rows = [
        {
            "member_id": each.id,
            "key_digest": ids.token_digest(ids.token()),
            "browser": "Firefox",
            "started_at": began,
            "expires_at": began + rules.session_life(each.role),
        }
        for each in members
        if each.rank == HEAD or site.dice.random() < site.size.arrived
    ]
    db.session.execute(insert(Session), rows)
