"""How amendments ended: by votes that were on them, and as these votes had announced."""

FATES = {"fallen": "falls", "satisfied": "satisfied"}


def problems(replayed, votes):
    """The reasons to refuse outcomes, as (name, detail, values). `replayed`: a `Replay`; `votes`: of the document."""
    held = {vote["id"]: vote for vote in votes if vote["stage"] == "closed"}
    for amendment in replayed.amendments.values():
        if amendment.outcome:
            yield from _of_one(amendment, amendment.outcome["facts"], held)
    for vote in held.values():
        yield from _all_decided(vote, replayed)
    for vote in votes:
        yield from _on_newest(vote, replayed)


def _of_one(amendment, facts, held):
    kind, vote = facts["outcome"], held.get(facts["vote"])
    if kind in ("adopted", "rejected"):
        motion = vote and _motion(vote, amendment.number, amendment.id)
        if not motion or motion["wording"] != facts["digest"] or _is_adopted(vote) != (kind == "adopted"):
            yield "outcome", "no vote decided so on amendment {number} of round {round}", amendment.place
    elif kind in FATES and not (vote and _is_adopted(vote) and _is_announced(vote, amendment, facts, FATES[kind])):
        yield "fate", "no vote had announced what became of amendment {number} of round {round}", amendment.place
    elif kind not in FATES and facts["vote"] is not None:
        yield "outcome", "no vote decided so on amendment {number} of round {round}", amendment.place


def _is_adopted(vote):
    return vote["result"]["outcome"] == "adopted"


def _motion(vote, number, amendment_id=None):
    """The motion on an amendment in a vote, unless it was taken out of it."""
    left = [each for each in vote.get("motions", ()) if "taken_out_at" not in each]
    found = [each for each in left if each["number"] == number and amendment_id in (None, each["amendment"])]
    return found[0] if found else None


def _is_announced(vote, amendment, facts, fate):
    """Whether the motion that it ended with had printed so, of this wording."""
    motion = _motion(vote, facts["because_of"])
    if motion is None or "consequences" not in motion:
        return motion is not None
    printed = {"amendment_id": amendment.id, "fate": fate, "digest": facts["digest"]}
    return any(all(each[name] == value for name, value in printed.items()) for each in motion["consequences"])


def _all_decided(vote, replayed):
    """What a vote adopted is adopted."""
    for motion in vote.get("motions", ()):
        amendment = replayed.amendments.get(motion["amendment"])
        if "taken_out_at" in motion or amendment is None or not _is_adopted(vote):
            continue
        if not amendment.outcome or amendment.outcome["facts"]["vote"] != vote["id"]:
            yield "outcome", "no vote decided so on amendment {number} of round {round}", amendment.place


def _on_newest(vote, replayed):
    """A motion is on the wording that its amendment had at the opening."""
    put = replayed.motions.get(vote["id"], {})
    shown = {each["amendment"]: each["wording"] for each in vote.get("motions", ())}
    if shown != put:
        values = {"of_vote": vote["id"]}
        yield "motion", "its motions are not on the wordings that the amendments had", values
