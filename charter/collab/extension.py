"""What a process remembers of the live texts of one app, and the loops that work on it."""

from flask import Flask, current_app
from werkzeug.local import LocalProxy

from charter.collab.attribution import share_counts
from charter.collab.attribution.log_replay import LogReplays
from charter.collab.attribution.share_counts import ShareCounts
from charter.collab.presence.local import LocalPresence
from charter.collab.presence.remote import RemotePresence
from charter.collab.presence.throttle import PresenceThrottle
from charter.collab.publishing import autosave
from charter.collab.publishing.autosave import Autosave
from charter.collab.publishing.drafts import DraftComparisons
from charter.collab.recovery import repair
from charter.collab.storage.open_documents import OpenDocuments
from charter.collab.sync import housekeeping, server_edits
from charter.collab.sync.backpressure import Backpressure
from charter.collab.sync.batch_commit import BatchCommitter
from charter.collab.sync.broadcast import Broadcaster
from charter.collab.sync.flush_loop import FlushLoop
from charter.collab.sync.housekeeping import Housekeeping, OtherProcesses
from charter.collab.sync.server_edits import ServerEdit
from charter.collab.sync.token_buckets import RateLimits
from charter.web.background import Background
from charter.web.realtime.process_bus import ProcessBus


class Collab:
    """The live texts of one app in this process. Everything here can be lost: what is committed is in the log."""

    def __init__(self, app: Flask) -> None:
        background: Background = app.extensions["background"]
        self.bus: ProcessBus = app.extensions["process_bus"]
        self.documents = OpenDocuments()
        self.rate_limits = RateLimits()
        self.backpressure = Backpressure()
        self.log_replays = LogReplays()
        self.share_counts = ShareCounts()
        self.draft_comparisons = DraftComparisons()
        self._bind_presence(background)
        self._bind_sync(background)
        self._bind_loops(background)
        app.extensions["collab"] = self

    def _bind_presence(self, background: Background) -> None:
        self.presence = LocalPresence(on_empty=self.documents.close)
        self.remote_presence = RemotePresence()
        self.broadcaster = Broadcaster(self.presence, self.remote_presence, self.backpressure)
        self.throttle = PresenceThrottle(background, self.broadcaster.send_presence, self.broadcaster.publish_presence)

    def _bind_sync(self, background: Background) -> None:
        self.committer = BatchCommitter(self.documents, self.rate_limits)
        self.flush_loop = FlushLoop(background, self.documents, self.committer, self.broadcaster.send_batch_result)

    def _bind_loops(self, background: Background) -> None:
        self.housekeeping = Housekeeping(self.documents, self.presence, self.broadcaster)
        self.other_processes = OtherProcesses(
            self.bus, self.documents, self.presence, self.remote_presence, self.throttle, self.flush_loop
        )
        self.autosave = Autosave()
        self.bus.subscribe(
            "session revoked", lambda _process, member_id: self.housekeeping.disconnect_member(member_id)
        )
        background.every(housekeeping.TICK_S, self.tick, "housekeeping was not finished")
        background.every(autosave.LOOK_INTERVAL_S, self.autosave.snapshot_idle, "automatic versions were not kept")
        background.every(share_counts.STORE_INTERVAL_S, share_counts.store_missing, "shares of words were not counted")
        # what an earlier build wrote is looked through once, whichever way the database was upgraded
        background.at_start(repair.check_new)

    def tick(self) -> None:
        """Do the housekeeping that is due."""
        self.housekeeping.tick()
        self.other_processes.tick(self.housekeeping)

    def submit_edit(self, edit: ServerEdit) -> None:
        """Commit an edit that the server makes in a member's name. Raises Refused when it was not committed."""
        server_edits.submit(self.flush_loop, edit)

    def disconnect_member(self, member_id: int) -> None:
        """Disconnect a member in every process."""
        self.housekeeping.disconnect_member(member_id)
        self.bus.publish("session revoked", member_id)


collab: Collab = LocalProxy(lambda: current_app.extensions["collab"])  # type: ignore[assignment]
"""That of the present app."""
