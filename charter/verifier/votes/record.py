"""One vote: is it what the journal says, on the text and under the rule that it says?"""

import hashlib
from datetime import timedelta

from charter.verifier import canonical_json
from charter.verifier.document import clause_texts
from charter.verifier.votes import ballots, procedure, roll

INSIDE = ("ballot.entered", "vote.item_taken_out", "vote.extended", "vote.over")
"""What happens to a vote between its opening and its end."""


def problems(vote, entries):
    """Every reason to refuse a vote, as (name, detail, values). `entries`: the journal's about it, in order."""
    yield from _texts(vote)
    yield from roll.problems(vote)
    yield from _history(vote, entries)
    yield from _ending(vote, entries)
    if vote["stage"] == "closed":
        yield from _hours(vote, entries)
        yield from ballots.problems(vote, entries)
    elif any(name in vote for name in ("ballots", "sealed", "signed", "result", "events", "ballots_root")):
        yield "early", "choices or a result in a vote that is not closed", {}


def is_early(entries):
    """Whether a vote was opened by a build whose journal did not hold all that it fixed."""
    opened = _of(entries, "vote.opened")
    return len(opened) == 1 and opened[0]["form"] == 1 and "ordinal" not in opened[0]["facts"]


def early(vote, entries):
    """Every reason to refuse such a vote: what can be checked is the text, how it ended, and, if it was closed since,
    the count."""
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


def _texts(vote):
    yield from _items(vote)
    told = {name: vote[name] for name in ("kind", "heading", "language", "question")}
    items = [{"clause": item["clause"], "digest": item["digest"]} for item in vote["items"]]
    whole = items[0]["digest"] if vote["kind"] == "clause" and items else canonical_json.digest(dict(told, items=items))
    if whole != vote["digest"]:
        yield "text", "the whole does not have its digest", {}
    if vote["kind"] == "clause" and not _is_of_clause(vote):
        yield "text", "a clause has its own heading and language, and no question", {}
    for name, value in (("rule", vote["rule"]), ("roll", [roll.hashed(line) for line in vote["roll"]])):
        if canonical_json.digest(value) != vote[name + "_digest"]:
            yield name, "it does not have its digest", {}


def _items(vote):
    for item in vote["items"]:
        told = dict(item["version"], clause=item["clause"], content=item["content"], heading=item["heading"])
        if canonical_json.digest(told) != item["digest"]:
            yield "text", "clause {clause} does not have its digest", item


def _is_of_clause(vote):
    own = [(item["heading"], item["version"]["language"]) for item in vote["items"]]
    return not vote["question"] and own == [(vote["heading"], vote["language"])]


def _of(entries, verb):
    return [entry for entry in entries if entry["verb"] == verb]


def _history(vote, entries):
    verbs = [entry["verb"] for entry in entries]
    if verbs.count("vote.opened") != 1:
        yield "opening", "{number} openings in the journal", {"number": verbs.count("vote.opened")}
        return
    lived = [verb for verb in verbs if verb in ("vote.opened", "vote.closed", "vote.cancelled", *INSIDE)]
    after = lived[lived.index("vote.over") + 1 : -1] if "vote.over" in lived else []
    if lived[0] != "vote.opened" or not set(lived[1:-1]) <= set(INSIDE) or not set(after) <= {"ballot.entered"}:
        yield "order", "what happened to it did not happen between its opening and its end", {}
    ends = [entry["facts"]["settings"]["closes_at"] for entry in _of(entries, "vote.opened")]
    ends += [entry["facts"]["closes_at"] for entry in _of(entries, "vote.extended")]
    if [end or "" for end in ends] != sorted({end or "" for end in ends}):
        yield "order", "an extension to an earlier time", {}
    for entry, announced in zip(_of(entries, "vote.extended"), ends):
        if (
            entry["form"] > 1
            and announced
            and procedure.moment(entry["at"]) > procedure.moment(announced) + procedure.SLACK
        ):
            yield "order", "an extension after the time announced had come", {}
    yield from _opening(vote, entries)


def _opening(vote, entries):
    (opened,) = _of(entries, "vote.opened")
    facts = opened["facts"]
    settings = facts["settings"]
    for extended in _of(entries, "vote.extended"):
        settings = dict(settings, closes_at=extended["facts"]["closes_at"])
    names = ("clause", "digest", "number", "stage_before")
    told = {name: vote[name] for name in ("kind", "heading", "digest", "opened_at", "rule", "rule_digest", "follows")}
    told.update(roll=vote["roll_digest"], electors=len(vote["roll"]))
    told["items"] = [{name: item[name] for name in names} for item in vote["items"]]
    told = {name: (value, facts.get(name)) for name, value in told.items()}
    own = {name: value for name, value in vote["settings"].items() if name in settings or name != "chair"}
    told.update(settings=(own, settings), opened_by=(vote["opened_by"], opened["actor"]))
    yield from _others("opening", told)
    names = ("clause", "taken_out_by", "taken_out_at", "objection")
    out = [[item[name] for name in names] for item in vote["items"] if "taken_out_at" in item]
    said = [
        [entry["facts"]["clause"], entry["actor"], entry["facts"]["at"], entry["facts"]["reason"]]
        for entry in _of(entries, "vote.item_taken_out")
    ]
    if not canonical_json.same(sorted(out), sorted(said)):
        yield "block", "what was taken out is not what the journal says", {}
    told = [entry["facts"]["left"] for entry in _of(entries, "vote.item_taken_out") if "left" in entry["facts"]]
    if told and told != clause_texts.lefts(vote, entries):
        yield "block", "what was left of it does not have its digest", {}


def _others(name, told):
    for part, (value, said) in told.items():
        if not canonical_json.same(value, said):
            yield name, "{part} is not what the journal says", {"part": part}


def _ending(vote, entries):
    ended = _of(entries, "vote.closed") + _of(entries, "vote.cancelled")
    stage = {"vote.closed": "closed", "vote.cancelled": "cancelled"}.get(ended[0]["verb"]) if ended else "open"
    if vote["stage"] != stage:
        yield "ending", "the journal says otherwise", {}
        return
    parts = {}
    if ended:
        parts.update(closed_at=vote["closed_at"], reason=vote["reason"])
    if stage == "closed":
        parts.update(digest=vote["digest"], ballots=vote["ballots_root"], result=vote["result"])
        is_first = ended[0]["form"] == 1 and ended[0]["facts"].get("deposits") == _receipts(vote)
        parts.update(deposits=_receipts(vote) if is_first else deposits(vote))
    told = {name: (value, ended[0]["facts"].get(name)) for name, value in parts.items()}
    if ended:
        told["closed_by"] = (vote["closed_by"], ended[0]["actor"])
    yield from _others("ending", told)


def deposits(vote):
    """The digest of what was handed in: a line for each ballot, or, of a sealed vote, for each signature."""
    names = ("member", "source") if "signed" in vote else ("member", "receipt", "source", "at")
    handed_in = vote["signed"] if "signed" in vote else vote["events"]
    # votes that closed when entries were of the first form tell who handed a ballot in
    lines = [
        [str(each[name]) for name in names] + [each[name] for name in ("cast_by",) if name in each]
        for each in handed_in
    ]
    return canonical_json.digest([" ".join(line) for line in lines])


def _receipts(vote):
    """As the first builds digested what was handed in: the receipts alone, in order."""
    return hashlib.sha256("".join(each["receipt"] for each in vote.get("events", ())).encode()).hexdigest()


def _hours(vote, entries):
    """A rule that wants a vote to stay open long was obeyed; one that ends, or takes no more ballots, before its time
    has a reason."""
    announced, hours = vote["settings"]["closes_at"], vote["rule"]["least_hours"]
    if hours and (
        not announced
        or procedure.moment(announced) - procedure.moment(vote["opened_at"]) < timedelta(hours=hours) - procedure.SLACK
    ):
        yield "hours", "it was open less than {hours} hours", {"hours": hours}
    until = min([vote["closed_at"], *(entry["facts"]["at"] for entry in _of(entries, "vote.over"))])
    is_early = announced and until < announced
    if is_early and (vote["rule"]["silence"] or not vote["reason"]):
        yield "hours", "it ended before its time", {}


def waived(vote, votes):
    """A quorum is waived only at the second call, late enough, of a vote that lacked it. `votes`: all, by number."""
    quorum = vote["rule"]["quorum"]
    first = votes.get(vote["follows"])
    if not quorum["waived"]:
        return
    lacked = first and first["stage"] == "closed"
    lacked = lacked and any(check["kind"] == "quorum" and not check["met"] for check in first["result"]["checks"])
    days = timedelta(days=quorum["again_after"])
    if (
        not lacked
        or not quorum["again_after"]
        or procedure.moment(vote["opened_at"]) < procedure.moment(first["closed_at"]) + days
    ):
        yield "quorum", "it was waived without need", {}
