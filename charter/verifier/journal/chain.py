"""The lines of the journal: the hash chain, the numbering, and the entries of one charter.

An entry of form 1 was hashed whole, with the digest before it. Of form 2, the digest of the entry
is hashed in a line with its positions in the journal and in its charter, so that an entry can be
hidden and still be counted; facts about people are salted commitments.
"""

from charter.verifier import canonical_json

START = "0" * 64
BEGUN = "journal.form_set"


def problems(lines, charter):
    """The reasons to refuse a journal, as (name, detail, values). `charter`: the id of the charter
    whose entries must all be shown."""
    yield from _links(lines)
    if not entries(lines, charter):
        yield "numbers", "no entry is of this charter", {}
    yield from _numbers(lines, charter)
    yield from _moments(lines)


def _links(lines):
    before = START
    for number, line in enumerate(lines, start=1):
        if line["seq"] != number or line["previous"] != before:
            yield "chain", "entry {number} does not follow the one before", {"number": number}
        if not _has_its_digest(line):
            yield "chain", "entry {number} was changed", {"number": number}
        if "entry" in line and not _opens_its_commitments(line):
            values = {"number": number}
            yield "told", "what entry {number} says of people is not what it commits to", values
        before = line["digest"]


def is_numbered(line):
    """Whether a line is of form 2."""
    return "number" in line


def _has_its_digest(line):
    content = line.get("entry")
    if not is_numbered(line):
        if not content:
            return True
        hashed = {"entry": content, "previous": line["previous"]}
        return content.get("seq") == line["seq"] and canonical_json.digest(hashed) == line["digest"]
    if content and ("form" not in content or canonical_json.digest(content) != line["content"]):
        return False
    names = ("seq", "charter", "number", "content", "previous")
    return canonical_json.digest({name: line[name] for name in names}) == line["digest"]


def _opens_its_commitments(line):
    """A fact about a person may be withheld. If it is there, it is the one that was committed to."""
    if not is_numbered(line):
        return True
    personal, facts = line["entry"]["personal"], line["told"].items()
    commitments = {name: commitment(name, fact["value"], fact["salt"]) for name, fact in facts}
    return all(personal.get(name) == value for name, value in commitments.items())


def commitment(name, value, salt):
    """The salted digest of a fact about a person."""
    return canonical_json.digest({"name": name, "value": value, "salt": salt})


def _numbers(lines, charter):
    numbered = [line for line in lines if is_numbered(line)]
    first = lines[: len(lines) - len(numbered)]
    if any(is_numbered(line) for line in first):
        yield "numbers", "an entry of the first form comes after one of the second", {}
        return
    found = list(_begins(numbered, first))
    yield from found
    if found or not numbered:
        return
    counts = numbered[0]["entry"]["facts"]["entries"]
    shown = sum(line["entry"]["charter_id"] == charter for line in first if "entry" in line)
    if shown != counts.get(str(charter), 0):
        yield "numbers", "of the first entries of this charter, some are held back or too many", {}

    # Numbers have no gap, for every charter: a hidden line shows its charter and number too.
    last = dict(counts)
    for line in numbered:
        key = "" if line["charter"] is None else str(line["charter"])
        if line["number"] != last.get(key, 0) + 1:
            yield "numbers", "entry {seq} is not the next one of its charter", line
        last[key] = line["number"]
        if line["charter"] == charter and "entry" not in line:
            yield "numbers", "entry {seq} is of this charter, and is held back", line


def _begins(numbered, first):
    """Form 2 begins with an entry that counts the entries of form 1, by charter."""
    if not numbered:
        return
    entry = numbered[0].get("entry")
    counts = entry["facts"].get("entries") if entry and entry["verb"] == BEGUN else None
    if not isinstance(counts, dict) or any(type(each) is not int for each in counts.values()):
        yield "numbers", "the numbering does not begin with an entry that says so", {}
    elif sum(counts.values()) != len(first):
        detail = {"told": sum(counts.values()), "number": len(first)}
        yield (
            "numbers",
            "before the numbering there were {told} entries, and here are {number}",
            detail,
        )
    if sum(line.get("entry", {}).get("verb") == BEGUN for line in numbered) > 1:
        yield "numbers", "the numbering begins twice", {}


def _moments(lines):
    last = ""
    for line in lines:
        at = line["entry"]["at"] if is_numbered(line) and "entry" in line else last
        if at < last:
            yield "order", "entry {seq} is older than the one before", line
        last = at


def entries(lines, charter):
    """The entries of a charter, in order: actor (None if withheld), time, verb, subject, facts."""
    found = []
    for line in lines:
        entry = line.get("entry")
        of = line.get("charter") if is_numbered(line) else entry and entry["charter_id"]
        if entry and of == charter:
            same = {name: entry[name] for name in ("at", "actor_id", "verb", "subject", "facts")}
            found.append(dict(same, seq=line["seq"], form=entry.get("form", 1), actor=_actor(line)))
    return found


def _actor(line):
    if not is_numbered(line):
        return line["entry"]["actor"]
    if line["entry"]["actor_id"] is None:
        return ""
    return line["told"].get("actor", {}).get("value")
