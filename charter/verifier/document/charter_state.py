"""The life of a charter by its journal: its stage and title, its sections, each clause's place and stage."""

import heapq

ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
SETTLED = ("adopted", "dropped")
STAGE_CHANGED = "charter.stage_changed"
TELLING = ("title", "summary", "slug", "language")


class Life:
    """What the entries of a charter come to. Where the first builds did not say enough, `is_placed` is False."""

    def __init__(self):
        self.stage, self.told, self.faults = "preparing", {}, []
        self.sections, self.titles = {}, {}
        self.clauses, self.places, self.frozen = {}, {}, {}
        self.is_placed, self.positions = True, []
        self.unsettled = set()  # kept apart: to look at every clause at each adoption would take too long
        self.whole, self.due = set(), None  # votes on the whole charter; one that has just adopted it

    def follow(self, entry):
        """Take one entry into account."""
        due, self.due = self.due, None
        adopted_by = entry["facts"].get("vote") if entry["verb"] == STAGE_CHANGED else None
        # The closing of a vote that adopts the charter, and the new stage, are one transaction.
        is_due = adopted_by == due and type(adopted_by) is type(due)
        self._is(entry, is_due or entry["form"] == 1)
        verb = getattr(self, "_" + entry["verb"].replace(".", "_"), None)
        if verb:
            verb(entry, number(entry), entry["facts"])

    def _is(self, entry, holds):
        if not holds:
            self.faults.append(entry["seq"])

    def _set(self, clause, stage):
        self.clauses[clause] = stage
        (self.unsettled.discard if stage in SETTLED else self.unsettled.add)(clause)

    def _charter_created(self, _entry, _number, facts):
        self.told.update(facts)

    _charter_described = _charter_created

    def _charter_stage_changed(self, entry, _number, facts):
        self._is(entry, facts["before"] == self.stage)
        if entry["form"] > 1 and "vote" in facts:
            self._is(entry, facts["after"] == "adopted")
        elif entry["form"] > 1 and facts["after"] == "adopted":
            self._is(entry, not self.unsettled and entry["actor_id"] is not None)
        self.stage = facts["after"]

    def _section_added(self, _entry, section, facts):
        self.sections[section] = True
        self.titles[section] = facts["title"]

    def _section_renamed(self, _entry, section, facts):
        self.titles[section] = facts["title"]

    def _section_moved(self, entry, _section, facts):
        self._is(entry, sorted(facts["order"]) == sorted(self.sections))
        self.sections = dict.fromkeys(facts["order"], True)

    def _section_removed(self, _entry, section, _facts):
        del self.sections[section]

    def _clause_added(self, _entry, clause, facts):
        self._set(clause, "drafting")
        self._put(clause, facts.get("section"), self._last() + 1)
        self.is_placed = self.is_placed and "section" in facts

    def _clause_moved(self, entry, _clause, facts):
        self._is(entry, len(facts["order"]) == len(self.sections))
        for section, shelf in zip(self.sections, facts["order"]):
            for position, clause in enumerate(shelf):
                self._put(clause, section, position)

    def _put(self, clause, section, position):
        self.places[clause] = (section, position)
        heapq.heappush(self.positions, (-position, clause))

    def _last(self):
        """The last position that a clause has: the largest that was given and is still the one of its clause."""
        while self.positions and self.places[self.positions[0][1]][1] != -self.positions[0][0]:
            heapq.heappop(self.positions)
        return -self.positions[0][0] if self.positions else 0

    def _clause_dropped(self, entry, clause, _facts):
        self._is(entry, self.clauses.get(clause) == "drafting")
        self._set(clause, "dropped")

    def _clause_taken_back(self, entry, clause, _facts):
        self._is(entry, self.clauses.get(clause) == "dropped")
        self._set(clause, "drafting")

    def _vote_opened(self, entry, vote, facts):
        first = [{"clause": facts.get("clause"), "stage_before": "drafting"}]
        items = facts.get("items", first)
        self.frozen[vote] = {}
        if facts.get("kind") == "charter":
            self.whole.add(vote)
        for item in items:
            clause, before = item["clause"], item.get("stage_before", "drafting")
            self._is(entry, self.clauses.get(clause) == before and before in ("drafting", "adopted"))
            self.frozen[vote][clause] = before
            self._set(clause, "frozen" if before == "drafting" else before)

    def _vote_item_taken_out(self, entry, vote, facts):
        self._is(entry, facts["clause"] in self.frozen.get(vote, {}))
        self._set(facts["clause"], self.frozen.get(vote, {}).pop(facts["clause"], "drafting"))

    def _vote_closed(self, entry, vote, facts):
        result = facts.get("result") or {}
        is_adopted = result.get("outcome") == "adopted" or result.get("adopted") is True
        for clause, before in self.frozen.pop(vote, {}).items():
            self._set(clause, "adopted" if is_adopted else before)
        if is_adopted and vote in self.whole and self.stage == "voting" and entry["form"] > 1:
            self.due = vote

    def _vote_cancelled(self, _entry, vote, _facts):
        for clause, before in self.frozen.pop(vote, {}).items():
            self._set(clause, before)


def number(entry):
    """Of what an entry is about."""
    told = entry["subject"].partition(":")[2]
    return int(told) if told.isdigit() else 0


def life(entries):
    """What the entries of a charter come to."""
    found = Life()
    for entry in entries:
        found.follow(entry)
    if found.due is not None:
        found.faults.append(entries[-1]["seq"])
    return found


def problems(document, entries):
    """Every reason to refuse what a document says of its charter, as (name, detail, values)."""
    found = life(entries)
    for seq in found.faults:
        yield "stages", "entry {seq} does not follow from those before it", {"seq": seq}
    charter = document["charter"]
    told = dict(stage=found.stage, **{name: found.told[name] for name in TELLING if name in found.told})
    for part, value in told.items():
        if charter[part] != value:
            yield "stages", "{part} is not what the journal says", {"part": part}
    clauses = document["preamble"] + [clause for section in document["sections"] for clause in section["clauses"]]
    for clause in clauses:
        if found.clauses.get(clause["id"], clause["stage"]) != clause["stage"]:
            yield "stages", "clause {id} is at another stage in the journal", {"id": clause["id"]}
        if clause["version"]["language"] != charter["language"]:
            yield "stages", "clause {id} is in another language than the charter", {"id": clause["id"]}
    yield from _outline(document, found)
    yield from _numbers(document)


def _outline(document, found):
    if [section["title"] for section in document["sections"]] != [found.titles[each] for each in found.sections]:
        yield "stages", "{part} is not what the journal says", {"part": "sections"}
    elif found.is_placed:
        shelves = [(None, document["preamble"])]
        shelves += list(zip(found.sections, (section["clauses"] for section in document["sections"])))
        told = {}
        for clause, (section, position) in found.places.items():
            if found.clauses.get(clause) not in ("dropped", None):
                told.setdefault(section, []).append((position, clause))
        for section, shelf in shelves:
            if [clause["id"] for clause in shelf] != [clause for _, clause in sorted(told.get(section, ()))]:
                yield "stages", "{part} is not what the journal says", {"part": "order"}


def _numbers(document):
    articles = [clause["number"] for section in document["sections"] for clause in section["clauses"]]
    is_counted = articles == list(range(1, len(articles) + 1))
    is_counted = is_counted and all(clause["number"] is None for clause in document["preamble"])
    sections = enumerate(document["sections"], start=1)
    if not is_counted or any(section["number"] != roman(place) for place, section in sections):
        yield "stages", "sections or clauses are not numbered in their order", {}


def roman(value):
    """A number as sections are numbered."""
    digits = ""
    for each, letters in ROMAN:
        digits, value = digits + letters * (value // each), value % each
    return digits
