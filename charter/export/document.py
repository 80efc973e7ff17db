"""The one value that every format is written from: published versions and closed votes, nothing
live.

It is read once for an export; writers are given nothing else. Equal states of the database give
equal values, and so equal bytes: nothing in it depends on the reader or on the moment of the
export.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flask_babel import force_locale
from markupsafe import Markup

from charter.charters import queries as charters
from charter.charters.models import Charter
from charter.clauses import queries as clauses
from charter.clauses.models import Version
from charter.clauses.queries import NumberedClause
from charter.clauses.versions import published
from charter.core.digest import digest
from charter.core.loop import run_in_thread
from charter.export import annex
from charter.export.amendments import histories, record
from charter.journal import queries as journal
from charter.votes import queries as votes
from charter.votes.models import Vote
from charter.votes.reporting import progress
from charter.votes.reporting.public_vote import public_vote

FORMAT = "charter-document/3"
FORMAT_WITH_ASSEMBLY = "charter-document/4"
"""The same, with the assembly, where one was chosen."""
FORMAT_WITH_ROUNDS = "charter-document/5"
"""The same, with the rounds of amendments, where there was one; and the assembly, if one was chosen."""
Records = dict[int, dict[str, Any]]
"""The public JSON of each vote, by the vote's id."""


@dataclass(frozen=True)
class Document:
    """A charter at one moment.

    `content`: JSON, the charter's parts in order with their newest published versions, each opened
    vote, and the assembly if one was chosen; its `digest` is the SHA-256 of the canonical JSON of
    everything else. `markup`: the sanitised HTML of each version, by the version's digest. `annex`:
    the closed votes in words, in the charter's language; `amended`: likewise how each clause came to its
    text. `newest`: when the newest thing in it happened (UTC). `associations`: how many take part. `states`: how many
    clauses are in each, as the page of the charter counts them.
    """

    content: dict[str, Any]
    markup: dict[str, Markup]
    annex: list[dict[str, Any]]
    newest: datetime
    amended: list[dict[str, Any]] = field(default_factory=list)
    associations: int = 0
    states: Mapping[str, int] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """The language of the charter: `fr` or `en`."""
        return str(self.content["charter"]["language"])


def read(charter: Charter) -> Document:
    """Read a charter from the database."""
    opened = votes.of_charter(charter.id)
    versions = published.newest_of_charter(charter.id)
    records = {vote.id: public_vote(vote) for vote in opened}
    content = _content(charter, versions, records)

    with force_locale(charter.language):
        closed = [annex.entry(vote, records[vote.id]) for vote in opened if vote.stage == "closed"]
        amended = histories.of_rounds(content)

    return Document(
        content=content | {"digest": run_in_thread(lambda: digest(content))},
        markup={version.digest: version.markup for version in versions.values()},
        annex=closed,
        amended=amended,
        newest=_newest(charter, versions, opened),
        associations=charters.association_count(charter),
        states=progress.of_charters([charter.id])[charter.id],
    )


def _content(
    charter: Charter,
    versions: dict[int, Version],
    records: Records,
) -> dict[str, Any]:
    outline = clauses.outline(charter.id)
    rounds, assembly = record.of_charter(charter.id), _assembly(charter.id)
    form = FORMAT_WITH_ASSEMBLY if assembly else FORMAT
    return (
        ({"rounds": rounds} if rounds else {})
        | assembly
        | {
            "format": FORMAT_WITH_ROUNDS if rounds else form,
            "charter": {
                "title": charter.title,
                "slug": charter.slug,
                "summary": charter.summary,
                "language": charter.language,
                "stage": charter.stage,
            },
            "preamble": [_clause(each, versions) for each in outline.preamble],
            "sections": [
                {
                    "number": section.roman,
                    "title": section.section.title,
                    "clauses": [_clause(each, versions) for each in section.clauses],
                }
                for section in outline.sections
            ],
            "votes": _in_order_of_opening(charter.id, records),
        }
    )


def _assembly(charter_id: int) -> dict[str, Any]:
    """The associations that take part, as the journal says since they were last chosen. A charter that
    kept the whole directory is exported as before: whoever compares two exports sees what it decided."""
    chosen = (each for each in journal.of_verb(charter_id, "charter.assembly_set") if each.facts.get("chosen"))
    last = next(chosen, None)
    return {"assembly": {"entry": last.seq, "associations": last.facts["associations"]}} if last else {}


def _clause(numbered: NumberedClause, versions: dict[int, Version]) -> dict[str, Any]:
    version = versions[numbered.clause.id]
    return {
        "id": numbered.clause.id,
        "number": numbered.number,
        "stage": numbered.clause.stage,
        "version": record.version(version),
    }


def _in_order_of_opening(charter_id: int, records: Records) -> list[dict[str, Any]]:
    # The verifier compares this order with that of the openings in the journal.
    order = journal.entry_numbers(charter_id, "vote.opened")
    return [records[vote_id] for vote_id in sorted(records, key=lambda each: order[f"vote:{each}"])]


def _newest(charter: Charter, versions: dict[int, Version], opened: list[Vote]) -> datetime:
    moments = [version.at for version in versions.values()]
    moments += [vote.closed_at or vote.opened_at or charter.created_at for vote in opened]
    return max([charter.created_at, *moments]).astimezone(UTC)
