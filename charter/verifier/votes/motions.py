"""The amendments that are put to a vote: is all that was printed of them what was fixed at the opening?"""

from charter.verifier import canonical_json

KINDS = ("amendment", "amendments")
PRINTED = ("wording", "number", "title", "proposers", "reason", "sentences", "texts", "consequences")


def problems(vote, entries):
    """The reasons to refuse the motions of a vote, as (name, detail, values). `entries`: those about it, in order."""
    motions = vote.get("motions", [])
    if bool(motions) != (vote["kind"] in KINDS) or (motions and vote["items"]):
        yield "motion", "it is on amendments, or it is not", {}
        return
    for each in motions:
        if "texts" in each and canonical_json.digest(_printed(each)) != each["digest"]:
            yield "motion", "the motion on amendment {number} does not have its digest", each
    for entry in entries:
        yield from _stated(vote, motions, entry)


def _printed(motion):
    return dict({name: motion[name] for name in PRINTED}, kind="motion")


def _stated(vote, motions, entry):
    facts, names = entry["facts"], ("amendment", "number", "digest")
    if entry["verb"] == "vote.opened":
        rows = [{name: each[name] for name in names} for each in motions]
        own = [rows, vote.get("order_reason")]
        if not canonical_json.same(own, [facts.get("motions", []), facts.get("order_reason")]):
            yield "motion", "{part} is not what the journal says", {"part": "motions"}
    if entry["verb"] == "vote.closed" and motions:
        outcome = vote.get("result", {}).get("outcome")
        left = [[each["number"], outcome] for each in motions if "taken_out_at" not in each]
        is_decided = outcome == "adopted" or "motions" in facts
        if is_decided and facts.get("motions") != left:
            yield "motion", "{part} is not what the journal says", {"part": "outcome"}
