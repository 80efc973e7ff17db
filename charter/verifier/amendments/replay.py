"""The amendments of a charter, replayed from its journal: numbers, wordings, consents, votes and outcomes."""

from charter.verifier import moments
from charter.verifier.document.charter_state import number as id_of

BY_HAND = ("rectified", "placed")
"""Why a wording was made that its author may send in only while there is time."""
OF_OLDER_WORDING = ("amendment.uncosigned",)
BEGINNINGS = ("amendment.submitted", "amendment.carried")


class Round:
    """A round of amendments after some entries. `amendments`: in the order of their numbers."""

    def __init__(self, entry):
        facts = entry["facts"]
        self.id, self.number, self.opened_at = id_of(entry), facts["number"], entry["at"]
        self.settings = {name: value for name, value in facts.items() if name not in ("number", "bases")}
        self.bases = {clause: digest for clause, digest in facts["bases"]}
        self.is_public = facts.get("is_public", True)
        self.closed_at = self.decided_at = None
        self.amendments, self.incorporations = [], {}

    def takes(self, at):
        """Whether amendments are taken at a moment."""
        return self.closed_at is None and _is_before(at, self.settings["closes_at"])

    def takes_support(self, at):
        """Whether amendments are rectified at a moment."""
        until = self.settings["cosign_until"]
        return _is_before(at, until) if until else self.takes(at)


def _is_before(at, until):
    return until is None or moments.parse(at) <= moments.parse(until) + moments.SLACK


class Amendment:
    """An amendment after some entries. `wordings`: digest and cause of each; `advice`: what was published, by revision,
    with the wording that it speaks of; `vote`: the open vote that it is in; `outcome`: the entry that ended it."""

    def __init__(self, entry, of_round, parent):
        self.id, self.number, self.round, self.parent = id_of(entry), entry["facts"]["number"], of_round, parent
        self.wordings, self.reasons, self.bases, self.association = [], [], [], None
        self.cosignatures, self.advice, self.answers = [], {}, {}
        self.agreed = self.vote = self.outcome = self.origin = None
        self.is_withdrawn = self.is_reduced = self.is_carried = False

    @property
    def digest(self):
        """That of the newest wording."""
        return self.wordings[-1][0]

    @property
    def newest_advice(self):
        """The revision of the advice that was published last."""
        return max(self.advice, default=None)

    @property
    def place(self):
        """Where it is, as problems say it."""
        return {"number": self.number, "round": self.round.number}


class Replay:
    """All rounds and amendments after some entries. `faults`: the reasons to refuse an entry, as (name, detail,
    values). `motions`: by vote, the amendments that were put to it with the digest of their wording then."""

    def __init__(self, entries):
        self.rounds, self.amendments, self.motions, self.faults = {}, {}, {}, []
        for entry in entries:
            self._apply(entry)

    def _apply(self, entry):
        verb = getattr(self, "_" + entry["verb"].replace(".", "_"), None)
        if entry["subject"].startswith("amendment:"):
            self._of_amendment(entry, verb)
        elif verb:
            verb(entry, entry["facts"])

    def _fault(self, name, detail, entry):
        self.faults.append((name, detail, {"seq": entry["seq"]}))

    def _round_opened(self, entry, facts):
        is_free = all(each.closed_at for each in self.rounds.values())
        if facts["number"] != len(self.rounds) + 1 or not is_free:
            self._fault("round", "the round of entry {seq} does not follow the one before", entry)
        self.rounds[facts["number"]] = Round(entry)

    def _round_times_set(self, _entry, facts):
        settings = self.rounds[facts["number"]].settings
        settings.update({name: facts[name] for name in ("closes_at", "cosign_until")})

    def _round_closed(self, entry, facts):
        closed = self.rounds[facts["number"]]
        if closed.closed_at or facts.get("amendments", len(closed.amendments)) != len(closed.amendments):
            self._fault("round", "entry {seq} closes another round than there is", entry)
        closed.closed_at = entry["at"]

    def _round_decided(self, entry, facts):
        decided, counts = self.rounds[facts["number"]], {}
        for each in decided.amendments:
            kind = each.outcome["facts"]["outcome"] if each.outcome else "carried" if each.is_carried else "none"
            counts[kind] = counts.get(kind, 0) + 1
            if kind == "none":
                self._fault("outcome", "entry {seq} decides a round in which an amendment has no outcome", entry)
        if not decided.closed_at or decided.decided_at or facts["amendments"] != counts:
            self._fault("round", "entry {seq} closes another round than there is", entry)
        decided.decided_at = entry["at"]

    def _of_amendment(self, entry, verb):
        facts = entry["facts"]
        if entry["verb"] in BEGINNINGS:
            self._begin(entry, facts)
            return
        amendment = self.amendments.get(id_of(entry))
        if amendment is None or (facts["round"], facts["number"]) != (amendment.round.number, amendment.number):
            self._fault("amendment", "entry {seq} is of an amendment that there is none of", entry)
            return
        is_new = entry["verb"] == "amendment.rectified"
        if not is_new and entry["verb"] not in OF_OLDER_WORDING and facts["digest"] != amendment.digest:
            self._fault("wording", "entry {seq} is of another wording than the newest", entry)
        if verb:
            verb(entry, facts, amendment)

    def _begin(self, entry, facts):
        of_round = self.rounds.get(facts["round"])
        if of_round is None or facts["number"] != len(of_round.amendments) + 1 or id_of(entry) in self.amendments:
            self._fault("amendment", "the amendment of entry {seq} is not the next one of its round", entry)
            return
        parents = [each for each in of_round.amendments if each.number == facts.get("parent")]
        made = Amendment(entry, of_round, parents[0] if parents else None)
        of_round.amendments.append(made)
        self.amendments[made.id] = made
        cause = entry["verb"].partition(".")[2]
        if ("parent" in facts) != bool(parents) or facts["revision"] != 1:
            self._fault("amendment", "entry {seq} is of an amendment that there is none of", entry)
        # A sub-amendment may come until the vote on its amendment.
        if cause == "submitted" and not parents and not of_round.takes(entry["at"]):
            self._fault("deadline", "the amendment of entry {seq} came after its time", entry)
        self._word(entry, made, cause)
        if cause == "carried":
            self._carry(entry, facts, made)

    def _carry(self, entry, facts, made):
        before = self.rounds.get(facts["from_round"])
        found = [each for each in before.amendments if each.number == facts["from_number"]] if before else []
        if not found or found[0].outcome or found[0].is_carried or before is made.round:
            self._fault("amendment", "entry {seq} is of an amendment that there is none of", entry)
            return
        made.origin, found[0].is_carried = found[0], True
        made.cosignatures = [list(each) for each in found[0].cosignatures if each[2]]

    def _word(self, entry, amendment, cause):
        facts = entry["facts"]
        amendment.wordings.append((facts["digest"], cause))
        amendment.reasons.append(facts.get("reason_digest"))
        amendment.bases = facts.get("bases", [])
        amendment.association = facts.get("association")
        if any(amendment.round.bases.get(clause) != base for clause, base in amendment.bases):
            self._fault("wording", "the amendment of entry {seq} changes another text than its round has frozen", entry)

    def _amendment_rectified(self, entry, facts, amendment):
        cause = facts["cause"]
        is_late = cause in BY_HAND and not amendment.parent and not amendment.round.takes_support(entry["at"])
        if is_late:
            self._fault("deadline", "the amendment of entry {seq} came after its time", entry)
        if facts["revision"] != len(amendment.wordings) + 1 or amendment.outcome or amendment.vote:
            self._fault("wording", "entry {seq} gives another wording to what may not change", entry)
        if not self._is_caused(cause, facts["digest"], amendment):
            self._fault("answer", "entry {seq} gives an amendment a wording that nothing led to", entry)
        amendment.is_reduced = amendment.is_withdrawn = False
        amendment.agreed = None
        self._word(entry, amendment, cause)

    def _is_caused(self, cause, digest, amendment):
        """Whether what its cause speaks of was so."""
        if cause == "agreed":
            return amendment.agreed == digest
        if cause == "sub_adopted":
            subs = [each for each in amendment.round.amendments if each.parent is amendment and each.outcome]
            adopted = sum(each.outcome["facts"]["outcome"] == "adopted" for each in subs)
            return adopted > sum(why == "sub_adopted" for _, why in amendment.wordings)
        return amendment.is_reduced if cause == "rest" else cause in BY_HAND

    def _amendment_withdrawn(self, _entry, _facts, amendment):
        amendment.is_withdrawn = True

    def _amendment_taken_over(self, _entry, facts, amendment):
        amendment.is_withdrawn = False
        amendment.association = facts.get("association")
        self._uncosign(amendment, amendment.association)

    def _amendment_cosigned(self, _entry, facts, amendment):
        self._uncosign(amendment, facts.get("association"))
        amendment.cosignatures.append([facts.get("association"), facts["digest"], True])

    def _amendment_uncosigned(self, _entry, facts, amendment):
        self._uncosign(amendment, facts.get("association"))

    def _uncosign(self, amendment, association):
        for each in amendment.cosignatures:
            each[2] = each[2] and each[0] != association

    def _disposition_published(self, entry, facts, amendment):
        revision = facts["revision_of_advice"]
        if revision <= max(amendment.advice, default=0):
            self._fault("answer", "entry {seq} publishes an older advice", entry)
        amendment.advice[revision] = facts

    def _disposition_answered(self, entry, facts, amendment):
        revision = facts["revision_of_advice"]
        asked = amendment.advice.get(revision)
        is_of_newest = asked is not None and revision == amendment.newest_advice and revision not in amendment.answers
        if not is_of_newest or facts["advice"] != asked["advice"] or asked["digest"] != amendment.digest:
            self._fault("answer", "entry {seq} answers what was not asked", entry)
            return
        amendment.answers[revision] = facts
        if facts["agreed_digest"] != (asked["proposed"] or asked["digest"]):
            self._fault("answer", "entry {seq} answers on another text than it was asked about", entry)
        elif facts["answer"] == "agrees":
            amendment.agreed = asked["proposed"]

    def _vote_opened(self, entry, facts):
        put = {}
        for motion in facts.get("motions", ()):
            amendment = self.amendments.get(motion["amendment"])
            if amendment is None or amendment.outcome or amendment.vote or amendment.is_withdrawn:
                self._fault("motion", "entry {seq} puts an amendment to the vote that cannot be", entry)
                continue
            amendment.vote, put[amendment.id] = id_of(entry), amendment.digest
        if put:
            self.motions[id_of(entry)] = put

    def _vote_closed(self, entry, _facts):
        for amendment_id in self.motions.get(id_of(entry), ()):
            self.amendments[amendment_id].vote = None

    _vote_cancelled = _vote_closed

    def _vote_item_taken_out(self, entry, facts):
        for amendment_id in self.motions.get(id_of(entry), ()):
            if self.amendments[amendment_id].number == facts.get("amendment"):
                self.amendments[amendment_id].vote = None

    def _amendment_reduced(self, _entry, _facts, amendment):
        amendment.is_reduced = True

    def _amendment_decided(self, entry, facts, amendment):
        if amendment.outcome or amendment.is_carried:
            self._fault("outcome", "entry {seq} ends an amendment that has ended", entry)
            return
        kind = facts["outcome"]
        newest = amendment.advice.get(amendment.newest_advice, {})
        ways = {"withdrawn": amendment.is_withdrawn, "inadmissible": newest.get("advice") == "inadmissible"}
        is_by_vote = kind in ("adopted", "rejected") and amendment.vote is not None
        ways["adopted"] = ways["rejected"] = is_by_vote and facts["vote"] == amendment.vote
        ways["fallen"] = ways["satisfied"] = amendment.vote is None and not amendment.is_withdrawn
        if not ways.get(kind):
            self._fault("outcome", "entry {seq} ends an amendment otherwise than what became of it", entry)
        amendment.outcome = entry

    def _clause_incorporated(self, entry, facts):
        done, clause = self.rounds[facts["round"]].incorporations, id_of(entry)
        if clause in done:
            self._fault("incorporation", "entry {seq} puts amendments into a text a second time", entry)
        done[clause] = entry
