"""The ballots of a closed vote: who cast each, when, on which text, and what they come to."""

import re
from collections import Counter

from charter.verifier import canonical_json
from charter.verifier.votes import tally, voted_text

HASH = re.compile("[0-9a-f]{64}")
NAMED, SEALED = ("ballots", "events"), ("sealed", "signed")
RANKS = {"proxy": 0, "online": 1, "hands": 2, "paper": 2}
"""By source. A ballot replaces one of the same or of a lower rank."""


def problems(vote, entries):
    """The reasons to refuse the count of a vote, as (name, detail, values). `entries`: those about
    it."""
    is_sealed = vote["settings"]["ballots"] == "sealed"
    if any(name in vote for name in (NAMED if is_sealed else SEALED)):
        raise ValueError("a vote holds ballots of the other kind")
    ballots = vote["sealed"] if is_sealed else vote["ballots"]
    order = [ballot["key" if is_sealed else "member"] for ballot in ballots]
    if order != sorted(order):
        yield "form", "the ballots are not in their order", {}

    lines = {line["member"]: dict(line, cast={}, source="") for line in vote["roll"]}
    text, since = voted_text.left(vote, entries)
    if is_sealed:
        yield from _sealed(vote, lines)
        yield from _room(vote["signed"], [entry for entry in entries if entry["at"] >= since])
    else:
        yield from _named(vote, lines, text, since)
        yield from _room(vote["events"], entries)

    yield from _root(vote, _leaves(vote, text))
    box = dict(Counter(ballot["choice"] for ballot in ballots)) if is_sealed else None
    if set(box or {}) - set(_choices(vote["rule"])):
        yield "ballot", "a choice that there is none of", {}
    elif not _is_result(vote, lines, box):
        yield "result", "it is not what the ballots and the rule come to", {}


def _leaves(vote, text):
    if "ballots" in vote:
        return [ballot["receipt"] for ballot in vote["ballots"]]
    about = {"vote": vote["id"], "text": text}
    return [canonical_json.digest(dict(ballot, **about)) for ballot in vote["sealed"]]


def _root(vote, leaves):
    hashes = [bytes.fromhex(leaf) for leaf in sorted(leaves) if HASH.fullmatch(leaf)]
    if len(hashes) < len(leaves) or canonical_json.merkle_root(hashes) != vote["ballots_root"]:
        yield "root", "it is not that of the ballots", {}


def _is_result(vote, lines, box):
    counted = tally.result(vote["rule"], list(lines.values()), box)
    return canonical_json.same(counted, vote["result"])


def _choices(rule):
    return [choice for choice in tally.CHOICES if choice != "abstain" or rule["may_abstain"]]


def _sealed(vote, lines):
    keys = [ballot["key"] for ballot in vote["sealed"]]
    signed = [each["member"] for each in vote["signed"]]
    if len(set(keys)) != len(keys) or len(set(signed)) != len(signed):
        yield "twice", "a ballot or a signature is there twice", {}
    if len(keys) != len(signed):
        values = {"ballots": len(keys), "signatures": len(signed)}
        yield "box", "{ballots} ballots for {signatures} signatures", values
    for each in vote["signed"]:
        if each["member"] not in lines:
            yield "elector", "{member} is not on the roll", each
            continue
        lines[each["member"]]["source"] = each["source"]
        yield from _voter(vote, each, lines)


def _named(vote, lines, text, since):
    events = {}
    for event in vote["events"]:
        events.setdefault(event["member"], []).append(event)
    members = [ballot["member"] for ballot in vote["ballots"]]
    if len(set(members)) != len(members):
        yield "twice", "an elector has two ballots", {}
    for ballot in vote["ballots"]:
        line = lines.get(ballot["member"])
        if line is None:
            yield "elector", "{member} is not on the roll", ballot
            continue
        line["source"] = ballot["source"]
        cast = _cast(ballot["chosen"], line["votes"])
        if _is_allowed(cast, line["votes"], ballot, vote["rule"]):
            line["cast"] = cast
        else:
            yield "ballot", "that of {member} is none under this rule", ballot
        own = events.get(ballot["member"], [])
        yield from _ballot(dict(vote, digest=text), ballot, lines, own, since)
    lasting = {event["member"] for event in vote["events"] if event["at"] >= since}
    for member in sorted(lasting - set(members)):
        yield "dropped", "the ballot of {member} is missing", {"member": member}


def _cast(chosen, votes):
    """The number of votes for each choice."""
    if "=" not in chosen:
        return {chosen: votes}
    parts = (part.split("=") for part in chosen.split(","))
    return {choice: int(number) for choice, number in parts if number.isdecimal()}


def _is_allowed(cast, votes, ballot, rule):
    if set(cast) - set(_choices(rule)) or min(cast.values(), default=0) < 1:
        return False
    if sum(cast.values()) != votes:
        return False
    if rule["objections"] and "against" in cast and not ballot["objection"]:
        return False
    if len(cast) > 1 and not _counts_electors(rule):
        parts = [f"{choice}={cast[choice]}" for choice in tally.CHOICES if choice in cast]
        return ballot["chosen"] == ",".join(parts)
    return ballot["chosen"] == next(iter(cast))


def _counts_electors(rule):
    """Whether the rule counts electors too: then nobody may split their votes."""
    if rule["minimum_for"] or rule["minimum_not_against"]:
        return True
    return any(share["unit"] == "electors" or share["blockers"] for share in rule["thresholds"])


def _ballot(vote, ballot, lines, events, since):
    if _receipt(vote, ballot) != ballot["receipt"]:
        yield "receipt", "that of {member} is not of their ballot", ballot
    if not _lead_to(events, ballot):
        yield "events", "those of {member} do not lead to their ballot", ballot
    until = min(filter(None, (vote["closed_at"], vote["settings"]["closes_at"])))
    if not all(vote["opened_at"] <= event["at"] <= until for event in events):
        yield "late", "the ballot of {member} was not cast while the vote was open", ballot
    if events and events[-1]["at"] < since:
        yield "aside", "the ballot of {member} was cast before a clause was taken out", ballot
    ranks = [RANKS[event["source"]] for event in events if event["at"] >= since]
    if ranks != sorted(ranks):
        yield "source", "the ballot of {member} replaced one that stands", ballot
    for source in {event["source"] for event in events}:
        yield from _voter(vote, dict(ballot, source=source), lines)


def _receipt(vote, ballot):
    paper = {name: ballot[name] for name in ("chosen", "objection", "source", "nonce")}
    paper.update(vote=vote["id"], text=vote["digest"], elector=ballot["member"])
    return canonical_json.digest(paper)


def _lead_to(events, ballot):
    """Whether the ballot is the last of these ballot events, after as many changes as it states."""
    if len(events) != ballot["changes"] + 1:
        return False
    last = {name: ballot[name] for name in ("member", "receipt", "source")}
    last["at"] = ballot["cast_at"]
    return all(events[-1][name] == value for name, value in last.items())


def _voter(vote, ballot, lines):
    """A ballot from a distance was cast by its elector, or by the holder of the proxy."""
    if RANKS[ballot["source"]] == RANKS["paper"]:
        return
    line = lines[ballot["member"]]
    voter = lines.get(line["holder"]) if ballot["source"] == "proxy" else line
    if voter is None:
        yield "proxy", "nobody held the proxy of {member}", ballot
    elif vote["settings"]["needs_presence"] and not voter["present"]:
        yield "presence", "{member} was not present", voter


def _room(cast, entries):
    """The ballots of the room are those that the journal states as entered."""
    entered = {"hands": [], "paper": []}
    for entry in entries:
        if entry["verb"] == "ballot.entered":
            entered[entry["facts"]["source"]] += entry["facts"]["electors"]
    for source, members in entered.items():
        found = Counter(each["member"] for each in cast if each["source"] == source)
        stated = Counter(members)
        # The same ballot entered again makes an entry, but no ballot event.
        if set(found) != set(stated) or any(found[each] > stated[each] for each in found):
            values = {"source": source}
            yield "room", "the ballots by {source} are not those that were entered", values
