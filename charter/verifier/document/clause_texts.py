"""The texts of a charter: are they those that were published, voted and adopted?"""

from charter.verifier import canonical_json, moments
from charter.verifier.document import charter_state
from charter.verifier.votes import voted_text


def problems(document, entries):
    """The reasons to refuse the texts, as (name, detail, values). `entries`: the journal of the
    charter."""
    last, first = _last(entries), _first(entries)
    adopted = set(_adopted(document["votes"]))
    clauses = charter_state.clauses(document)
    others = {clause["id"] for clause in clauses} ^ _there(entries)
    if others:
        values = {"numbers": sorted(others)}
        yield "clauses", "{numbers} are here or in the journal, and not in both", values
    for clause in clauses:
        version, number = clause["version"], clause["id"]
        if digest_of(version) != version["digest"] or version["clause"] != number:
            yield "text", "clause {id} does not have its digest", clause
        if last.get(number, version["digest"]) != version["digest"]:
            yield "published", "clause {id} is not as it was published or voted last", clause
        cut = first.get((number, version["digest"]))
        if cut and not _is_of(version, *cut):
            yield "text", "the version of clause {id} is of another time or cause", clause
        if clause["stage"] == "adopted" and (number, version["digest"]) not in adopted:
            yield "adopted", "no vote adopted clause {id} as it is here", clause


def digest_of(version):
    """The digest that a version has."""
    unhashed = ("digest", "at", "cause")
    return canonical_json.digest({name: version[name] for name in version if name not in unhashed})


def _number(entry):
    return int(entry["subject"].partition(":")[2])


def _there(entries):
    """The clauses that are not dropped."""
    found = set()
    for entry in entries:
        if entry["verb"] in ("clause.added", "clause.taken_back"):
            found.add(_number(entry))
        if entry["verb"] == "clause.dropped":
            found.discard(_number(entry))
    return found


STATING = ("clause.added", "clause.published", "clause.incorporated")
"""The entries about a clause that state the digest of its text."""
CAUSES = {
    "clause.added": "created",
    "clause.published": "published",
    "round.opened": "round",
    "vote.opened": "frozen",
    "clause.incorporated": "incorporated",
}


def _stated(entries):
    """Each digest that the journal states of a clause, as (clause, digest, entry)."""
    for entry in entries:
        if entry["verb"] in STATING and entry["facts"].get("digest"):
            yield _number(entry), entry["facts"]["digest"], entry
        if entry["verb"] == "round.opened":
            yield from ((clause, digest, entry) for clause, digest in entry["facts"]["bases"])
        if entry["verb"] == "vote.opened":
            yield from ((item["clause"], item["digest"], entry) for item in voted_text.items(entry))


def _last(entries):
    """The last digest that the journal states of each clause."""
    return {clause: digest for clause, digest, _ in _stated(entries)}


def _first(entries):
    """The moment, the cause and the form of the entry that first states each digest of a clause."""
    found = {}
    for clause, digest, entry in _stated(entries):
        found.setdefault((clause, digest), (entry["at"], CAUSES[entry["verb"]], entry["form"]))
    return found


def _is_of(version, at, cause, form):
    """A version was made when the journal first stated its digest. Entries of form 1 lack some."""
    passed = moments.parse(at) - moments.parse(version["at"])
    return form == 1 or (version["cause"] == cause and moments.NONE <= passed <= moments.SLACK)


def _adopted(votes):
    for vote in votes:
        if vote["stage"] == "closed" and vote["result"]["outcome"] == "adopted":
            left = [item for item in vote["items"] if "taken_out_at" not in item]
            yield from ((item["clause"], item["digest"]) for item in left)
