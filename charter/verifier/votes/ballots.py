"""The ballots of a closed vote: was each cast by an elector, while the vote was open, and counted once?"""

import re
from collections import Counter

from charter.verifier import canonical_json
from charter.verifier.document import clause_texts
from charter.verifier.votes import tally

HASH = re.compile("[0-9a-f]{64}")
RANKS = {"proxy": 0, "online": 1, "hands": 2, "paper": 2}


def problems(vote, entries):
    """Every reason to refuse the count of a vote, as (name, detail, values). `entries`: the journal's about it."""
    lines = {line["member"]: dict(line, cast={}, source="") for line in vote["roll"]}
    box = None
    order = [ballot.get("member", ballot.get("key")) for ballot in vote.get("ballots", vote.get("sealed"))]
    if order != sorted(order):
        yield "form", "the ballots are not in their order", {}
    text, since = clause_texts.left(vote, entries)
    if vote["settings"]["ballots"] == "sealed":
        yield from _sealed(vote, lines)
        yield from _room(vote["signed"], [entry for entry in entries if entry["at"] >= since])
        box = {}
        for ballot in vote["sealed"]:
            box[ballot["choice"]] = box.get(ballot["choice"], 0) + 1
        leaves = [canonical_json.digest(dict(ballot, vote=vote["id"], text=text)) for ballot in vote["sealed"]]
    else:
        yield from _named(vote, lines, text, since)
        yield from _room(vote["events"], entries)
        leaves = [ballot["receipt"] for ballot in vote["ballots"]]
    hashes = [bytes.fromhex(leaf) for leaf in sorted(leaves) if HASH.fullmatch(leaf)]
    if len(hashes) < len(leaves) or canonical_json.merkle_root(hashes) != vote["ballots_root"]:
        yield "root", "it is not that of the ballots", {}
    if set(box or {}) - set(_choices(vote["rule"])):
        yield "ballot", "a choice that there is none of", {}
    elif not canonical_json.same(tally.result(vote["rule"], list(lines.values()), box), vote["result"]):
        yield "result", "it is not what the ballots and the rule come to", {}


def _choices(rule):
    return [choice for choice in tally.CHOICES if choice != "abstain" or rule["may_abstain"]]


def _sealed(vote, lines):
    keys = [ballot["key"] for ballot in vote["sealed"]]
    signed = [each["member"] for each in vote["signed"]]
    if len(set(keys)) != len(keys) or len(set(signed)) != len(signed):
        yield "twice", "a ballot or a signature is there twice", {}
    if len(keys) != len(signed):
        yield "box", "{ballots} ballots for {signatures} signatures", {"ballots": len(keys), "signatures": len(signed)}
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
        yield from _ballot(dict(vote, digest=text), ballot, lines, events.get(ballot["member"], []), since)
    lasting = {event["member"] for event in vote["events"] if event["at"] >= since}
    for member in sorted(lasting - set(members)):
        yield "dropped", "the ballot of {member} is missing", {"member": member}


def _cast(chosen, votes):
    """How many votes went to each choice."""
    if "=" not in chosen:
        return {chosen: votes}
    parts = (part.split("=") for part in chosen.split(","))
    return {choice: int(number) for choice, number in parts if number.isdecimal()}


def _is_allowed(cast, votes, ballot, rule):
    heads = rule["minimum_for"] or rule["minimum_not_against"]
    heads = heads or any(share["unit"] == "electors" or share["blockers"] for share in rule["thresholds"])
    if set(cast) - set(_choices(rule)) or min(cast.values(), default=0) < 1 or sum(cast.values()) != votes:
        return False
    if rule["objections"] and "against" in cast and not ballot["objection"]:
        return False
    parts = [f"{choice}={cast[choice]}" for choice in tally.CHOICES if choice in cast]
    return ballot["chosen"] == (",".join(parts) if len(cast) > 1 and not heads else next(iter(cast)))


def _ballot(vote, ballot, lines, events, since):
    paper = {name: ballot[name] for name in ("chosen", "objection", "source", "nonce")}
    if (
        canonical_json.digest(dict(paper, vote=vote["id"], text=vote["digest"], elector=ballot["member"]))
        != ballot["receipt"]
    ):
        yield "receipt", "that of {member} is not of their ballot", ballot
    last = {name: ballot[name] for name in ("member", "receipt", "source")}
    last["at"] = ballot["cast_at"]
    if (
        not events
        or any(events[-1][name] != value for name, value in last.items())
        or len(events) != ballot["changes"] + 1
    ):
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


def _voter(vote, ballot, lines):
    """Who cast a ballot from a distance, for themself or by proxy, was entitled to."""
    if RANKS[ballot["source"]] == RANKS["paper"]:
        return
    line = lines[ballot["member"]]
    voter = lines.get(line["holder"]) if ballot["source"] == "proxy" else line
    if voter is None:
        yield "proxy", "nobody held the proxy of {member}", ballot
    elif vote["settings"]["needs_presence"] and not voter["present"]:
        yield "presence", "{member} was not present", voter


def _room(cast, entries):
    """Every ballot of the room was entered by somebody who said so in the journal."""
    entered = {"hands": [], "paper": []}
    for entry in entries:
        if entry["verb"] == "ballot.entered":
            entered[entry["facts"]["source"]] += entry["facts"]["electors"]
    for source, members in entered.items():
        found = Counter(each["member"] for each in cast if each["source"] == source)
        said = Counter(members)
        # who enters the same ballot again changes nothing, and says so all the same
        if set(found) != set(said) or any(found[each] > said[each] for each in found):
            yield "room", "the ballots by {source} are not those that were entered", {"source": source}
