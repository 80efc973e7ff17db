"""One vote: is it what the journal says, was it counted from its ballots alone, under its own rule?"""

import hashlib
import itertools
import re

from charter.verifier import canon, tally

HASH = re.compile("[0-9a-f]{64}")
RANKS = {"proxy": 0, "online": 1, "hands": 2, "paper": 2}


def problems(vote, entries):
    """Every reason to refuse a vote, as (name, detail). `entries`: the journal's about it, in order."""
    found = list(_texts(vote))
    found += _opening(vote, entries)
    found += _ending(vote, entries)
    if vote["stage"] == "closed":
        found += _counting(vote, entries)
    elif any(name in vote for name in ("ballots", "sealed", "result", "events")):
        found.append(("early", "choices or a result in a vote that is not closed"))
    return found


def _texts(vote):
    for item in vote["items"]:
        told = dict(item["version"], clause=item["clause"], content=item["content"], heading=item["heading"])
        if canon.digest(told) != item["digest"]:
            yield "text", f"clause {item['clause']}"
    told = {name: vote[name] for name in ("kind", "heading", "language", "question")}
    items = [{"clause": item["clause"], "digest": item["digest"]} for item in vote["items"]]
    whole = items[0]["digest"] if vote["kind"] == "clause" and items else canon.digest(dict(told, items=items))
    if whole != vote["digest"]:
        yield "text", "the whole"
    if vote["kind"] == "clause" and (
        vote["question"] or [vote["heading"]] != [item["heading"] for item in vote["items"]]
    ):
        yield "text", "a clause has its own heading and no question"
    if canon.digest(vote["rule"]) != vote["rule_digest"]:
        yield "rule", "its digest"
    if canon.digest(vote["roll"]) != vote["roll_digest"]:
        yield "roll", "its digest"
    members = [line["member"] for line in vote["roll"]]
    if len(set(members)) != len(members) or any(line["votes"] < 1 for line in vote["roll"]):
        yield "roll", "an elector twice, or without a vote"


def _facts(entries, verb):
    return [entry["facts"] for entry in entries if entry["verb"] == verb]


def _opening(vote, entries):
    opened = _facts(entries, "vote.opened")
    if len(opened) != 1:
        yield "opening", f"{len(opened)} openings in the journal"
        return
    extended = _facts(entries, "vote.extended")
    settings = opened[0]["settings"]
    if extended:
        settings = dict(settings, closes_at=extended[-1]["closes_at"])
    told = {
        "kind": vote["kind"],
        "heading": vote["heading"],
        "items": [{"clause": item["clause"], "digest": item["digest"]} for item in vote["items"]],
        "digest": vote["digest"],
        "roll": vote["roll_digest"],
        "electors": len(vote["roll"]),
        "opened_at": vote["opened_at"],
        "rule": vote["rule"],
        "rule_digest": vote["rule_digest"],
    }
    for name, value in told.items():
        if opened[0].get(name) != value:
            yield "opening", f"{name} is not as it was at the opening"
    if settings != vote["settings"]:
        yield "opening", "the settings are not as they were at the opening"
    out = {facts["clause"]: facts["reason"] for facts in _facts(entries, "vote.item_taken_out")}
    if out != {item["clause"]: item["objection"] for item in vote["items"] if "taken_out_at" in item}:
        yield "block", "what was taken out is not what the journal says"


def _ending(vote, entries):
    closed, cancelled = _facts(entries, "vote.closed"), _facts(entries, "vote.cancelled")
    expected = {"open": (0, 0), "closed": (1, 0), "cancelled": (0, 1)}.get(vote["stage"])
    if (len(closed), len(cancelled)) != expected:
        yield "ending", "the journal says otherwise"
    elif closed:
        told = {"digest": vote["digest"], "ballots": vote["ballots_root"], "closed_at": vote["closed_at"]}
        told.update(result=vote["result"], reason=vote["reason"])
        receipts = "".join(event["receipt"] for event in vote.get("events", []))
        told["deposits"] = hashlib.sha256(receipts.encode()).hexdigest()
        for name, value in told.items():
            if closed[0].get(name) != value:
                yield "ending", f"{name} is not as it was at the closing"
    elif cancelled and cancelled[0]["reason"] != vote["reason"]:
        yield "ending", "the reason is another"


def _counting(vote, entries):
    roll = {line["member"]: line for line in vote["roll"]}
    lines = {member: dict(line, cast={}, source="") for member, line in roll.items()}
    box = None
    if vote["settings"]["ballots"] == "sealed":
        yield from _sealed(vote, lines)
        yield from _room(vote["signed"], entries)
        box = {}
        for ballot in vote["sealed"]:
            box[ballot["choice"]] = box.get(ballot["choice"], 0) + 1
        leaves = [canon.digest(dict(ballot, vote=vote["id"], text=vote["digest"])) for ballot in vote["sealed"]]
    else:
        yield from _named(vote, lines, entries)
        leaves = [ballot["receipt"] for ballot in vote["ballots"]]
    hashes = [bytes.fromhex(leaf) for leaf in sorted(leaves) if HASH.fullmatch(leaf)]
    if len(hashes) < len(leaves) or canon.merkle_root(hashes) != vote["ballots_root"]:
        yield "root", "it is not that of the ballots"
    if set(box or {}) - set(tally.CHOICES):
        yield "ballot", "a choice that there is none of"
    elif tally.result(vote["rule"], list(lines.values()), box) != vote["result"]:
        yield "result", "it is not what the ballots and the rule come to"


def _sealed(vote, lines):
    keys = [ballot["key"] for ballot in vote["sealed"]]
    signed = [each["member"] for each in vote["signed"]]
    if len(set(keys)) != len(keys) or len(set(signed)) != len(signed):
        yield "twice", "a ballot or a signature is there twice"
    if len(keys) != len(signed):
        yield "box", f"{len(keys)} ballots for {len(signed)} signatures"
    for each in vote["signed"]:
        if each["member"] not in lines or each["source"] not in RANKS:
            yield "elector", f"{each['member']} is not on the roll"
        else:
            lines[each["member"]]["source"] = each["source"]


def _named(vote, lines, entries):
    events = {}
    for event in vote["events"]:
        events.setdefault(event["member"], []).append(event)
    members = [ballot["member"] for ballot in vote["ballots"]]
    if len(set(members)) != len(members):
        yield "twice", "an elector has two ballots"
    for ballot in vote["ballots"]:
        line = lines.get(ballot["member"])
        if line is None:
            yield "elector", f"{ballot['member']} is not on the roll"
            continue
        line["source"] = ballot["source"]
        try:
            line["cast"] = _cast(ballot["chosen"], line["votes"], vote["rule"])
        except ValueError as no:
            yield "ballot", f"of {ballot['member']}: {no}"
        yield from _ballot(vote, ballot, line, lines, events.get(ballot["member"], []))
    for member in set(events) - set(members):
        yield "dropped", f"the ballot of {member} is missing"
    yield from _room(vote["events"], entries)


def _cast(chosen, votes, rule):
    if "=" not in chosen:
        cast = {chosen: votes}
    else:
        cast = {choice: int(number) for choice, number in (part.split("=") for part in chosen.split(","))}
    heads = rule["minimum_for"] or rule["minimum_not_against"]
    heads = heads or any(share["unit"] == "electors" or share["blockers"] for share in rule["thresholds"])
    if set(cast) - set(tally.CHOICES) or min(cast.values()) < 1 or sum(cast.values()) != votes:
        raise ValueError("no ballot of as many votes as the elector has")
    if (len(cast) > 1 and heads) or ("abstain" in cast and not rule["may_abstain"]):
        raise ValueError("the rule does not allow it")
    return cast


def _ballot(vote, ballot, line, lines, events):
    member = ballot["member"]
    paper = {"vote": vote["id"], "text": vote["digest"], "elector": member, "chosen": ballot["chosen"]}
    paper.update(objection=ballot["objection"], source=ballot["source"], nonce=ballot["nonce"])
    if canon.digest(paper) != ballot["receipt"]:
        yield "receipt", f"of {member}"
    last = {name: ballot[name] for name in ("member", "receipt", "source", "cast_by")}
    last["at"] = ballot["cast_at"]
    if not events or events[-1] != last or len(events) != ballot["changes"] + 1:
        yield "events", f"those of {member} do not lead to their ballot"
    times = [event["at"] for event in events]
    until = min(filter(None, (vote["closed_at"], vote["settings"]["closes_at"])))
    if times and (times[0] < vote["opened_at"] or max(times) > until):
        yield "late", f"the ballot of {member} was not cast while the vote was open"
    if any(
        RANKS.get(after["source"], -1) < RANKS.get(before["source"], 9) for before, after in itertools.pairwise(events)
    ):
        yield "source", f"the ballot of {member} replaced one that stands"
    if vote["rule"]["objections"] and "against" in ballot["chosen"] and not ballot["objection"]:
        yield "ballot", f"the objection of {member} has no reason"
    yield from _voter(vote, ballot, line, lines)


def _voter(vote, ballot, line, lines):
    """Who cast a ballot from a distance, for themself or by proxy, was entitled to."""
    voter = line
    if ballot["source"] == "proxy":
        voter = lines.get(line["holder"])
        if voter is None:
            yield "proxy", f"nobody held the proxy of {ballot['member']}"
    there = voter is None or voter["present"] or not vote["settings"]["needs_presence"]
    if ballot["source"] in ("online", "proxy") and not there:
        yield "presence", f"{voter['member']} was not present"


def _room(cast, entries):
    """Every ballot of the room was entered by somebody who said so in the journal."""
    entered = {}
    for facts in _facts(entries, "ballot.entered"):
        for member in facts["electors"]:
            entered.setdefault(facts["source"], []).append(member)
    for source in ("hands", "paper"):
        there = sorted(each["member"] for each in cast if each["source"] == source)
        if there != sorted(entered.get(source, [])):
            yield "room", f"the ballots by {source} are not those that were entered"
