"""Charters that the site itself falsified, with a journal to match."""

from copy import deepcopy

from charter.verifier import canonical_json
from tests.verifier.forging.archives import aged, numbered
from tests.verifier.forging.cases import Case, is_plain


def clauses(world):
    return [clause for section in world["charter.json"]["sections"] for clause in section["clauses"]]


def other_name(world):
    line = next(line for line in world["journal.json"] if line.get("told", {}).get("holder"))
    line["told"]["holder"]["value"] = "Quelqu’un d’autre"


def other_elector(world):
    world["charter.json"]["votes"][3]["roll"][0]["name"] = "Quelqu’un d’autre"


def other_text(world):
    clauses(world)[0]["version"]["heading"] = "Autre"


def other_published(world):
    entries = [each["entry"] for each in world["journal.json"] if "entry" in each]
    published = {entry["subject"] for entry in entries if entry["verb"] == "clause.published"}
    version = next(each for each in clauses(world) if f"clause:{each['id']}" in published)["version"]
    version["heading"] = "Autre"
    hashed = {name: value for name, value in version.items() if name not in ("digest", "at", "cause")}
    version["digest"] = canonical_json.digest(hashed)


def clause_hidden(world):
    world["charter.json"]["sections"][0]["clauses"].pop()


def never_adopted(world):
    next(clause for clause in clauses(world) if clause["stage"] == "drafting")["stage"] = "adopted"


def vote_twice(world):
    world["charter.json"]["votes"].append(world["charter.json"]["votes"][0])


def vote_missing(world):
    world["charter.json"]["votes"].pop()


def hidden(world, *verbs):
    for line in world["journal.json"]:
        if "entry" in line and line["entry"]["verb"].startswith(verbs):
            del line["entry"], line["told"]


def proxy_hidden(world):
    hidden(world, "proxy.revoked", "presence.marked")


def vote_unwritten(world):
    """Held back, with its entries given to no charter, as if they had been written so."""
    case = Case(world, is_plain)
    for entry in case.entries():
        del entry["entry"], entry["told"]
        entry["charter"] = None
    numbered(world["journal.json"])
    world["charter.json"]["votes"].remove(case.vote)


def first_left_out(world):
    aged(world)
    next(line for line in world["journal.json"] if line.get("entry", {}).get("charter_id") == 1).pop("entry")


def first_of_nobody(world):
    aged(world)
    begun(world)["entry"]["facts"]["entries"]["9"] = 1


def renumbered(world):
    line = [line for line in world["journal.json"] if line["charter"] is None][-1]
    line["number"] += 1


def begun(world):
    return next(line for line in world["journal.json"] if line.get("entry", {}).get("verb") == "journal.form_set")


def begins_twice(world):
    lines = world["journal.json"]
    line = next(line for line in reversed(lines) if "entry" not in line)
    before = next(each for each in reversed(lines[: lines.index(line)]) if "entry" in each)
    line.update(deepcopy({name: begun(world)[name] for name in ("entry", "told")}), charter=None)
    numbered(lines)
    line["entry"]["at"] = before["entry"]["at"]


def begins_in_silence(world):
    line = begun(world)
    del line["entry"], line["told"]


def older_form_after(world):
    aged(world)
    entries = world["journal.json"]
    place = next(place for place, line in enumerate(entries) if "number" not in line)
    entries.append(entries.pop(place))


def older_after(world):
    prepared = [line for line in world["journal.json"] if line.get("entry", {}).get("verb") == "vote.prepared"]
    prepared[-1]["entry"]["at"] = "2001-01-01T00:00:00.000000Z"


def of_first(world, verb):
    lines = world["journal.json"]
    return [line for line in lines if line.get("entry", {}).get("verb") == verb and line["charter"] == 1]


def from_another_stage(world):
    of_first(world, "charter.stage_changed")[0]["entry"]["facts"]["before"] = "amending"


def at_another_stage(world):
    next(clause for clause in clauses(world) if clause["stage"] == "drafting")["stage"] = "frozen"


def in_another_language(world):
    world["charter.json"]["charter"]["language"] = "en"
    for line in of_first(world, "charter.created"):
        line["entry"]["facts"]["language"] = "en"


def numbered_otherwise(world):
    world["charter.json"]["sections"][0]["number"] = "IX"


def of_another_cause(world):
    clauses(world)[0]["version"]["cause"] = "restored"


def votes_exchanged(world):
    votes = world["charter.json"]["votes"]
    votes[3], votes[4] = votes[4], votes[3]


def another(clause):
    """A clause with another heading, and its digest again."""
    clause["version"]["heading"] = "Autre"
    hashed = {name: value for name, value in clause["version"].items() if name not in ("digest", "at", "cause")}
    clause["version"]["digest"] = canonical_json.digest(hashed)


def other_than_voted(world):
    voted = {item["clause"] for vote in world["charter.json"]["votes"] for item in vote["items"]}
    another(next(each for each in clauses(world) if each["id"] in voted and each["stage"] == "drafting"))


def of_another_time(world):
    clauses(world)[0]["version"]["at"] = "2001-01-01T00:00:00.000000Z"


def clause_more(world):
    shelf = world["charter.json"]["sections"][-1]["clauses"]
    shelf.append(deepcopy(shelf[-1]))
    shelf[-1].update(id=9999, number=shelf[-1]["number"] + 1, stage="drafting")
    shelf[-1]["version"]["clause"] = 9999
    another(shelf[-1])


def of_charter(name, value):
    def change(world):
        world["charter.json"]["charter"][name] = value

    change.__name__ = f"another_{name}"
    return change


def section_named_otherwise(world):
    world["charter.json"]["sections"][0]["title"] = "Autre"


def clauses_exchanged(world):
    shelf = world["charter.json"]["sections"][0]["clauses"]
    shelf[1], shelf[2] = shelf[2], shelf[1]
    shelf[1]["number"], shelf[2]["number"] = shelf[2]["number"], shelf[1]["number"]


def clause_numbered_otherwise(world):
    clauses(world)[0]["number"] = 99


def checkpoints_reversed(world):
    world["checkpoints.json"].reverse()


def checkpoint_twice(world):
    world["checkpoints.json"].insert(0, dict(world["checkpoints.json"][0]))


def no_checkpoint(world):
    world["checkpoints.json"].clear()


OTHER_PART = "{part} is not what the journal says"
WHOLE = [
    (other_than_voted, "clause {id} is not as it was published or voted last"),
    (of_another_time, "the version of clause {id} is of another time or cause"),
    (clause_more, "{numbers} are here or in the journal, and not in both"),
    (of_charter("title", "Autre"), OTHER_PART),
    (of_charter("summary", "Autre"), OTHER_PART),
    (of_charter("slug", "autre"), OTHER_PART),
    (of_charter("stage", "voting"), OTHER_PART),
    (section_named_otherwise, OTHER_PART),
    (clauses_exchanged, OTHER_PART),
    (clause_numbered_otherwise, "sections or clauses are not numbered in their order"),
    (checkpoints_reversed, "they are not in their order, each once"),
    (checkpoint_twice, "they are not in their order, each once"),
    (no_checkpoint, "none covers entry {seq}, at which one was taken"),
    (from_another_stage, "entry {seq} does not follow from those before it"),
    (at_another_stage, "clause {id} is at another stage in the journal"),
    (in_another_language, "clause {id} is in another language than the charter"),
    (numbered_otherwise, "sections or clauses are not numbered in their order"),
    (of_another_cause, "the version of clause {id} is of another time or cause"),
    (votes_exchanged, "the votes are not in the order in which they were opened"),
    (other_name, "what entry {number} says of people is not what it commits to"),
    (other_elector, "the name of elector {member} is not what the roll commits to"),
    (first_left_out, "of the first entries of this charter, some are held back or too many"),
    (first_of_nobody, "before the numbering there were {told} entries, and here are {number}"),
    (renumbered, "entry {seq} is not the next one of its charter"),
    (begins_twice, "the numbering begins twice"),
    (begins_in_silence, "the numbering does not begin with an entry that says so"),
    (older_form_after, "an entry of the first form comes after one of the second"),
    (older_after, "entry {seq} is older than the one before"),
    (proxy_hidden, "entry {seq} is of this charter, and is held back"),
    (vote_unwritten, "the openings are numbered {numbers}"),
    (other_text, "clause {id} does not have its digest"),
    (other_published, "clause {id} is not as it was published or voted last"),
    (clause_hidden, "{numbers} are here or in the journal, and not in both"),
    (never_adopted, "no vote adopted clause {id} as it is here"),
    (vote_twice, "a vote is there twice"),
    (vote_missing, "the journal opened {subject}, which is not here"),
]
