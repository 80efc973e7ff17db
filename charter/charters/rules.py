"""The stages of a charter and its default rights. Plain values in, plain values out."""

STAGES = ("preparing", "drafting", "amending", "voting", "adopted", "signed")
RIGHTS = ("edit", "comment", "amend", "cosign", "vote")
CLOSED = ("adopted", "signed")
"""Stages that a charter cannot leave backwards."""

MAX_PROXIES_HELD = 10
"""How many proxies one delegate may hold, whatever the charter allows."""

_ALL = ("delegate", "moderator", "secretary", "observer")
DEFAULT_RIGHTS: dict[str, dict[str, tuple[str, ...]]] = {
    "preparing": {"edit": ("moderator", "secretary"), "comment": ("moderator", "secretary")},
    "drafting": {"edit": ("delegate", "moderator"), "comment": _ALL, "vote": ("delegate",)},
    "amending": {"comment": _ALL, "amend": ("delegate",), "cosign": ("delegate",), "vote": ("delegate",)},
    "voting": {"comment": ("delegate", "moderator"), "cosign": ("delegate",), "vote": ("delegate",)},
}
"""The rights of a new charter; the secretary can change them for each charter."""


def next_stages(stage: str) -> dict[str, bool]:
    """The stages that can follow `stage`, each with whether it needs a reason (one step back)."""
    here = STAGES.index(stage)
    onward = {STAGES[here + 1]: False} if here + 1 < len(STAGES) else {}
    back = {STAGES[here - 1]: True} if here > 0 and stage not in CLOSED else {}
    return onward | back
