"""What a mail says: a subject and a few sentences, in a frame that names charter and recipient."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from flask import current_app, url_for
from flask_babel import gettext as _

from charter.accounts.models import Member
from charter.amendments.models import Amendment, Round
from charter.amendments.suggestions.models import Suggestion
from charter.config import Settings
from charter.notifications.words import Words
from charter.site import queries as site
from charter.votes.models import Proxy, Vote
from charter.web.rendering import moments

MAX_SUBJECT_PART = 60
"""Characters of a title or heading that a subject holds."""
MAX_QUOTE = 120
"""Characters of somebody's words that a mail quotes; the page of the vote has them all."""


_BLANK = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True)
class Letter:
    """What there is to tell one member.

    `subject` follows the title of the charter. `says`: sentences, a line each. `brief`: the same in
    one line, for a mail of several letters. `is_ballot_due`: it asks for a ballot, until
    `closes_at`. `proof`: a text for the record, sent as a file beside the words.
    """

    subject: str
    says: tuple[str, ...]
    brief: str = ""
    link: str = ""
    address: str = ""
    closes_at: datetime | None = None
    is_ballot_due: bool = False
    is_result: bool = False
    is_amendment: bool = False
    is_suggestion: bool = False
    proof: str = ""


Write = TypeVar("Write", bound=Callable[..., Letter | None])
Subject = type[Vote] | type[Proxy] | type[Round] | type[Amendment] | type[Suggestion]
"""What a mail may be about; each has the id of its charter."""
LETTERS: dict[str, tuple[Subject, Callable[[Any, Any], Letter | None]]] = {}
"""By the kind: the table of its subject, and what writes it."""


def letter(kind: str, about: Subject = Vote) -> Callable[[Write], Write]:
    """Declare a kind of mail. The function is given its subject and its recipient, and gives None
    if there is nothing to report any more. A verb queues the mail with `outbox.put`, or with
    `outbox.gather` if it may wait for others."""

    def declare(write: Write) -> Write:
        if kind in LETTERS:
            raise ValueError(f"the mail {kind} is declared already")
        LETTERS[kind] = about, write
        return write

    return declare


def site_address(endpoint: str, **values: object) -> str:
    """The full address of a page."""
    settings: Settings = current_app.config["CHARTER"]
    return settings.site + url_for(endpoint, **values)  # type: ignore[arg-type]


def site_name() -> str:
    """What the site is called, or its address where it has no name of its own."""
    settings: Settings = current_app.config["CHARTER"]
    return site.present().own_name or settings.site.partition("://")[2]


def zone_of(member: Member) -> str:
    """The time zone in which a member reads moments."""
    return member.zone or moments.site_zone()


def cut(words: str, most: int = MAX_SUBJECT_PART) -> str:
    """Words on one line, cut between two of them if they are too long."""
    line = _BLANK.sub(" ", words.strip())
    return line if len(line) <= most else line[: most - 1].rsplit(" ", 1)[0] + "…"


def what(vote: Vote) -> str:
    """What a vote is about, as a sentence names it after a colon."""
    number = vote.items[0].number if vote.kind == "clause" and vote.items else ""
    if number:
        return str(_("article %(number)s, “%(heading)s”", number=number, heading=cut(vote.title)))
    if vote.kind == "charter":
        return str(_("the whole charter"))
    return str(_("“%(heading)s”", heading=cut(vote.title)))


def short_what(vote: Vote) -> str:
    """The same for the subject of a mail."""
    number = vote.items[0].number if vote.kind == "clause" and vote.items else ""
    if number:
        return str(_("article %(number)s", number=number))
    return str(_("the whole charter") if vote.kind == "charter" else _("“%(heading)s”", heading=cut(vote.title)))


def framed(title: str, member: Member, is_one_of_several: bool, about: Letter) -> Words:
    """A letter about a charter as a whole mail."""
    name = member.label if is_one_of_several else member.name
    subject = f"{cut(title)} – {about.subject}" if title else about.subject
    if is_one_of_several:
        subject += f" – {member.label}"

    lines = [*about.says]
    if about.address:
        lines.append(f"{about.link} {about.address}")
    return Words(subject, body(name, title, lines), tuple(filter(None, [about.proof])))


def body(name: str, title: str, lines: list[str]) -> str:
    """The lines between a greeting and where mails are chosen."""
    greeting = str(_("Hello %(name)s,", name=name))
    return "\n\n".join([greeting, "\n".join([*filter(None, [title]), *lines]), _footer()]) + "\n"


def _footer() -> str:
    address = site_address("accounts.account", _anchor="mails")
    return str(_("Choose which mails you receive: %(address)s", address=address))
