"""The life of a charter. Plain values in, plain values out."""

STAGES = ("preparing", "drafting", "amending", "voting", "adopted", "signed")
RIGHTS = ("edit", "comment", "vote")
CLOSED = ("adopted", "signed")
"""Stages that nothing goes back from."""

_ALL = ("delegate", "moderator", "secretary", "observer")
DEFAULT_RIGHTS: dict[str, dict[str, tuple[str, ...]]] = {
    "preparing": {"edit": ("moderator", "secretary"), "comment": ("moderator", "secretary")},
    "drafting": {"edit": ("delegate", "moderator"), "comment": _ALL, "vote": ("delegate",)},
    "amending": {"comment": _ALL, "vote": ("delegate",)},
    "voting": {"comment": ("delegate", "moderator"), "vote": ("delegate",)},
}
"""What a new charter starts with; the secretary changes it from there, charter by charter."""


def next_stages(stage: str) -> dict[str, bool]:
    """Where a charter may go from `stage`: each stage, and whether going there needs a reason (one step back)."""
    here = STAGES.index(stage)
    onward = {STAGES[here + 1]: False} if here + 1 < len(STAGES) else {}
    back = {STAGES[here - 1]: True} if here > 0 and stage not in CLOSED else {}
    return onward | back
