"""What became of one batch of updates."""

from collections import defaultdict
from dataclasses import dataclass, field

from pycrdt import merge_updates

from charter.collab.presence.participants import Update
from charter.core.errors import Refused

ELSEWHERE = ""


@dataclass
class Outcome:
    """What became of one batch; `news` is what the log has gained of each clause, whoever wrote it."""

    kept: list[Update] = field(default_factory=list)
    refused: list[tuple[Update, Refused]] = field(default_factory=list)
    failed: list[Update] = field(default_factory=list)
    repeated: list[Update] = field(default_factory=list)
    """Those that bring nothing which is not in the log, or under way in the same batch."""
    news: dict[int, list[bytes]] = field(default_factory=dict)
    unread: set[int] = field(default_factory=set)
    """The clauses of which this process could not take in what was committed."""

    def clauses(self) -> set[int]:
        """Every clause that the batch was about."""
        refused = [update for update, _ in self.refused]
        return {update.clause_id for update in (*self.kept, *refused, *self.failed)} | set(self.news)

    def merged(self) -> dict[int, tuple[bytes, set[str]]]:
        """For each clause, one update with everything new, and the sockets it came from; ELSEWHERE stands for another
        process."""
        sids: dict[int, dict[bytes, str]] = defaultdict(dict)
        for update in self.kept:
            sids[update.clause_id][update.blob] = update.sid
        return {
            clause_id: (merge_updates(*blobs), {sids[clause_id].get(blob, ELSEWHERE) for blob in blobs})
            for clause_id, blobs in self.news.items()
            if blobs
        }
