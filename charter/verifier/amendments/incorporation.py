"""What was adopted on a clause is in its text: all of it, and nothing else."""

from charter.verifier import canonical_json
from charter.verifier.amendments import words
from charter.verifier.document import clause_texts
from charter.verifier.document.charter_state import number as id_of

FREEING = ("clause.published", "round.opened", "charter.stage_changed", "charter.rights_set", "clause.incorporated")
"""The entries since which a clause may have another text than what was put into it."""


def problems(shown, known):
    """The reasons to refuse the incorporations of a round, as (name, detail, values): as a document shows it, and as
    the journal gives it."""
    pairs = [_stated(clause, entry) for clause, entry in known.incorporations.items()]
    if not canonical_json.same([_shown(each) for each in shown["incorporations"]], pairs):
        values = {"part": "incorporations", "round": known.number}
        yield "incorporation", "{part} of round {round} is not what the journal says", values
        return
    for each in shown["incorporations"]:
        yield from _of_one(each, known, shown)
    if known.decided_at:
        yield from _left_out(known)


def _shown(each):
    number = each["version"] and each["version"]["number"]
    return [each["clause"], each["base"], each["wordings"], each["read"], each["digest"], number]


def _stated(clause, entry):
    return [clause, *(entry["facts"][name] for name in ("base", "wordings", "read", "digest", "number"))]


def _of_one(each, known, shown):
    clause, version = each["clause"], each["version"]
    values = {"clause": clause, "round": known.number}
    if version and (clause_texts.digest_of(version) != each["digest"] or version["clause"] != clause):
        yield "text", "clause {clause} does not have its digest", values
    if bool(version) != bool(each["digest"]) or not _is_adopted(each, known):
        yield (
            "incorporation",
            "what was put into clause {clause} in round {round} is not what was adopted on it",
            values,
        )
    elif known.is_public:
        yield from _text(each, shown, values)


def _is_adopted(each, known):
    """Whether it lists the adopted amendments that change the clause, by number, each with its newest wording."""
    adopted = {one.number: one for one in _adopted(known)}
    if any(number not in adopted or adopted[number].digest != digest for number, digest, *_ in each["wordings"]):
        return False
    if not each["base"]:  # a new clause: the position of the change follows
        return [len(one) for one in each["wordings"]] == [3]
    if known.bases.get(each["clause"]) != each["base"]:
        return False
    changing = [one for one in adopted.values() if each["clause"] in [clause for clause, _ in one.bases]]
    numbers = [number for number, *_ in each["wordings"]]
    return numbers == (sorted(one.number for one in changing) if known.is_public else sorted(set(numbers)))


def _adopted(known):
    return [each for each in known.amendments if not each.parent and _kind(each) == "adopted"]


def _kind(amendment):
    return amendment.outcome and amendment.outcome["facts"]["outcome"]


def _text(each, shown, values):
    """The text is what the wordings make of the base: the one that was adopted, or all of several."""
    texts = {amendment["number"]: amendment for amendment in shown["amendments"]}
    changes = [_change(texts[number], each["clause"], position) for number, _, *position in each["wordings"]]
    if any(change is None for change in changes):
        yield (
            "incorporation",
            "what was put into clause {clause} in round {round} is not what was adopted on it",
            values,
        )
        return
    is_removed = any(change["drops"] for change in changes)
    if is_removed or each["version"] is None:
        if not is_removed or each["version"]:
            yield (
                "incorporation",
                "what was put into clause {clause} in round {round} is not what was adopted on it",
                values,
            )
        return
    base = next((one["version"] for one in shown["bases"] if one["clause"] == each["clause"]), None)
    yield from words.problems(base, changes, each["version"], values)


def _change(amendment, clause, position):
    """The change that an amendment makes in a clause; of a new clause, that of a position."""
    changes = amendment["wordings"][-1].get("changes", [])
    if position:
        is_there = position[0] in range(len(changes)) and "clause" not in changes[position[0]]
        return changes[position[0]] if is_there else None
    return next((change for change in changes if change.get("clause") == clause), None)


def _left_out(known):
    """Each adopted amendment is in a text."""
    put = {number for entry in known.incorporations.values() for number, *_ in entry["facts"]["wordings"]}
    clauses = set(known.incorporations)
    for each in _adopted(known):
        if each.number not in put or not {clause for clause, _ in each.bases} <= clauses:
            yield "incorporation", "amendment {number} of round {round} is adopted, and not in the text", each.place


def final_votes(entries):
    """The reasons to refuse votes on clauses that amendments were put into: the next one is on that text, unless it may
    have been changed since."""
    due = {}
    for entry in entries:
        if entry["verb"] in FREEING:
            about = id_of(entry) if entry["subject"].startswith("clause:") else None
            due = {clause: digest for clause, digest in due.items() if about not in (None, clause)}
        if entry["verb"] == "clause.incorporated" and entry["facts"]["digest"]:
            due[id_of(entry)] = entry["facts"]["digest"]
        if entry["verb"] == "vote.opened":
            for item in entry["facts"].get("items", ()):
                if due.pop(item["clause"], item["digest"]) != item["digest"]:
                    values = {"of_vote": id_of(entry), "clause": item["clause"]}
                    yield "final", "it is on another text of clause {clause} than what was put into it", values
