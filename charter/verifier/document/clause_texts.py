"""The texts of a charter: are they those that were published, voted and adopted?"""

from charter.verifier import canonical_json
from charter.verifier.votes import procedure


def problems(document, entries):
    """Every reason to refuse the texts, as (name, detail, values). `entries`: the journal's about this charter."""
    last, first = _last(entries), _first(entries)
    adopted = set(_adopted(document["votes"]))
    clauses = document["preamble"] + [clause for section in document["sections"] for clause in section["clauses"]]
    others = {clause["id"] for clause in clauses} ^ _there(entries)
    if others:
        yield "clauses", "{numbers} are here or in the journal, and not in both", {"numbers": sorted(others)}
    for clause in clauses:
        version, number = clause["version"], clause["id"]
        told = {name: value for name, value in version.items() if name not in ("digest", "at", "cause")}
        if canonical_json.digest(told) != version["digest"] or version["clause"] != number:
            yield "text", "clause {id} does not have its digest", clause
        if last.get(number, version["digest"]) != version["digest"]:
            yield "published", "clause {id} is not as it was published or voted last", clause
        if (number, version["digest"]) in first and not _is_of(version, *first[number, version["digest"]]):
            yield "text", "the version of clause {id} is of another time or cause", clause
        if clause["stage"] == "adopted" and (number, version["digest"]) not in adopted:
            yield "adopted", "no vote adopted clause {id} as it is here", clause


def _number(entry):
    return int(entry["subject"].partition(":")[2])


def _there(entries):
    """The clauses that were added, or taken back, and not dropped since."""
    found = set()
    for entry in entries:
        if entry["verb"] in ("clause.added", "clause.taken_back"):
            found.add(_number(entry))
        if entry["verb"] == "clause.dropped":
            found.discard(_number(entry))
    return found


CAUSES = {"clause.added": "created", "clause.published": "published", "vote.opened": "frozen"}


def _told(entries):
    """Each digest that the journal gave of a clause, as (clause, digest, its entry)."""
    for entry in entries:
        if entry["verb"] in ("clause.added", "clause.published") and "digest" in entry["facts"]:
            yield _number(entry), entry["facts"]["digest"], entry
        if entry["verb"] == "vote.opened":
            yield from ((item["clause"], item["digest"], entry) for item in items(entry))


def _last(entries):
    """The digest of each clause that the journal gave last."""
    return {clause: digest for clause, digest, _ in _told(entries)}


def _first(entries):
    """When and why the journal first gave each digest of a clause."""
    found = {}
    for clause, digest, entry in _told(entries):
        found.setdefault((clause, digest), (entry["at"], CAUSES[entry["verb"]], entry["form"]))
    return found


def _is_of(version, at, cause, form):
    """A version was cut when the journal first gave its digest; the first builds did not give all."""
    passed = procedure.moment(at) - procedure.moment(version["at"])
    return form == 1 or (version["cause"] == cause and procedure.NONE <= passed <= procedure.SLACK)


def items(opened):
    """What an entry of an opening says is voted; the first builds had one clause in each vote."""
    facts = opened["facts"]
    return facts["items"] if "items" in facts else [{"clause": facts["clause"], "digest": facts["digest"]}]


def _adopted(votes):
    for vote in votes:
        if vote["stage"] == "closed" and vote["result"]["outcome"] == "adopted":
            yield from ((item["clause"], item["digest"]) for item in vote["items"] if "taken_out_at" not in item)


def left(vote, entries):
    """The digest of what is voted at the end, and since when: without what was taken out of a block. Ballots cast
    before are set aside, since the journal says what was left; "" where a vote was held before it did."""
    since = [entry["facts"]["at"] for entry in _taken_out(entries) if "left" in entry["facts"]]
    if not since:
        return vote["digest"], ""
    return lefts(vote, entries)[-1], max(since)


def lefts(vote, entries):
    """The digest of what was left of a block after each clause that was taken out, in the order of the journal."""
    found, gone = [], set()
    told = {name: vote[name] for name in ("kind", "heading", "language", "question")}
    for entry in _taken_out(entries):
        gone.add(entry["facts"]["clause"])
        items = [{"clause": item["clause"], "digest": item["digest"]} for item in vote["items"]]
        found.append(canonical_json.digest(dict(told, items=[item for item in items if item["clause"] not in gone])))
    return found


def _taken_out(entries):
    return [entry for entry in entries if entry["verb"] == "vote.item_taken_out"]
