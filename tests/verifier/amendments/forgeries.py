"""What a site could forge of amendments, with a journal to match; each with the detail for which it is refused."""

import json
from copy import deepcopy

from charter.verifier import canonical_json
from tests.verifier.forging.archives import numbered

DOCUMENT, JOURNAL = "charter.json", "journal.json"


def lines(world, verb):
    """The lines of the journal with this verb."""
    return [each for each in world[JOURNAL] if "entry" in each and each["entry"]["verb"] == verb]


def facts(world, verb, place=0):
    return lines(world, verb)[place]["entry"]["facts"]


def first_round(world):
    return world[DOCUMENT]["rounds"][0]


def amendment(world, number):
    return first_round(world)["amendments"][number - 1]


def vote(world, number):
    """The first vote on this amendment."""
    every = world[DOCUMENT]["votes"]
    return next(each for each in every if number in [one["number"] for one in each.get("motions", ())])


def replaced(world, old, new):
    """Let everything that names a digest name another one."""
    for name in (DOCUMENT, JOURNAL):
        world[name] = json.loads(json.dumps(world[name]).replace(old, new))


def rehashed(world, number):
    """Give the newest wording of an amendment the digest of what it says now."""
    own = amendment(world, number)
    wording = own["wordings"][-1]
    names = ("revision", "language", "parent", "previous", "changes", "salt")
    hashed = {name: wording[name] for name in names} | {"amendment": own["id"], "number": number}
    replaced(world, wording["digest"], canonical_json.digest(hashed))


def incorporation(world, clause):
    return next(each for each in first_round(world)["incorporations"] if each["clause"] == clause)


def put_into_text(world, clause, old, new):
    """Let the text that amendments were put into say something else."""
    version = incorporation(world, clause)["version"]
    assert old in json.dumps(version["content"], ensure_ascii=False)
    version["content"] = json.loads(json.dumps(version["content"], ensure_ascii=False).replace(old, new))
    unhashed = ("digest", "at", "cause")
    digest = canonical_json.digest({name: version[name] for name in version if name not in unhashed})
    replaced(world, version["digest"], digest)


def doubled(world, verb):
    """Let the journal say something twice."""
    line = lines(world, verb)[0]
    world[JOURNAL].insert(world[JOURNAL].index(line) + 1, deepcopy(line))
    numbered(world[JOURNAL])


def rounds_left_out(world):
    del world[DOCUMENT]["rounds"]
    world[DOCUMENT]["format"] = "charter-document/3"


def round_forgotten(world):
    world[DOCUMENT]["rounds"].pop()


def opened_beside_another(world):
    lines(world, "round.closed")[-1]["entry"]["verb"] = "round.reminded"


def amendment_not_counted(world):
    facts(world, "round.closed")["amendments"] -= 1


def other_limit(world):
    first_round(world)["settings"]["most_each"] = 3


def of_no_amendment(world):
    facts(world, "amendment.withdrawn")["number"] = 1


def number_left_out(world):
    facts(world, "amendment.submitted", 3)["number"] += 1


def of_another_association(world):
    amendment(world, 1)["association"] = "Une autre association"


def other_advice(world):
    amendment(world, 6)["advice"][0]["words"] = "Autre chose."


def cosigned_otherwise(world):
    amendment(world, 1)["cosignatures"] = []


def another_wording_cosigned(world):
    facts(world, "amendment.cosigned")["digest"] = "a" * 64


def on_another_base(world):
    facts(world, "amendment.submitted")["bases"][0][1] = "a" * 64


def wording_on_another_base(world):
    amendment(world, 1)["wordings"][0]["changes"][0]["base"] = "a" * 64
    rehashed(world, 1)


def reworded_in_secret(world):
    facts(world, "amendment.rectified")["revision"] = 5


def chained_to_nothing(world):
    amendment(world, 1)["wordings"][0]["previous"] = "a" * 64
    rehashed(world, 1)


def says_something_else(world):
    amendment(world, 1)["wordings"][0]["changes"][0]["heading"] = "Autre"


def submitted_too_late(world):
    facts(world, "round.opened")["closes_at"] = "2020-01-01T00:00:00.000000Z"


def agreed_without_consent(world):
    facts(world, "disposition.answered")["answer"] = "refuses"


def older_advice(world):
    facts(world, "disposition.published")["revision_of_advice"] = 0


def answered_unasked(world):
    facts(world, "disposition.answered")["revision_of_advice"] = 9


def agreed_to_another_text(world):
    facts(world, "disposition.answered")["agreed_digest"] = "a" * 64


def voted_twice(world):
    one, other = [each for each in lines(world, "vote.opened") if "motions" in each["entry"]["facts"]][:2]
    other["entry"]["facts"]["motions"] = one["entry"]["facts"]["motions"]


def voted_on_an_older_wording(world):
    vote(world, 3)["motions"][0]["wording"] = amendment(world, 3)["wordings"][0]["digest"]


def motions_left_out(world):
    del vote(world, 1)["motions"]


def printed_otherwise(world):
    vote(world, 1)["motions"][0]["sentences"] = ["Rien ne change."]


def ended_twice(world):
    doubled(world, "amendment.decided")


def withdrawn_made_to_fall(world):
    decided = [each["entry"]["facts"] for each in lines(world, "amendment.decided")]
    next(each for each in decided if each["outcome"] == "withdrawn")["outcome"] = "fallen"


def decided_by_no_vote(world):
    vote(world, 1)["result"]["outcome"] = "rejected"


def never_decided(world):
    lines(world, "amendment.decided")[-1]["entry"]["verb"] = "amendment.admitted"
    lines(world, "amendment.decided")[0]["entry"]["verb"] = "amendment.admitted"


def not_announced(world):
    vote(world, 1)["motions"][0]["consequences"] = []


def put_in_twice(world):
    doubled(world, "clause.incorporated")


def left_out_of_the_text(world):
    own = incorporation(world, 7)
    stated = next(each for each in lines(world, "clause.incorporated") if each["entry"]["subject"] == "clause:7")
    for each in (own, stated["entry"]["facts"]):
        each["wordings"].pop()


def never_put_in(world):
    first_round(world)["incorporations"] = [
        each for each in first_round(world)["incorporations"] if each["clause"] != 7
    ]
    stated = next(each for each in lines(world, "clause.incorporated") if each["entry"]["subject"] == "clause:7")
    stated["entry"]["verb"] = "clause.renamed"


def put_in_otherwise(world):
    put_into_text(world, 3, "équivalent", "équitable")


def word_slipped_in(world):
    put_into_text(world, 7, "de conserver", "de ne pas conserver")


def word_doubled(world):
    put_into_text(world, 7, "du matériel", "du matériel du matériel")


def word_lost(world):
    put_into_text(world, 7, "neuf ans", "sept ans")


def other_text_voted(world):
    opened = [each["entry"]["facts"] for each in lines(world, "vote.opened")]
    next(each for each in opened[::-1] if each["kind"] == "clause")["items"][0]["digest"] = "a" * 64


OF_AMENDMENT = "{part} of amendment {number} of round {round} is not what the journal says"
NOBODY = "clause {clause} has words that nobody proposed"
AMENDMENTS = [
    (rounds_left_out, "the rounds of amendments are not here"),
    (round_forgotten, "other rounds are here than in the journal"),
    (opened_beside_another, "the round of entry {seq} does not follow the one before"),
    (amendment_not_counted, "entry {seq} closes another round than there is"),
    (other_limit, "{part} of round {round} is not what the journal says"),
    (of_no_amendment, "entry {seq} is of an amendment that there is none of"),
    (number_left_out, "the amendment of entry {seq} is not the next one of its round"),
    (of_another_association, OF_AMENDMENT),
    (other_advice, OF_AMENDMENT),
    (cosigned_otherwise, OF_AMENDMENT),
    (another_wording_cosigned, "entry {seq} is of another wording than the newest"),
    (on_another_base, "the amendment of entry {seq} changes another text than its round has frozen"),
    (wording_on_another_base, "amendment {number} of round {round} changes another text than its round has frozen"),
    (reworded_in_secret, "entry {seq} gives another wording to what may not change"),
    (chained_to_nothing, "a wording of amendment {number} of round {round} does not follow from the one before"),
    (says_something_else, "a wording of amendment {number} of round {round} does not have its digest"),
    (submitted_too_late, "the amendment of entry {seq} came after its time"),
    (agreed_without_consent, "entry {seq} gives an amendment a wording that nothing led to"),
    (older_advice, "entry {seq} publishes an older advice"),
    (answered_unasked, "entry {seq} answers what was not asked"),
    (agreed_to_another_text, "entry {seq} answers on another text than it was asked about"),
    (voted_twice, "entry {seq} puts an amendment to the vote that cannot be"),
    (voted_on_an_older_wording, "its motions are not on the wordings that the amendments had"),
    (motions_left_out, "it is on amendments, or it is not"),
    (printed_otherwise, "the motion on amendment {number} does not have its digest"),
    (ended_twice, "entry {seq} ends an amendment that has ended"),
    (withdrawn_made_to_fall, "entry {seq} ends an amendment otherwise than what became of it"),
    (decided_by_no_vote, "no vote decided so on amendment {number} of round {round}"),
    (never_decided, "entry {seq} decides a round in which an amendment has no outcome"),
    (not_announced, "no vote had announced what became of amendment {number} of round {round}"),
    (put_in_twice, "entry {seq} puts amendments into a text a second time"),
    (left_out_of_the_text, "what was put into clause {clause} in round {round} is not what was adopted on it"),
    (never_put_in, "amendment {number} of round {round} is adopted, and not in the text"),
    (put_in_otherwise, "clause {clause} is not the wording that was adopted"),
    (word_slipped_in, NOBODY),
    (word_doubled, NOBODY),
    (word_lost, "clause {clause} lacks words that were adopted"),
    (other_text_voted, "it is on another text of clause {clause} than what was put into it"),
]
"""The forgeries, with the detail of the check that refuses each."""
