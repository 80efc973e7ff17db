"""The state of a charter, replayed from its journal: title, stage, sections, place and stage of
each clause. The document must show the same."""

import heapq

from charter.verifier import canonical_json

ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
SETTLED = ("adopted", "dropped")
STAGE_CHANGED = "charter.stage_changed"
FORMATS = {
    (False, False): "charter-document/3",
    (False, True): "charter-document/4",
    (True, False): "charter-document/5",
    (True, True): "charter-document/5",
}
"""The format of a document, by whether it has rounds of amendments and an assembly."""
DESCRIPTION = ("title", "summary", "slug", "language")


class CharterState:
    """The state of a charter after some entries of its journal.

    `faults`: the `seq` of entries that cannot follow the state before them. `is_placed`: whether
    the entries say where each clause is, which those of the first releases do not.
    """

    def __init__(self):
        self.stage, self.description, self.faults = "preparing", {}, []
        self.sections, self.titles = {}, {}
        self.clauses, self.places, self.frozen = {}, {}, {}
        self.is_placed, self.positions = True, []
        # Kept beside `clauses`: to search all of them at each adoption would be quadratic.
        self.unsettled = set()
        self.votes_on_all, self.adopted_by = set(), None
        self.amended, self.on_amendments, self.on_hidden = {}, {}, set()
        self.assembly = None

    def apply(self, entry):
        """Apply one entry."""
        due, self.adopted_by = self.adopted_by, None
        stated = entry["facts"].get("vote") if entry["verb"] == STAGE_CHANGED else None
        # The closing of a vote that adopts the charter, and the new stage, are one transaction.
        is_due = stated == due and type(stated) is type(due)
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
        self.description.update(facts)

    _charter_described = _charter_created

    def _charter_stage_changed(self, entry, _number, facts):
        self._is(entry, facts["before"] == self.stage)
        if entry["form"] > 1 and "vote" in facts:
            self._is(entry, facts["after"] == "adopted")
        elif entry["form"] > 1 and facts["after"] == "adopted":
            self._is(entry, not self.unsettled and entry["actor_id"] is not None)
        self.stage = facts["after"]

    def _charter_assembly_set(self, entry, _number, facts):
        # A charter that kept everybody when another one began shows no assembly.
        if facts.get("chosen") is True:
            self.assembly = {"entry": entry["seq"], "associations": facts["associations"]}

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
        """The largest position of a clause."""
        # A heap with lazy deletion: a maximum over all clauses at each addition would be quadratic.
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
            self.votes_on_all.add(vote)
        for motion in facts.get("motions", ()):
            items = items + self._amended_by(vote, motion, items)
        for item in items:
            clause, before = item["clause"], item.get("stage_before", "drafting")
            is_as_stated = self.clauses.get(clause) == before
            self._is(entry, is_as_stated and before in ("drafting", "adopted"))
            self.frozen[vote][clause] = before
            self._set(clause, "frozen" if before == "drafting" else before)

    def _amended_by(self, vote, motion, items):
        """The clauses that a motion changes, which stand still during the vote. Of rounds for members alone, entries do
        not state them."""
        changed = self.amended.get(motion["amendment"])
        self.on_amendments.setdefault(vote, {})[motion["number"]] = changed or []
        if changed is None:
            self.on_hidden.add(vote)
        known = {item["clause"] for item in items}
        return [{"clause": each} for each in changed or () if each not in known]

    def _release(self, vote, number):
        """Let the clauses of a motion move that no other one left in the vote changes."""
        gone = self.on_amendments.get(vote, {}).pop(number, [])
        left = {clause for changed in self.on_amendments.get(vote, {}).values() for clause in changed}
        for clause in set(gone) - left:
            self._set(clause, self.frozen[vote].pop(clause))

    def _amendment_submitted(self, _entry, amendment, facts):
        if "bases" in facts:
            self.amended[amendment] = [clause for clause, _ in facts["bases"]]

    _amendment_rectified = _amendment_carried = _amendment_submitted

    def _vote_item_taken_out(self, entry, vote, facts):
        if "amendment" in facts:
            self._release(vote, facts["amendment"])
            return
        self._is(entry, facts["clause"] in self.frozen.get(vote, {}))
        self._set(facts["clause"], self.frozen.get(vote, {}).pop(facts["clause"], "drafting"))

    def _vote_closed(self, entry, vote, facts):
        result = facts.get("result") or {}
        is_adopted = result.get("outcome") == "adopted" or result.get("adopted") is True
        self.on_hidden.discard(vote)
        for clause, before in self.frozen.pop(vote, {}).items():
            self._set(clause, "adopted" if is_adopted and vote not in self.on_amendments else before)
        is_at_vote = self.stage == "voting" and entry["form"] > 1
        if is_adopted and is_at_vote and vote in self.votes_on_all:
            self.adopted_by = vote

    def _vote_cancelled(self, _entry, vote, _facts):
        self.on_hidden.discard(vote)
        for clause, before in self.frozen.pop(vote, {}).items():
            self._set(clause, before)


def number(entry):
    """The id of the subject of an entry; 0 if it has none."""
    digits = entry["subject"].partition(":")[2]
    return int(digits) if digits.isdigit() else 0


def replay(entries):
    """The state of a charter after these entries of its journal."""
    state = CharterState()
    for entry in entries:
        state.apply(entry)
    if state.adopted_by is not None:
        state.faults.append(entries[-1]["seq"])
    return state


def problems(document, entries):
    """The reasons to refuse the state of the charter in a document, as (name, detail, values)."""
    state = replay(entries)
    for seq in state.faults:
        yield "stages", "entry {seq} does not follow from those before it", {"seq": seq}
    charter = document["charter"]
    stated = {name: state.description[name] for name in DESCRIPTION if name in state.description}
    for part, value in dict(stated, stage=state.stage).items():
        if charter[part] != value:
            yield "stages", "{part} is not what the journal says", {"part": part}
    yield from _assembly(document, state.assembly)
    for clause in clauses(document):
        stage = state.clauses.get(clause["id"], clause["stage"])
        is_hidden = state.on_hidden and (stage, clause["stage"]) == ("drafting", "frozen")
        if stage != clause["stage"] and not is_hidden:
            yield "stages", "clause {id} is at another stage in the journal", {"id": clause["id"]}
        if clause["version"]["language"] != charter["language"]:
            values = {"id": clause["id"]}
            yield "stages", "clause {id} is in another language than the charter", values
    yield from _outline(document, state)
    yield from _numbers(document)


def _assembly(document, chosen):
    is_shown = canonical_json.same(document.get("assembly"), chosen)
    form = FORMATS["rounds" in document, "assembly" in document]
    if not is_shown or document.get("format", form) != form:
        yield "assembly", "{part} is not what the journal says", {"part": "assembly"}


def clauses(document):
    """The clauses of a document, in order."""
    articles = [clause for section in document["sections"] for clause in section["clauses"]]
    return document["preamble"] + articles


def _outline(document, state):
    titles = [section["title"] for section in document["sections"]]
    if titles != [state.titles[section] for section in state.sections]:
        yield "stages", "{part} is not what the journal says", {"part": "sections"}
    elif state.is_placed:
        in_order = _in_order(state)
        shown = zip(state.sections, (section["clauses"] for section in document["sections"]))
        for section, clauses_shown in [(None, document["preamble"]), *shown]:
            if [clause["id"] for clause in clauses_shown] != in_order.get(section, []):
                yield "stages", "{part} is not what the journal says", {"part": "order"}


def _in_order(state):
    """The clauses of each section in order; those of the preamble under None."""
    placed = {}
    for clause, (section, position) in state.places.items():
        if state.clauses.get(clause) not in ("dropped", None):
            placed.setdefault(section, []).append((position, clause))
    return {section: [clause for _, clause in sorted(each)] for section, each in placed.items()}


def _numbers(document):
    numbers = [clause["number"] for clause in clauses(document)[len(document["preamble"]) :]]
    is_counted = numbers == list(range(1, len(numbers) + 1))
    is_counted = is_counted and all(clause["number"] is None for clause in document["preamble"])
    sections = enumerate(document["sections"], start=1)
    if not is_counted or any(section["number"] != roman(place) for place, section in sections):
        yield "stages", "sections or clauses are not numbered in their order", {}


def roman(value):
    """A number in Roman numerals."""
    digits = ""
    for each, letters in ROMAN:
        digits, value = digits + letters * (value // each), value % each
    return digits
