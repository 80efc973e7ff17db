"""What must be so around a vote, by what the journal says of its charter: who was present, who held whose proxy, what
was prepared, who acted when, and that two acted where two must."""

from datetime import datetime, timedelta

from charter.verifier import canonical_json

SLACK = timedelta(minutes=1)
"""The time that one step takes: the moment it tells of is read before, and its entry written after."""
NONE = timedelta(0)
STEPS = {
    "vote.opened": "open",
    "vote.over": "close",
    "vote.closed": "close",
    "vote.cancelled": "cancel",
    "vote.extended": "extend",
    "ballot.entered": "room",
}
"""What two persons must agree on, and as what they ask for it."""
DUE = {
    "vote.opened": ("opened_at", "opens_at"),
    "vote.over": ("at", "closes_at"),
    "vote.closed": ("closed_at", "closes_at"),
}
"""What its time can do: the moment that the entry tells of, and the setting that announced it."""


def problems(vote, about, entries):
    """Every reason to refuse a vote, as (name, detail, values). `about`: the entries about it; `entries`: all of its
    charter."""
    (opened,) = [entry for entry in about if entry["verb"] == "vote.opened"]
    before = [entry for entry in entries if entry["seq"] < opened["seq"]]
    yield from _present(vote, before)
    yield from _proxies(vote, before)
    yield from _prepared(vote, opened, about)
    yield from _times(vote, about)
    yield from _proxies_used(vote, about, entries)
    yield from _taken_out(vote, about)
    if vote["settings"]["two_persons"]:
        yield from _two_persons(vote, about)


def _present(vote, before):
    here = set()
    for entry in before:
        if entry["verb"] == "presence.marked":
            here |= set(entry["facts"]["arrived"])
            here -= set(entry["facts"]["left"])
    for line in vote["roll"]:
        if line["present"] != (line["member"] in here):
            yield "presence", "elector {member} is present or absent otherwise than the journal says", line


def _proxies(vote, before):
    given = {}
    for entry in before:
        if entry["verb"] == "proxy.given":
            given[entry["subject"]] = (entry["actor_id"], entry["facts"]["holder_id"])
        if entry["verb"] == "proxy.revoked":
            given.pop(entry["subject"], None)
    holders, members = dict(given.values()), {line["member"] for line in vote["roll"]}
    for line in vote["roll"]:
        holder = holders.get(line["member"]) if vote["settings"]["proxies"] else None
        if line["holder"] != (holder if holder in members else None):
            yield "proxy", "the holder of the proxy of elector {member} is another one in the journal", line


def _proxies_used(vote, about, entries):
    """Whoever takes a proxy back while a vote is open was not voted for before, and is not afterwards."""
    opened = about[[entry["verb"] for entry in about].index("vote.opened")]["seq"]
    ends = [entry["seq"] for entry in about if entry["verb"] in ("vote.closed", "vote.cancelled")]
    revoked = {}
    for entry in entries:
        if entry["verb"] == "proxy.revoked" and opened < entry["seq"] < min(ends, default=2**53):
            revoked[entry["actor_id"]] = entry["at"]
    for ballot in vote.get("ballots", []) + vote.get("signed", []):
        if ballot["source"] == "proxy" and ballot["member"] in revoked:
            yield "proxy", "elector {member} had taken the proxy back", ballot


def _prepared(vote, opened, about):
    """It was opened as it was prepared or changed last; who decides ties was named with that."""
    for line in vote["roll"] if "chair" in opened["facts"]["settings"] else ():
        if line["chair"] != (line["member"] == vote["settings"]["chair"]):
            yield "roll", "elector {member} decides ties and was not named, or was and does not", line
    before = about[: about.index(opened)]
    yield from _subject(opened, [entry for entry in before if entry["verb"] == "vote.prepared"])
    last = [entry for entry in before if entry["verb"] in ("vote.prepared", "vote.changed")]
    if opened["form"] > 1 and not last:
        yield "opening", "nobody had prepared it", {}
    for entry in last[-1:]:
        settings, rule = entry["facts"].get("settings"), entry["facts"]["rule"]
        if settings is not None and not canonical_json.same(settings, opened["facts"]["settings"]):
            yield "opening", "{part} is not what was prepared", {"part": "settings"}
        if not canonical_json.same(_unwaived(rule), _unwaived(opened["facts"]["rule"])):
            yield "opening", "{part} is not what was prepared", {"part": "rule"}


def _subject(opened, prepared):
    """What is voted is what was prepared; the first builds did not write all of it."""
    facts = opened["facts"]
    subject = {name: facts.get(name) for name in ("kind", "heading", "follows")}
    subject["clauses"] = [item["clause"] for item in facts.get("items", ())]
    for entry in prepared:
        for part, value in subject.items():
            if part in entry["facts"] and not canonical_json.same(entry["facts"][part], value):
                yield "opening", "{part} is not what was prepared", {"part": part}


def _unwaived(rule):
    """The quorum may be waived at the opening (`votes.waived`)."""
    return dict(rule, quorum=dict(rule["quorum"], waived=False))


def _times(vote, about):
    """Each step was written when it was done; what nobody did, its time did."""
    told = {"vote.opened": "opened_at", "vote.closed": "closed_at", "vote.cancelled": "closed_at"}
    told.update({"vote.over": "at", "vote.item_taken_out": "at"})
    for entry in about:
        name = told.get(entry["verb"])
        if name and not _is_near(entry["facts"].get(name), entry):
            yield "order", "entry {seq} tells of another time than its own", {"seq": entry["seq"]}
        if entry["actor_id"] is None and not _is_due(vote, entry):
            yield "order", "entry {seq} is of nobody, and its time had not come", {"seq": entry["seq"]}


def _is_near(told, entry):
    if told is None:
        return entry["form"] == 1
    passed = moment(entry["at"]) - moment(told)
    return abs(passed) <= SLACK if entry["form"] == 1 else NONE <= passed <= SLACK


def _is_due(vote, entry):
    if entry["verb"] not in STEPS:
        return True
    name, announced = DUE.get(entry["verb"], ("", ""))
    return (
        bool(name)
        and bool(vote["settings"][announced])
        and vote["settings"][announced] <= {**vote, **entry["facts"]}[name]
    )


def moment(text):
    """A moment as it is written in an archive."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ")


def _taken_out(vote, about):
    members = {line["member"] for line in vote["roll"]}
    for entry in about:
        if entry["verb"] == "vote.item_taken_out" and entry["actor_id"] not in members:
            yield "block", "entry {seq} takes a clause out, and is of no elector", {"seq": entry["seq"]}


def _two_persons(vote, about):
    """Before each step somebody else had asked for it, for the same reason, and it was not done since."""
    asked, following = {}, set(_following(vote, about))
    for entry in about:
        facts = entry["facts"]
        if entry["verb"] == "vote.changed":
            asked.clear()
        if entry["verb"] == "vote.step_asked":
            asked[facts["step"]] = (entry["actor_id"], facts["reason"])
        if not _is_step(entry) or entry["verb"] in following:
            continue
        who, reason = asked.pop(STEPS[entry["verb"]], (None, None))
        if who in (None, entry["actor_id"]) or reason != _reason(entry):
            yield "persons", "entry {seq} is of one person where two must agree", {"seq": entry["seq"]}


def _is_step(entry):
    """Whether it is one that somebody takes; in the first builds one person entered the ballots of the room."""
    is_first = entry["verb"] == "ballot.entered" and entry["form"] == 1
    return entry["verb"] in STEPS and entry["actor_id"] is not None and not is_first


def _following(vote, about):
    """Steps that follow from others: a vote that takes no more ballots is closed by who counts its urn; a block of
    which everything was taken out is cancelled by who took the last clause out."""
    if any(entry["verb"] == "vote.over" for entry in about):
        yield "vote.closed"
    if vote["items"] and all("taken_out_at" in item for item in vote["items"]):
        yield "vote.cancelled"


def _reason(entry):
    facts = entry["facts"]
    if entry["verb"] == "vote.extended":
        return "{} ({})".format(facts["reason"], facts["closes_at"])
    return facts.get("reason", "")
