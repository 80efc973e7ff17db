"""The metrics of this process, for Prometheus; `charter.pages.status_routes` shows them."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()
REQUESTS = Counter("charter_requests", "Requests answered.", ["method", "route", "status"], registry=REGISTRY)
REQUEST_SECONDS = Histogram("charter_request_seconds", "Time until a request was answered.", registry=REGISTRY)
EDITS = Counter("charter_edits", "Updates of texts: kept, refused, or to be sent again.", ["what"], registry=REGISTRY)
FLUSH_SECONDS = Histogram("charter_flush_seconds", "Time to commit a batch of updates.", registry=REGISTRY)

SOCKETS = Gauge("charter_sockets", "Lines that are open, over websockets or long-polling.", registry=REGISTRY)
CLAUSES_OPEN = Gauge("charter_clauses_open", "Clauses that somebody has open.", registry=REGISTRY)
BALLOTS = Gauge("charter_ballots", "Ballots cast so far, changed ones included.", registry=REGISTRY)
OUTBOX = Gauge("charter_outbox_mails", "Mails that wait to be sent.", registry=REGISTRY)
OUTBOX_LATE = Gauge("charter_outbox_late_seconds", "How late the most belated mail is.", registry=REGISTRY)
CHECKPOINT_AGE = Gauge("charter_checkpoint_age_seconds", "Age of the last checkpoint.", registry=REGISTRY)
POOL_IN_USE = Gauge("charter_database_connections_in_use", "Connections to the database in use.", registry=REGISTRY)
VERSION = Gauge("charter_version", "Always 1; the label says which release runs.", ["version"], registry=REGISTRY)
