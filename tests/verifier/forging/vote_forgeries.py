"""Ways to falsify one vote of an archive."""

from collections import Counter

from charter.verifier import canonical_json
from charter.verifier.votes import ballots, roll, tally

FORGED = "f" * 64
VERDICTS = ("adopted", "rejected", "without_effect", "tied")


def of_vote(vote):
    """Each way that there is for this vote, as (name, change, the reasons for one of which it must
    be refused)."""
    yield from _any(vote)
    if vote["stage"] == "closed":
        yield from _closed(vote)


def _any(vote):
    yield "another heading", lambda v: v.update(heading="Autre"), {"text", "opening"}
    yield "another question", lambda v: v.update(question="Autre ?"), {"text"}
    yield "another text digest", lambda v: v.update(digest=FORGED), {"text", "opening"}
    yield "another rule", _other_rule, {"opening"}
    yield "a rule of before the four verdicts", lambda v: v["rule"].pop("version"), {"rule", "opening"}
    yield "another quorum", lambda v: v["rule"]["quorum"].update(kind="none", waived=True), {"rule", "opening"}
    yield (
        "another kind",
        lambda v: v.update(kind="question" if v["kind"] != "question" else "charter"),
        {"text", "opening"},
    )
    yield "opened earlier", lambda v: v.update(opened_at="2001-01-01T00:00:00.000000Z"), {"opening"}
    yield (
        "other settings",
        lambda v: v["settings"].update(needs_presence=not v["settings"]["needs_presence"]),
        {"opening"},
    )
    yield "a later closing time", lambda v: v["settings"].update(closes_at="2999-01-01T00:00:00.000000Z"), {"opening"}
    yield "an elector more", _elector_more, {"opening"}
    yield "an elector fewer", _elector_fewer, {"opening"}
    yield "an elector twice", _elector_twice, {"roll"}
    yield "another weight", _other_weight, {"opening", "ballot", "roll"}
    yield "another college", lambda v: _rolled(v, v["roll"][0], college="Autre"), {"opening"}
    yield "a proxy more", lambda v: _rolled(v, v["roll"][0], holder=v["roll"][1]["member"]), {"opening"}
    yield "absent made present", lambda v: _rolled(v, v["roll"][-1], present=not v["roll"][-1]["present"]), {"opening"}
    if vote["items"]:
        yield "another text", lambda v: v["items"][0]["content"].update(content=[]), {"text"}
        yield "another clause", lambda v: v["items"][0].update(clause=999), {"text", "opening"}
        yield "a clause fewer", lambda v: v["items"].pop(), {"text", "opening", "block", "archive"}
    if vote["kind"] == "block":
        yield "put back in the block", _put_back, {"block"}
        yield (
            "taken out of the block",
            lambda v: v["items"][0].update(taken_out_at="x", taken_out_by="z", objection="y"),
            {"block"},
        )
    if vote["stage"] != "open":
        yield "open again", lambda v: v.update(stage="open"), {"ending", "early"}
    if vote["stage"] != "closed":
        yield "a result before the end", lambda v: v.update(stage="open", result={}), {"early", "ending"}


def _rehash(vote):
    vote["roll_digest"] = canonical_json.digest([roll.hashed(line) for line in vote["roll"]])
    vote["rule_digest"] = canonical_json.digest(vote["rule"])


def _rolled(vote, line, **values):
    line.update(values)
    _rehash(vote)


def _other_rule(vote):
    vote["rule"]["thresholds"] = [
        {"numerator": 1, "denominator": 10, "strict": False, "base": "voting", "unit": "votes", "blockers": 0}
    ]
    _rehash(vote)
    recount(vote)


def _elector_more(vote):
    vote["roll"].append(dict(vote["roll"][0], member=9999, name="Inconnu"))
    _rehash(vote)
    recount(vote)


def _elector_fewer(vote):
    vote["roll"].pop()
    _rehash(vote)


def _elector_twice(vote):
    vote["roll"].append(dict(vote["roll"][0]))
    _rehash(vote)


def _other_weight(vote):
    vote["roll"][0]["votes"] += 1
    _rehash(vote)


def _put_back(vote):
    for item in vote["items"]:
        item.pop("taken_out_at", None)


def recount(vote):
    """Make result and root again, as whoever has the forger's means can."""
    if vote["stage"] != "closed":
        return
    lines = {line["member"]: dict(line, cast={}, source="") for line in vote["roll"]}
    box = None
    if "sealed" in vote:
        list(ballots._sealed(vote, lines))
        box = Counter(ballot["choice"] for ballot in vote["sealed"])
        leaves = [canonical_json.digest(dict(each, vote=vote["id"], text=vote["digest"])) for each in vote["sealed"]]
    else:
        list(ballots._named(vote, lines, "", ""))
        leaves = [ballot["receipt"] for ballot in vote["ballots"]]
    vote["ballots_root"] = canonical_json.merkle_root([bytes.fromhex(leaf) for leaf in sorted(leaves)])
    vote["result"] = tally.result(vote["rule"], list(lines.values()), box)


def _closed(vote):
    yield "cancelled instead", lambda v: v.update(stage="cancelled"), {"ending", "early"}
    yield "closed later", lambda v: v.update(closed_at="2999-01-01T00:00:00.000000Z"), {"ending"}
    yield "another reason", lambda v: v.update(reason="Autre"), {"ending"}
    for verdict in VERDICTS:
        if verdict != vote["result"]["outcome"]:
            yield f"{verdict} instead", _outcome(verdict), {"result", "ending"}
    for name in ("votes_for", "votes_against", "abstentions", "no_part", "entitled"):
        yield f"{name} plus one", _plus_one(name), {"result", "ending"}
    yield "another root", lambda v: v.update(ballots_root=FORGED), {"root", "ending"}
    yield "another source", lambda v: v["result"]["sources"].update(online=99), {"result", "ending"}
    if "sealed" in vote:
        yield from _of_box()
    elif vote["ballots"]:
        yield from _of_ballots(vote)


def _outcome(verdict):
    return lambda vote: vote["result"].update(outcome=verdict)


def _plus_one(name):
    def change(vote):
        vote["result"]["total"]["votes"][name] += 1

    return change


def _of_box():
    yield "a sealed ballot more", _stuffed, {"box", "ending"}
    yield "a sealed ballot fewer", lambda v: v["sealed"].pop(), {"box", "root"}
    yield "a sealed ballot turned round", _turned_sealed, {"ending"}
    yield "a sealed ballot twice", lambda v: v["sealed"].append(dict(v["sealed"][0])), {"twice", "box"}
    yield "an unknown choice", lambda v: v["sealed"][0].update(choice="maybe"), {"ballot", "root"}
    yield "signed by a stranger", lambda v: v["signed"][0].update(member=9999), {"elector"}
    yield "a signature fewer", lambda v: v["signed"].pop(), {"box"}
    yield "a paper of the room", lambda v: v["signed"][0].update(source="paper"), {"room"}


def _stuffed(vote):
    vote["sealed"].append({"key": FORGED, "choice": "for"})
    recount(vote)


def _turned_sealed(vote):
    ballot = vote["sealed"][0]
    ballot["choice"] = "against" if ballot["choice"] == "for" else "for"
    recount(vote)


def _of_ballots(vote):
    for place in range(len(vote["ballots"])):
        yield f"ballot {place} turned round", _turned(place, honest=False), {"receipt"}
        yield f"ballot {place} turned round with its receipt", _turned(place, honest=True), {"events"}
        yield f"ballot {place} turned round throughout", _turned(place, honest=True, events=True), {"ending"}
        yield f"ballot {place} dropped", _dropped(place), {"dropped"}
        yield f"ballot {place} dropped throughout", _dropped(place, events=True), {"ending"}
    yield "a ballot twice", lambda v: v["ballots"].append(dict(v["ballots"][0])), {"twice"}
    yield "a ballot of a stranger", _stranger, {"elector"}
    yield "an unknown choice", lambda v: v["ballots"][0].update(chosen="maybe"), {"ballot"}
    yield "more votes than there are", lambda v: v["ballots"][0].update(chosen="for=5,against=7"), {"ballot"}
    yield "another nonce", lambda v: v["ballots"][0].update(nonce="00"), {"receipt"}
    yield "a late ballot", _late("2999-01-01T00:00:00.000000Z"), {"late"}
    yield "an early ballot", _late("2001-01-01T00:00:00.000000Z"), {"late"}
    yield "a change forgotten", lambda v: v["ballots"][0].update(changes=v["ballots"][0]["changes"] + 1), {"events"}
    yield "deposits in another order", lambda v: v["events"].reverse(), {"ending"}
    yield "a ballot of the room", _sourced("hands"), {"room"}
    yield "a ballot by proxy", _sourced("proxy"), {"proxy", "ending"}


def _turned(place, honest, events=False):
    def change(vote):
        ballot = vote["ballots"][place]
        was = ballot["receipt"]
        ballot["chosen"] = "abstain" if ballot["chosen"] in ("for", "against") else "for"
        if honest:
            ballot["receipt"] = receipt(vote, ballot)
        for event in vote["events"] if events else ():
            if event["receipt"] == was:
                event["receipt"] = ballot["receipt"]
        recount(vote)

    return change


def receipt(vote, ballot):
    paper = {name: ballot[name] for name in ("chosen", "objection", "source", "nonce")}
    return canonical_json.digest(dict(paper, vote=vote["id"], text=vote["digest"], elector=ballot["member"]))


def _dropped(place, events=False):
    def change(vote):
        member = vote["ballots"].pop(place)["member"]
        if events:
            vote["events"] = [event for event in vote["events"] if event["member"] != member]
        recount(vote)

    return change


def _stranger(vote):
    vote["ballots"][0]["member"] = vote["events"][0]["member"] = 9999
    vote["ballots"][0]["receipt"] = receipt(vote, vote["ballots"][0])
    recount(vote)


def _late(at):
    def change(vote):
        ballot = vote["ballots"][0]
        ballot["cast_at"] = at
        for event in vote["events"]:
            if event["receipt"] == ballot["receipt"]:
                event["at"] = at

    return change


def _sourced(source):
    def change(vote):
        ballot = next(each for each in vote["ballots"] if each["source"] == "online")
        was = ballot["receipt"]
        ballot["source"] = source
        ballot["receipt"] = receipt(vote, ballot)
        for event in vote["events"]:
            if event["receipt"] == was:
                event.update(receipt=ballot["receipt"], source=source)
        recount(vote)

    return change
