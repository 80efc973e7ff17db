"""Unlawful votes that the site itself held, with a journal to match.

Each breaks one promise only: all digests, the journal and the signatures are made anew around it.
So one check refuses it, which shows that this check is necessary.
"""

from copy import deepcopy

from charter.verifier import canonical_json
from tests.verifier.forging.archives import numbered
from tests.verifier.forging.cases import (
    ENTRIES,
    absent,
    is_block,
    is_cancelled,
    is_clause,
    is_of_room,
    is_plain,
    is_sealed,
    is_second_call,
    is_silent,
    later,
)
from tests.verifier.forging.unlawful_procedure import AROUND, ON_ANOTHER, prepared_otherwise
from tests.verifier.forging.vote_forgeries import FORGED


def item_text(case):
    case.vote["items"][0]["content"] = {"type": "doc", "content": []}


def whole_text(case):
    case.vote["digest"] = FORGED
    case.rehash()


def question_of_clause(case):
    case.vote["question"] = "Et puis ?"


def rule_digest(case):
    case.vote["rule_digest"] = FORGED


def roll_digest(case):
    case.vote["roll_digest"] = FORGED


def elector_twice(case):
    case.vote["roll"].append(deepcopy(absent(case)))
    case.rehash()


def two_chairs(case):
    for line in case.vote["roll"][:2]:
        line["chair"] = True
    case.rehash()


def own_proxy(case):
    line = absent(case)
    line["holder"] = line["member"]
    case.rehash()


def weight(case):
    absent(case)["votes"] = 2
    case.rehash()


def opened_twice(case):
    entries = case.world[ENTRIES]
    entries.insert(entries.index(case.entries("vote.opened")[0]) + 1, deepcopy(case.entries("vote.opened")[0]))
    numbered(entries)


def entered_after(case):
    entries, entered = case.world[ENTRIES], case.entries("ballot.entered")[0]
    entries.remove(entered)
    entries.insert(entries.index(case.entries("vote.closed")[0]) + 1, entered)
    numbered(entries)
    entered["entry"]["at"] = case.entries("vote.closed")[0]["entry"]["at"]


def shortened(case):
    sooner = later(case.vote["opened_at"], hours=1)
    case.facts("vote.extended")["closes_at"] = case.vote["settings"]["closes_at"] = sooner


def other_opener(case):
    case.vote["opened_by"] = "Quelqu’un d’autre"


def other_objection(case):
    next(item for item in case.vote["items"] if "objection" in item)["objection"] = "Autre"


def cancelled_in_journal(case):
    case.entries("vote.closed")[0]["entry"]["verb"] = "vote.cancelled"


def other_closer(case):
    case.vote["closed_by"] = "Quelqu’un d’autre"


def leak(case):
    case.vote["ballots_root"] = FORGED


def too_short(case):
    case.vote["settings"]["closes_at"] = later(case.vote["opened_at"], hours=70)


def before_its_time(case):
    line = case.entries("vote.closed")[0]
    line["entry"]["actor_id"], case.vote["closed_by"] = 2, None
    case.vote["closed_at"] = later(case.vote["settings"]["closes_at"], seconds=-1)


def called_too_soon(case):
    case.vote["rule"]["quorum"]["again_after"] = 30
    case.rehash()


def other_root(case):
    case.vote["ballots_root"] = FORGED


def unknown_sealed(case):
    case.vote["sealed"][0]["choice"] = "maybe"
    leaves = [
        canonical_json.digest(dict(each, vote=case.vote["id"], text=case.vote["digest"]))
        for each in case.vote["sealed"]
    ]
    case.vote["ballots_root"] = canonical_json.merkle_root([bytes.fromhex(leaf) for leaf in sorted(leaves)])


def tally_plus_one(case):
    case.vote["result"]["total"]["votes"]["votes_for"] += 1


def sealed_twice(case):
    case.vote["sealed"][1] = dict(case.vote["sealed"][0])
    case.rehash()


def sealed_fewer(case):
    case.vote["sealed"].pop()
    case.rehash()


def signed_by_stranger(case):
    next(each for each in case.vote["signed"] if each["source"] == "online")["member"] = 9999
    case.rehash()


def two_ballots(case):
    case.vote["ballots"].append(dict(case.vote["ballots"][0]))
    case.rehash()


def stranger(case):
    ballot = case.vote["ballots"][0]
    case.last_event(ballot)["member"] = ballot["member"] = 9999
    case.rehash()


def oddly_written(case):
    ballot = case.vote["ballots"][0]
    ballot["chosen"] += "=1"
    case.rehash()


def forbidden_abstention(case):
    case.vote["rule"]["may_abstain"] = False
    case.vote["ballots"][0]["chosen"] = "abstain"
    case.rehash()


def ballot_lost(case):
    case.vote["ballots"].pop()
    case.rehash()


def other_nonce(case):
    case.vote["ballots"][0]["nonce"] = "00"


def change_forgotten(case):
    case.vote["ballots"][0]["changes"] += 1


def too_early(case):
    ballot = case.vote["ballots"][0]
    case.last_event(ballot)["at"] = ballot["cast_at"] = later(case.vote["opened_at"], seconds=-1)


def too_late(case):
    ballot = case.vote["ballots"][-1]
    case.last_event(ballot)["at"] = ballot["cast_at"] = later(case.vote["closed_at"], seconds=1)


def room_replaced(case):
    """The hand that was raised is taken for the first ballot, and the one from a distance for the
    last."""
    ballot = next(each for each in case.vote["ballots"] if each["source"] == "hands" and each["changes"])
    events = [event for event in case.vote["events"] if event["member"] == ballot["member"]]
    events[0]["source"] = "hands"
    events[-1]["source"] = ballot["source"] = "online"
    case.rehash()


def nobodys_proxy(case):
    ballot = case.vote["ballots"][0]
    case.last_event(ballot)["source"] = ballot["source"] = "proxy"
    case.rehash()


def not_there(case):
    voted = {event["member"] for event in case.vote["events"] if event["source"] == "online"}
    next(line for line in case.vote["roll"] if line["member"] in voted)["present"] = False
    case.rehash()


def raised_by_nobody(case):
    ballot = case.vote["ballots"][0]
    case.last_event(ballot)["source"] = ballot["source"] = "hands"
    case.rehash()


ALL = [
    *AROUND,
    (is_block, item_text, "clause {clause} does not have its digest"),
    (is_plain, whole_text, "the whole does not have its digest"),
    (is_clause, question_of_clause, "a clause has its own heading and language, and no question"),
    (is_plain, rule_digest, "it does not have its digest"),
    (is_plain, roll_digest, "it does not have its digest"),
    (is_plain, elector_twice, "an elector is there twice, or without a vote"),
    (is_plain, two_chairs, "two electors decide ties"),
    (is_plain, own_proxy, "elector {member} cannot have given that proxy"),
    (is_plain, weight, "association {number} holds other votes than its settings give"),
    (is_plain, opened_twice, "{number} openings in the journal"),
    (is_of_room, entered_after, "what happened to it did not happen between its opening and its end"),
    (lambda vote: vote.get("reason") == "Tout le monde a voté", shortened, "an extension to an earlier time"),
    (is_plain, other_opener, "{part} is not what the journal says"),
    (is_block, other_objection, "what was taken out is not what the journal says"),
    (is_plain, cancelled_in_journal, "the journal says otherwise"),
    (is_plain, other_closer, "{part} is not what the journal says"),
    (is_cancelled, leak, "choices or a result in a vote that is not closed"),
    (is_silent, too_short, "it was open less than {hours} hours"),
    (is_silent, before_its_time, "it ended before its time"),
    (is_second_call, called_too_soon, "it was waived without need"),
    (is_plain, other_root, "it is not that of the ballots"),
    (is_sealed, unknown_sealed, "a choice that there is none of"),
    (is_plain, tally_plus_one, "it is not what the ballots and the rule come to"),
    (is_sealed, sealed_twice, "a ballot or a signature is there twice"),
    (is_sealed, sealed_fewer, "{ballots} ballots for {signatures} signatures"),
    (is_sealed, signed_by_stranger, "{member} is not on the roll"),
    (is_plain, two_ballots, "an elector has two ballots"),
    (is_plain, stranger, "{member} is not on the roll"),
    (is_plain, oddly_written, "that of {member} is none under this rule"),
    (is_plain, forbidden_abstention, "that of {member} is none under this rule"),
    (is_plain, ballot_lost, "the ballot of {member} is missing"),
    (is_plain, other_nonce, "that of {member} is not of their ballot"),
    (is_plain, change_forgotten, "those of {member} do not lead to their ballot"),
    (is_plain, too_early, "the ballot of {member} was not cast while the vote was open"),
    (is_plain, too_late, "the ballot of {member} was not cast while the vote was open"),
    (is_of_room, room_replaced, "the ballot of {member} replaced one that stands"),
    (is_plain, nobodys_proxy, "nobody held the proxy of {member}"),
    (is_of_room, not_there, "{member} was not present"),
    (is_plain, raised_by_nobody, "the ballots by {source} are not those that were entered"),
]
"""Which vote, what is done to it, and the one thing that is wrong then."""
KEEP_JOURNAL = {other_opener, other_closer, other_objection, cancelled_in_journal, leak}
KEEP_JOURNAL |= {prepared_otherwise, *ON_ANOTHER}
ALSO = {
    "two electors decide ties": {"elector {member} decides ties and was not named, or was and does not"},
    "elector {member} cannot have given that proxy": {
        "the holder of the proxy of elector {member} is another one in the journal"
    },
    "an elector has two ballots": {"the ballots are not in their order"},
    "a ballot or a signature is there twice": {"the ballots are not in their order"},
    "{member} is not on the roll": {"the ballots are not in their order"},
    "{member} was not present": {"elector {member} is present or absent otherwise than the journal says"},
    "entry {seq} is of this charter, and is held back": {
        "elector {member} is present or absent otherwise than the journal says"
    },
    "{numbers} are here or in the journal, and not in both": {
        "{part} is not what the journal says",
        "sections or clauses are not numbered in their order",
    },
    "no vote adopted clause {id} as it is here": {"clause {id} is at another stage in the journal"},
    "a vote is there twice": {"the votes are not in the order in which they were opened"},
}
"""What refuses it too, where a later check reaches further than the one that is meant."""
