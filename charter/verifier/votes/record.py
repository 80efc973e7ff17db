"""One vote: does it match its digests and the journal, from the opening to the end?"""

import hashlib
from datetime import timedelta

from charter.verifier import canonical_json, moments
from charter.verifier.votes import ballots, motions, roll, voted_text

OPENED_OR_ENDED = ("vote.opened", "vote.closed", "vote.cancelled")
INSIDE = ("ballot.entered", "vote.item_taken_out", "vote.extended", "vote.over")
"""The entries of a vote between its opening and its end."""
ONLY_WHEN_CLOSED = ("ballots", "sealed", "signed", "result", "events", "ballots_root")


def problems(vote, entries):
    """The reasons to refuse a vote, as (name, detail, values). `entries`: those about it, in order."""
    yield from _digests(vote)
    yield from motions.problems(vote, entries)
    yield from roll.problems(vote)
    yield from _course(vote, entries)
    yield from _ending(vote, entries)
    if vote["stage"] == "closed":
        yield from _hours(vote, entries)
        yield from ballots.problems(vote, entries)
    elif any(name in vote for name in ONLY_WHEN_CLOSED):
        yield "early", "choices or a result in a vote that is not closed", {}


def is_early(entries):
    """Whether a vote was opened by an early release, which did not record all that it froze."""
    opened = _of(entries, "vote.opened")
    return len(opened) == 1 and opened[0]["form"] == 1 and "ordinal" not in opened[0]["facts"]


def early(vote, entries):
    """The reasons to refuse such a vote. Its text and its end are checked, and the count if a later
    release closed it."""
    yield from _items(vote)
    (opened,) = _of(entries, "vote.opened")
    if vote["digest"] != opened["facts"]["digest"]:
        yield "opening", "{part} is not what the journal says", {"part": "digest"}
    ended = _of(entries, "vote.closed") + _of(entries, "vote.cancelled")
    if not ended or "deposits" in ended[0]["facts"]:
        yield from _ending(vote, entries)
        if vote["stage"] == "closed":
            yield from ballots.problems(vote, entries)
    elif f"vote.{vote['stage']}" != ended[0]["verb"]:
        yield "ending", "the journal says otherwise", {}


def _digests(vote):
    yield from _items(vote)
    if _digest(vote) != vote["digest"]:
        yield "text", "the whole does not have its digest", {}
    if vote["kind"] == "clause" and not _is_of_clause(vote):
        yield "text", "a clause has its own heading and language, and no question", {}
    frozen = {"rule": vote["rule"], "roll": [roll.hashed(line) for line in vote["roll"]]}
    for name, value in frozen.items():
        if canonical_json.digest(value) != vote[name + "_digest"]:
            yield name, "it does not have its digest", {}


def _digest(vote):
    if vote["kind"] == "clause" and vote["items"]:
        return vote["items"][0]["digest"]
    return voted_text.digest_of(vote, vote["items"], vote.get("motions", []))


def _items(vote):
    for item in vote["items"]:
        hashed = {name: item[name] for name in ("clause", "content", "heading")}
        if canonical_json.digest(dict(item["version"], **hashed)) != item["digest"]:
            yield "text", "clause {clause} does not have its digest", item


def _is_of_clause(vote):
    own = [(item["heading"], item["version"]["language"]) for item in vote["items"]]
    return not vote["question"] and own == [(vote["heading"], vote["language"])]


def _of(entries, verb):
    return [entry for entry in entries if entry["verb"] == verb]


def _course(vote, entries):
    """One opening, then other steps, then at most one end; extensions in time."""
    verbs = [entry["verb"] for entry in entries]
    if verbs.count("vote.opened") != 1:
        yield "opening", "{number} openings in the journal", {"number": verbs.count("vote.opened")}
        return
    steps = [verb for verb in verbs if verb in (*OPENED_OR_ENDED, *INSIDE)]
    after_over = steps[steps.index("vote.over") + 1 : -1] if "vote.over" in steps else []
    is_in_order = steps[0] == "vote.opened" and set(steps[1:-1]) <= set(INSIDE)
    if not is_in_order or not set(after_over) <= {"ballot.entered"}:
        yield "order", "what happened to it did not happen between its opening and its end", {}
    yield from _extensions(entries)
    yield from _opening(vote, entries)
    yield from _taken_out(vote, _of(entries, "vote.item_taken_out"))


def _extensions(entries):
    ends = [entry["facts"]["settings"]["closes_at"] for entry in _of(entries, "vote.opened")]
    ends += [entry["facts"]["closes_at"] for entry in _of(entries, "vote.extended")]
    # A set: an extension to the same time is none.
    if [end or "" for end in ends] != sorted({end or "" for end in ends}):
        yield "order", "an extension to an earlier time", {}
    for entry, announced in zip(_of(entries, "vote.extended"), ends):
        if entry["form"] > 1 and _is_over(announced, entry["at"]):
            yield "order", "an extension after the time announced had come", {}


def _is_over(announced, at):
    return announced and moments.parse(at) > moments.parse(announced) + moments.SLACK


def _opening(vote, entries):
    (opened,) = _of(entries, "vote.opened")
    facts = opened["facts"]
    settings = facts["settings"]
    for extended in _of(entries, "vote.extended"):
        settings = dict(settings, closes_at=extended["facts"]["closes_at"])

    frozen = ("kind", "heading", "digest", "opened_at", "rule", "rule_digest", "follows")
    own = {name: vote[name] for name in frozen}
    own.update(roll=vote["roll_digest"], electors=len(vote["roll"]))
    names = ("clause", "digest", "number", "stage_before")
    own["items"] = [{name: item[name] for name in names} for item in vote["items"]]
    pairs = {name: (value, facts.get(name)) for name, value in own.items()}
    # Entries of the first releases do not state who decides ties.
    known = {name: vote["settings"][name] for name in vote["settings"] if name != "chair"}
    if "chair" in settings:
        known["chair"] = vote["settings"]["chair"]
    pairs.update(settings=(known, settings), opened_by=(vote["opened_by"], opened["actor"]))
    yield from _differences("opening", pairs)


def _taken_out(vote, entries):
    names = ("taken_out_by", "taken_out_at", "objection")
    put = [("clause", each) for each in vote["items"]] + [("number", each) for each in vote.get("motions", ())]
    out = [[kind, each[kind], *(each[name] for name in names)] for kind, each in put if "taken_out_at" in each]
    stated = [
        [*_what(facts), entry["actor"], facts["at"], facts["reason"]] for entry in entries for facts in [entry["facts"]]
    ]
    if not canonical_json.same(sorted(out), sorted(stated)):
        yield "block", "what was taken out is not what the journal says", {}
    left = [entry["facts"]["left"] for entry in entries if "left" in entry["facts"]]
    if left and left != voted_text.lefts(vote, entries):
        yield "block", "what was left of it does not have its digest", {}


def _what(facts):
    """What was taken out: a clause, or an amendment by its number."""
    return ("clause", facts["clause"]) if "clause" in facts else ("number", facts["amendment"])


def _differences(name, pairs):
    for part, (value, stated) in pairs.items():
        if not canonical_json.same(value, stated):
            yield name, "{part} is not what the journal says", {"part": part}


def _ending(vote, entries):
    ended = _of(entries, "vote.closed") + _of(entries, "vote.cancelled")
    stage = ended[0]["verb"].partition(".")[2] if ended else "open"
    if vote["stage"] != stage:
        yield "ending", "the journal says otherwise", {}
        return
    if ended:
        yield from _differences("ending", _end(vote, ended[0]))


def _end(vote, ended):
    """What a vote and the entry of its end must agree on, in pairs."""
    facts = ended["facts"]
    own = {"closed_at": vote["closed_at"], "reason": vote["reason"]}
    if vote["stage"] == "closed":
        own.update(digest=vote["digest"], ballots=vote["ballots_root"], result=vote["result"])
        is_first = ended["form"] == 1 and facts.get("deposits") == _receipts(vote)
        own["deposits"] = _receipts(vote) if is_first else deposits(vote)
    pairs = {name: (value, facts.get(name)) for name, value in own.items()}
    return dict(pairs, closed_by=(vote["closed_by"], ended["actor"]))


def deposits(vote):
    """The digest of the ballots as they were cast: a line for each ballot event, or, of a sealed
    vote, for each voter mark."""
    names = ("member", "source") if "signed" in vote else ("member", "receipt", "source", "at")
    events = vote["signed"] if "signed" in vote else vote["events"]
    # Votes that closed when entries were of form 1 state who cast each ballot.
    if any("cast_by" in each for each in events):
        names += ("cast_by",)
    lines = [" ".join(str(each[name]) for name in names if name in each) for each in events]
    return canonical_json.digest(lines)


def _receipts(vote):
    # The first releases hashed the receipts alone, in order.
    receipts = "".join(each["receipt"] for each in vote.get("events", ()))
    return hashlib.sha256(receipts.encode()).hexdigest()


def _hours(vote, entries):
    """The vote was open as long as its rule demands. If it ended early, there is a reason."""
    announced, hours = vote["settings"]["closes_at"], vote["rule"]["least_hours"]
    if hours and not _is_long_enough(vote["opened_at"], announced, hours):
        yield "hours", "it was open less than {hours} hours", {"hours": hours}
    until = min([vote["closed_at"], *(entry["facts"]["at"] for entry in _of(entries, "vote.over"))])
    if announced and until < announced and (vote["rule"]["silence"] or not vote["reason"]):
        yield "hours", "it ended before its time", {}


def _is_long_enough(opened_at, closes_at, hours):
    if not closes_at:
        return False
    duration = moments.parse(closes_at) - moments.parse(opened_at)
    return duration >= timedelta(hours=hours) - moments.SLACK


def waived(vote, votes):
    """The reasons to refuse a waived quorum. It may be waived at a second call, late enough after a
    vote that lacked it. `votes`: all votes by id."""
    if vote["rule"]["quorum"]["waived"] and not _is_second_call(vote, votes.get(vote["follows"])):
        yield "quorum", "it was waived without need", {}


def _is_second_call(vote, first):
    days = vote["rule"]["quorum"]["again_after"]
    if not days or not first or first["stage"] != "closed":
        return False
    checks = first["result"]["checks"]
    if not any(check["kind"] == "quorum" and not check["met"] for check in checks):
        return False
    again = moments.parse(first["closed_at"]) + timedelta(days=days)
    return moments.parse(vote["opened_at"]) >= again
