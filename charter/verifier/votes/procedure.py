"""The procedure of a vote, by the journal of its charter: presence, proxies, preparation, who acted
and when, and dual control."""

from charter.verifier import canonical_json, moments

STEPS = {
    "vote.opened": "open",
    "vote.over": "close",
    "vote.closed": "close",
    "vote.cancelled": "cancel",
    "vote.extended": "extend",
    "ballot.entered": "room",
}
"""The entries of steps that need two persons under dual control, and the names of their requests.
"""
STATED = {
    "vote.opened": "opened_at",
    "vote.closed": "closed_at",
    "vote.cancelled": "closed_at",
    "vote.over": "at",
    "vote.item_taken_out": "at",
}
"""The entries that state the moment of their step, and the field in which they do."""
DUE = {
    "vote.opened": ("opened_at", "opens_at"),
    "vote.over": ("at", "closes_at"),
    "vote.closed": ("closed_at", "closes_at"),
}
"""The steps that are due at an announced time: the field with their moment, and the setting with
that time."""


def problems(vote, about, entries):
    """The reasons to refuse the procedure, as (name, detail, values). `about`: the entries about
    the vote; `entries`: all of its charter."""
    (opened,) = [entry for entry in about if entry["verb"] == "vote.opened"]
    before = [entry for entry in entries if entry["seq"] < opened["seq"]]
    yield from _assembly(vote, before)
    yield from _present(vote, before)
    yield from _proxies(vote, before)
    yield from _prepared(vote, opened, about)
    yield from _times(vote, about)
    yield from _proxies_used(vote, about, entries)
    yield from _taken_out(vote, about)
    if vote["settings"]["two_persons"]:
        yield from _two_persons(vote, about)


def _assembly(vote, before):
    """Each elector is of an association of the assembly, which holds there what the settings count."""
    chosen = [entry["facts"]["associations"] for entry in before if entry["verb"] == "charter.assembly_set"]
    if not chosen or not all("id" in place for place in chosen[-1]):
        return  # the whole directory takes part, or it was set by a release that did not say the numbers
    places = {place["id"]: place for place in chosen[-1]}
    held = {}
    for line in vote["roll"]:
        held[line["association_id"]] = held.get(line["association_id"], 0) + line["votes"]
        if places.get(line["association_id"], {}).get("college") != line["college"]:
            yield "assembly", "elector {member} is of no association of the assembly, or of another college", line
    holders, most = vote["settings"]["holders"], vote["settings"]["most_votes"]
    for number, votes in held.items():
        whole = places[number][holders] if number in places and holders in ("seats", "weight") else votes
        if votes != min(whole, most or whole):
            values = {"number": number}
            yield "shares", "association {number} holds other votes than its settings give", values


def _present(vote, before):
    present = set()
    for entry in before:
        if entry["verb"] == "presence.marked":
            present |= set(entry["facts"]["arrived"])
            present -= set(entry["facts"]["left"])
    for line in vote["roll"]:
        if line["present"] != (line["member"] in present):
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
    """An elector who revoked a proxy while the vote was open, and did not give it again to who held
    it, has no ballot by proxy at its end."""
    opened = about[[entry["verb"] for entry in about].index("vote.opened")]["seq"]
    ends = [entry["seq"] for entry in about if entry["verb"] in ("vote.closed", "vote.cancelled")]
    holders = {line["member"]: line["holder"] for line in vote["roll"]}
    taken_back = set()
    for entry in entries:
        if not opened < entry["seq"] < min(ends, default=2**53):
            continue
        giver = entry["actor_id"]
        if entry["verb"] == "proxy.revoked":
            taken_back.add(giver)
        if entry["verb"] == "proxy.given" and entry["facts"]["holder_id"] == holders.get(giver):
            taken_back.discard(giver)
    for ballot in vote.get("ballots", []) + vote.get("signed", []):
        if ballot["source"] == "proxy" and ballot["member"] in taken_back:
            yield "proxy", "elector {member} had taken the proxy back", ballot


def _prepared(vote, opened, about):
    """It was opened as it was prepared, or changed last."""
    if "chair" in opened["facts"]["settings"]:
        yield from _chair(vote)

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


def _chair(vote):
    for line in vote["roll"]:
        if line["chair"] != (line["member"] == vote["settings"]["chair"]):
            yield "roll", "elector {member} decides ties and was not named, or was and does not", line


def _subject(opened, prepared):
    """What is voted is what was prepared. The first releases did not write all of it."""
    facts = opened["facts"]
    subject = {name: facts.get(name) for name in ("kind", "heading", "follows", "order_reason")}
    subject["clauses"] = [item["clause"] for item in facts.get("items", ())]
    subject["amendments"] = [motion["number"] for motion in facts.get("motions", ())]
    for entry in prepared:
        for part, value in subject.items():
            if part in entry["facts"] and not canonical_json.same(entry["facts"][part], value):
                yield "opening", "{part} is not what was prepared", {"part": part}


def _unwaived(rule):
    # The quorum may be waived at the opening: `record.waived` checks that.
    return dict(rule, quorum=dict(rule["quorum"], waived=False))


def _times(vote, about):
    """Each entry was written when its step was done. A step of nobody was due at that time."""
    for entry in about:
        name = STATED.get(entry["verb"])
        if name and not _is_near(entry["facts"].get(name), entry):
            yield "order", "entry {seq} tells of another time than its own", {"seq": entry["seq"]}
        if entry["actor_id"] is None and not _is_due(vote, entry):
            yield "order", "entry {seq} is of nobody, and its time had not come", entry


def _is_near(stated, entry):
    if stated is None:
        return entry["form"] == 1
    passed = moments.parse(entry["at"]) - moments.parse(stated)
    earliest = -moments.SLACK if entry["form"] == 1 else moments.NONE
    return earliest <= passed <= moments.SLACK


def _is_due(vote, entry):
    if entry["verb"] not in STEPS:
        return True
    if entry["verb"] not in DUE:
        return False
    name, setting = DUE[entry["verb"]]
    announced = vote["settings"][setting]
    return bool(announced) and announced <= {**vote, **entry["facts"]}[name]


def _taken_out(vote, about):
    members = {line["member"] for line in vote["roll"]}
    for entry in about:
        if entry["verb"] == "vote.item_taken_out" and entry["actor_id"] not in members:
            yield "block", "entry {seq} takes a clause out, and is of no elector", entry


def _two_persons(vote, about):
    """Before each step, another person had requested it, for the same reason, and it was not done
    since."""
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
            yield "persons", "entry {seq} is of one person where two must agree", entry


def _is_step(entry):
    """Whether a person took a step. In the first releases, one person entered the ballots of the
    room."""
    is_first = entry["verb"] == "ballot.entered" and entry["form"] == 1
    return entry["verb"] in STEPS and entry["actor_id"] is not None and not is_first


def _following(vote, about):
    """Steps that follow from another one: the count of an urn closes the vote, and taking out the
    last clause of a block cancels it."""
    if any(entry["verb"] == "vote.over" for entry in about):
        yield "vote.closed"
    put = vote["items"] + vote.get("motions", [])
    if put and all("taken_out_at" in each for each in put):
        yield "vote.cancelled"


def _reason(entry):
    facts = entry["facts"]
    if entry["verb"] == "vote.extended":
        return "{} ({})".format(facts["reason"], facts["closes_at"])
    return facts.get("reason", "")
