"""The text: sections, clauses, and how delegates changed them."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from charter.accounts.models import Member
from charter.charters import actions as charters
from charter.charters.models import Charter
from charter.clauses import actions as clauses
from charter.collab.publishing import actions as publishing
from charter.collab.ydoc import from_prosemirror
from charter.demo import added_words
from charter.demo.large.plan import Site, charter_words, words

MAX_ROUNDS_OF_A_PARAGRAPH = 4
ENDING_LENGTH = 30
"""Characters at the end of a paragraph by which it is told from the others."""
LAST_DAY = 40
"""When drafting gives way to votes, in days."""


def load(site: Site) -> Charter:
    """The charter as it was written first, opened for drafting."""
    data, by = charter_words(), site.moderators[0]
    charter = charters.create(data["title"], data["summary"], data["language"], by)
    site.charter_id = charter.id
    _create(site, None, "Préambule", data["preamble"])

    left = site.size.clauses
    for title, written in _sections(site):
        if left:
            section = clauses.add_section(charter.id, title, by)
            site.clause_ids += [_create(site, section.id, *each) for each in written[:left]]
            left -= len(written[:left])

    clauses.move_charter(charter.id, "drafting", "", by)
    return charter


def plan_drafting(site: Site) -> None:
    """Have every clause changed and published, some often, some never."""
    for number, clause_id in enumerate(site.clause_ids):
        added = site.dice.sample(words("text")["words"]["added"], k=len(words("text")["words"]["added"]))
        most = min(2 * site.size.rounds, MAX_ROUNDS_OF_A_PARAGRAPH * len(site.endings[clause_id]))
        rounds = site.dice.randint(0, most) if number % 7 else 0
        days = sorted(site.dice.uniform(4, LAST_DAY) for _ in range(rounds))
        for day in days:
            authors = site.dice.sample(site.delegates, k=site.dice.choice((1, 1, 1, 2, 3)))
            some = [added.pop() for _ in authors[: len(added)]]
            site.at(day, partial(_revise, site, clause_id, some, authors))


def _revise(site: Site, clause_id: int, added: list[str], authors: list[Member]) -> None:
    for sentence, author in zip(added, authors, strict=False):
        added_words.add_words(clause_id, site.dice.choice(site.endings[clause_id]), sentence, author)
    publishing.publish(clause_id, site.dice.choice(words("text")["words"]["notes"]), authors[0])


def _create(site: Site, section_id: int | None, heading: str, text: str) -> int:
    content = from_prosemirror.paragraphs(text)
    clause_id = publishing.create_clause(site.charter_id, section_id, heading, site.moderators[0], content).id
    paragraphs = (each for each in text.strip().split("\n\n") if not each.startswith("-"))
    site.endings[clause_id] = [each[-ENDING_LENGTH:] for each in paragraphs if each.endswith(".")] or ["."]
    return clause_id


def _sections(site: Site) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Titles, each with headings and texts: those of the small demo, then those made of phrases."""
    for each in charter_words()["sections"]:
        yield each["title"], [(clause["heading"], clause["text"]) for clause in each["clauses"]]
    for domain in words("text")["domains"]:
        yield domain["title"], [_clause(site, domain, angle) for angle in words("text")["angles"]]


def _clause(site: Site, domain: dict[str, str], angle: dict[str, Any]) -> tuple[str, str]:
    said = [_capitalised(each.format_map(domain)) for each in site.dice.sample(angle["sentences"], k=4)]
    general = site.dice.sample(words("text")["words"]["general"], k=3)
    body = "\n\n".join((f"{said[0]} {said[1]}", f"{said[2]} {general[0]}", f"{said[3]} {general[1]} {general[2]}"))
    return f"{domain['name']} : {angle['heading']}", body


def _capitalised(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]
