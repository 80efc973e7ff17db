"""The text of a vote: what was put to the vote, and what was left after clauses were taken out."""

from charter.verifier import canonical_json


def items(opened):
    """The clauses that an opening puts to the vote, with their digests. In the first releases, it
    was one clause."""
    facts = opened["facts"]
    if "items" in facts:
        return facts["items"]
    return [{"clause": facts["clause"], "digest": facts["digest"]}]


def left(vote, entries):
    """The digest of the text at the end of a vote, and since when it is voted.

    When a clause is taken out of a block, the ballots before are set aside. Older entries do not
    state what was left: then the moment is "", and all ballots count.
    """
    since = [entry["facts"]["at"] for entry in _taken_out(entries) if "left" in entry["facts"]]
    if not since:
        return vote["digest"], ""
    return lefts(vote, entries)[-1], max(since)


def lefts(vote, entries):
    """The digests of a block after each clause or amendment that was taken out, in the order of the journal."""
    found, clauses, numbers = [], set(), set()
    for entry in _taken_out(entries):
        clauses.add(entry["facts"].get("clause"))
        numbers.add(entry["facts"].get("amendment"))
        items = [item for item in vote["items"] if item["clause"] not in clauses]
        motions = [motion for motion in vote.get("motions", ()) if motion["number"] not in numbers]
        found.append(digest_of(vote, items, motions))
    return found


def digest_of(vote, items, motions=()):
    """The digest of a vote on these items and motions."""
    hashed = {name: vote[name] for name in ("kind", "heading", "language", "question")}
    hashed["items"] = [{"clause": item["clause"], "digest": item["digest"]} for item in items]
    if motions:
        hashed["motions"] = [{"amendment": each["amendment"], "digest": each["digest"]} for each in motions]
    return canonical_json.digest(hashed)


def _taken_out(entries):
    return [entry for entry in entries if entry["verb"] == "vote.item_taken_out"]
