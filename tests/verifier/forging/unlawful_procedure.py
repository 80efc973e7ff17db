"""Votes with an unlawful procedure: presence, proxies, preparation, who acted and when."""

from copy import deepcopy

from tests.verifier.forging.archives import numbered
from tests.verifier.forging.cases import ENTRIES, absent, is_block, is_of_room, is_plain, later
from tests.verifier.forging.vote_forgeries import FORGED


def of_no_association(case):
    """The assembly that the journal tells of before the opening is empty; after it, it says no numbers, as those of
    before, which no later vote is compared with."""
    lines, opened = case.world[ENTRIES], case.entries("vote.opened")[0]
    for place, associations in enumerate(([], [{"association": "A"}])):
        line = deepcopy(opened)
        facts = {"associations": associations, "appointed": []}
        line["entry"].update(verb="charter.assembly_set", subject="charter:1", facts=facts)
        lines.insert(lines.index(opened) + place, line)
    numbered(lines)


def absent_made_present(case):
    line = case.vote["roll"][0]
    line["present"] = not line["present"]
    case.rehash()


def proxy_never_given(case):
    line = absent(case)
    line["holder"] = next(each["member"] for each in case.vote["roll"] if each["member"] != line["member"])
    case.rehash()


def proxy_taken_back(case):
    """While the vote was open; and given again, so that later votes are as they were."""
    lines = case.world[ENTRIES]
    given = next(line for line in lines if line.get("entry", {}).get("verb") == "proxy.given")
    for verb, before in (("proxy.revoked", "vote.closed"), ("proxy.given", "")):
        end = case.entries("vote.closed")[0]
        line = deepcopy(given)
        line["entry"].update(verb=verb, at=end["entry"]["at"])
        place = lines.index(end)
        lines.insert(place if before else place + 1, line)
    numbered(lines)


def chair_of_nobody(case):
    case.vote["roll"][0]["chair"] = True
    case.rehash()


def unprepared(case):
    for line in case.entries("vote.prepared"):
        line["entry"]["verb"] = "vote.reminded"


def prepared_otherwise(case):
    case.follow()
    case.facts("vote.prepared")["settings"] = dict(case.vote["settings"], proxies=False)


def prepared_on(part, value):
    """Prepared on something else than what was voted."""

    def change(case):
        case.follow()
        case.facts("vote.prepared")[part] = value

    change.__name__ = f"prepared_on_another_{part}"
    return change


OTHERS = {"kind": "block", "heading": "Autre", "follows": 1, "clauses": [5]}
ON_ANOTHER = [prepared_on(*each) for each in OTHERS.items()]


def hours_before(case):
    case.vote["opened_at"] = later(case.vote["opened_at"], hours=-1)


def by_nobody(case):
    line = case.entries("vote.opened")[0]
    line["entry"].update(actor_id=None, personal={})
    line["told"], case.vote["opened_by"] = {}, ""


def out_by_a_stranger(case):
    case.entries("vote.item_taken_out")[0]["entry"]["actor_id"] = 9999


def out_after_the_ballots(case):
    """The objection is told as if it had come last."""
    lines, out, end = case.world[ENTRIES], case.entries("vote.item_taken_out")[0], case.entries("vote.closed")[0]
    lines.remove(out)
    lines.insert(lines.index(end), out)
    numbered(lines)
    item = next(item for item in case.vote["items"] if "objection" in item)
    item["taken_out_at"] = out["entry"]["facts"]["at"] = case.vote["closed_at"]
    before = lines[lines.index(out) - 1]["entry"]["at"]
    out["entry"]["at"] = max(before, case.vote["closed_at"])


def other_rest(case):
    case.facts("vote.item_taken_out")["left"] = FORGED


def ballots_exchanged(case):
    ballots = case.vote["ballots"]
    ballots[0], ballots[1] = ballots[1], ballots[0]


def one_person(case):
    case.vote["settings"]["two_persons"] = True


AROUND = [
    (is_plain, of_no_association, "elector {member} is of no association of the assembly, or of another college"),
    (is_plain, absent_made_present, "elector {member} is present or absent otherwise than the journal says"),
    (is_plain, proxy_never_given, "the holder of the proxy of elector {member} is another one in the journal"),
    (is_of_room, proxy_taken_back, "elector {member} had taken the proxy back"),
    (is_plain, chair_of_nobody, "elector {member} decides ties and was not named, or was and does not"),
    (is_plain, unprepared, "nobody had prepared it"),
    (is_plain, prepared_otherwise, "{part} is not what was prepared"),
    *((is_plain, change, "{part} is not what was prepared") for change in ON_ANOTHER),
    (is_plain, hours_before, "entry {seq} tells of another time than its own"),
    (is_plain, by_nobody, "entry {seq} is of nobody, and its time had not come"),
    (is_block, out_by_a_stranger, "entry {seq} takes a clause out, and is of no elector"),
    (is_block, out_after_the_ballots, "the ballot of {member} was cast before a clause was taken out"),
    (is_block, other_rest, "what was left of it does not have its digest"),
    (is_plain, ballots_exchanged, "the ballots are not in their order"),
    (is_plain, one_person, "entry {seq} is of one person where two must agree"),
]
