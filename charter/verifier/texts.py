"""The texts of a charter: are they those that were published, voted and adopted?"""

from charter.verifier import canon


def problems(document, entries):
    """Every reason to refuse the texts, as (name, detail, values). `entries`: the journal's about this charter."""
    last = _last(entries)
    adopted = set(_adopted(document["votes"]))
    clauses = document["preamble"] + [clause for section in document["sections"] for clause in section["clauses"]]
    for clause in clauses:
        version, number = clause["version"], clause["id"]
        told = {name: value for name, value in version.items() if name not in ("digest", "at", "cause")}
        if canon.digest(told) != version["digest"] or version["clause"] != number:
            yield "text", "clause {id} does not have its digest", clause
        if last.get(number, version["digest"]) != version["digest"]:
            yield "published", "clause {id} is not as it was published or voted last", clause
        if clause["stage"] == "adopted" and (number, version["digest"]) not in adopted:
            yield "adopted", "no vote adopted clause {id} as it is here", clause


def _last(entries):
    """The digest of each clause that the journal gave last."""
    found = {}
    for entry in entries:
        if entry["verb"] == "clause.published":
            found[int(entry["subject"].partition(":")[2])] = entry["facts"]["digest"]
        if entry["verb"] == "vote.opened":
            found.update((item["clause"], item["digest"]) for item in entry["facts"]["items"])
    return found


def _adopted(votes):
    for vote in votes:
        if vote["stage"] == "closed" and vote["result"]["outcome"] == "adopted":
            yield from ((item["clause"], item["digest"]) for item in vote["items"] if "taken_out_at" not in item)
