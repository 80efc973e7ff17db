"""More unlawful votes, for sentences of docs/verifying.md that promise several things."""

from copy import deepcopy

from tests.verifier.forging.archives import numbered
from tests.verifier.forging.cases import absent, is_cancelled, is_of_room, is_plain, is_sealed, is_second_call, later


def is_of_two(vote):
    return vote["settings"]["two_persons"]


def is_chaired(vote):
    return vote["settings"]["chair"] is not None


def is_extended(vote):
    return vote.get("reason") == "Tout le monde a voté"


def held_by(holders):
    return lambda vote: vote["settings"]["holders"] == holders and vote["stage"] == "closed"


def rule_prepared_otherwise(case):
    case.follow()
    rule = case.facts("vote.prepared")["rule"]
    case.facts("vote.prepared")["rule"] = dict(rule, may_abstain=not rule["may_abstain"])


def chair_dropped(case):
    for line in case.vote["roll"]:
        line["chair"] = False
    case.rehash()


def proxy_of_a_proxy(case):
    roll = {line["member"]: line for line in case.vote["roll"]}
    holder = next(roll[line["holder"]] for line in case.vote["roll"] if line["holder"])
    holder["holder"] = next(number for number, line in roll.items() if line is not holder and not line["holder"])
    case.rehash()


def two_of_one_association(case):
    line = absent(case)
    line["association_id"] = next(each for each in case.vote["roll"] if each is not line)["association_id"]
    case.rehash()


def two_votes_of_a_head(case):
    absent(case)["votes"] = 2
    case.rehash()


def seats_of_one(case):
    absent(case)["votes"] = 3
    two_of_one_association(case)


def more_than_the_most(case):
    case.vote["settings"]["most_votes"] = 2
    absent(case)["votes"] = 3
    case.rehash()


def waived_at_once(case):
    case.vote["follows"] = None


def waived_though_it_was_there(case):
    closed = [vote for vote in case.world["charter.json"]["votes"] if vote["stage"] == "closed"]
    case.vote["follows"] = next(vote["id"] for vote in closed if vote["result"]["outcome"] == "adopted")


def first_ballot_counts(case):
    ballot = next(each for each in case.vote["ballots"] if each["changes"] and each["source"] == "online")
    events = [event for event in case.vote["events"] if event["member"] == ballot["member"]]
    events[0]["receipt"], events[-1]["receipt"] = events[-1]["receipt"], events[0]["receipt"]


def of_nobody(case, verb):
    line = case.entries(verb)[0]
    line["entry"].update(actor_id=None, personal={})
    line["told"] = {}


def entered_by_nobody(case):
    of_nobody(case, "ballot.entered")


def closed_by_nobody(case):
    of_nobody(case, "vote.closed")
    case.vote["closed_by"] = ""


def cancelled_by_nobody(case):
    of_nobody(case, "vote.cancelled")
    case.vote["closed_by"] = ""


def extended_by_nobody(case):
    of_nobody(case, "vote.extended")


def over_by_nobody(case):
    of_nobody(case, "vote.over")


def closed_at_another_time(case):
    case.vote["closed_at"] = later(case.vote["closed_at"], hours=1)


def cancelled_at_another_time(case):
    at = later(case.vote["closed_at"], hours=1)
    case.vote["closed_at"] = case.facts("vote.cancelled")["closed_at"] = at


def over_at_another_time(case):
    case.facts("vote.over")["at"] = later(case.facts("vote.over")["at"], hours=1)


def extended_too_late(case):
    at = case.entries("vote.extended")[0]["entry"]["at"]
    case.facts("vote.opened")["settings"]["closes_at"] = later(at, minutes=-2)


def over_before_its_time(case):
    """It took no more ballots, for no reason, long before it was closed at its time."""
    over = case.facts("vote.over")
    case.vote["settings"]["closes_at"] = case.vote["closed_at"]
    over["at"] = later(case.vote["closed_at"], seconds=-1)


def extended_after_the_last_ballot(case):
    over, ends = case.entries("vote.over")[0], case.vote["closed_at"]
    line = deepcopy(over)
    line["entry"].update(verb="vote.extended", facts={"reason": "Autre", "closes_at": ends})
    case.vote["settings"] = dict(case.vote["settings"], closes_at=ends)
    case.vote["reason"] = "Autre"
    lines = case.world["journal.json"]
    lines.insert(lines.index(over) + 1, line)
    numbered(lines)


def asked(case, step):
    return [line["entry"] for line in case.entries("vote.step_asked") if line["entry"]["facts"]["step"] == step][-1]


def by_one(step, verb):
    def change(case):
        asked(case, step)["actor_id"] = case.entries(verb)[0]["entry"]["actor_id"]

    change.__name__ = f"{step}_by_one"
    return change


def for_another_reason(case):
    asked(case, "close")["facts"]["reason"] = "Autre"


def sealed_turned_round(case):
    root = case.vote["ballots_root"]
    ballot = case.vote["sealed"][0]
    ballot["choice"] = "against" if ballot["choice"] == "for" else "for"
    case.rehash()
    case.vote["ballots_root"] = root


ALL_OF_THEM = {"numerator": 1, "denominator": 1, "strict": True, "base": "entitled", "unit": "votes", "blockers": 0}
HALF = dict(ALL_OF_THEM, denominator=2, base="expressed")


def adopted_all_the_same(name, **rule):
    """Told as adopted, with each comparison met, under a rule that it does not meet; the first
    ballot is against."""

    def change(case):
        vote = case.vote
        first = vote["ballots"][0]
        first.update(chosen="against", objection="Une raison")
        own = next(line for line in vote["roll"] if line["member"] == first["member"])
        vote["rule"].update(rule)
        if "vetoes" in rule:
            vote["rule"]["vetoes"] = [own["association"]]
        if "by_college" in rule:
            own["college"] = "Seul"
        case.rehash()
        vote["result"]["outcome"] = "adopted"
        for check in vote["result"]["checks"]:
            check["met"] = True

    change.__name__ = name
    return change


def in_a_tie(case):
    case.vote["result"]["outcome"] = "adopted"


NOT_THE_COUNT = "it is not what the ballots and the rule come to"
OF_ONE = "entry {seq} is of one person where two must agree"
OF_NOBODY = "entry {seq} is of nobody, and its time had not come"
OTHER_TIME = "entry {seq} tells of another time than its own"
SHARES = "association {number} holds other votes than its settings give"
QUORUM = {"numerator": 1, "denominator": 1, "strict": True, "seats": 0, "again_after": 0, "waived": False}
FURTHER = [
    (is_plain, rule_prepared_otherwise, "{part} is not what was prepared"),
    (is_chaired, chair_dropped, "elector {member} decides ties and was not named, or was and does not"),
    (is_plain, proxy_of_a_proxy, "elector {member} cannot have given that proxy"),
    (held_by("association"), two_of_one_association, SHARES),
    (held_by("association"), two_votes_of_a_head, SHARES),
    (held_by("seats"), seats_of_one, SHARES),
    (held_by("weight"), more_than_the_most, SHARES),
    (is_second_call, waived_at_once, "it was waived without need"),
    (is_second_call, waived_though_it_was_there, "it was waived without need"),
    (is_of_room, first_ballot_counts, "those of {member} do not lead to their ballot"),
    (is_of_room, entered_by_nobody, OF_NOBODY),
    (is_plain, closed_by_nobody, OF_NOBODY),
    (is_cancelled, cancelled_by_nobody, OF_NOBODY),
    (is_extended, extended_by_nobody, OF_NOBODY),
    (is_sealed, over_by_nobody, OF_NOBODY),
    (is_plain, closed_at_another_time, OTHER_TIME),
    (is_cancelled, cancelled_at_another_time, OTHER_TIME),
    (is_sealed, over_at_another_time, OTHER_TIME),
    (is_sealed, over_before_its_time, "it ended before its time"),
    (is_sealed, extended_after_the_last_ballot, "what happened to it did not happen between its opening and its end"),
    (is_extended, extended_too_late, "an extension after the time announced had come"),
    (is_of_two, by_one("open", "vote.opened"), OF_ONE),
    (is_of_two, by_one("close", "vote.over"), OF_ONE),
    (is_of_two, by_one("room", "ballot.entered"), OF_ONE),
    (is_of_two, for_another_reason, OF_ONE),
    (is_sealed, sealed_turned_round, "it is not that of the ballots"),
    (is_plain, adopted_all_the_same("under_the_threshold", thresholds=[ALL_OF_THEM]), NOT_THE_COUNT),
    (is_plain, adopted_all_the_same("under_the_least_for", minimum_for=999), NOT_THE_COUNT),
    (is_plain, adopted_all_the_same("under_the_least_not_against", minimum_not_against=999), NOT_THE_COUNT),
    (is_plain, adopted_all_the_same("in_spite_of_an_objection", objections=True), NOT_THE_COUNT),
    (is_plain, adopted_all_the_same("in_spite_of_a_veto", vetoes=[]), NOT_THE_COUNT),
    (is_plain, adopted_all_the_same("without_a_quorum", quorum=dict(QUORUM, kind="taking_part")), NOT_THE_COUNT),
    (is_plain, adopted_all_the_same("without_a_college", by_college=True, thresholds=[HALF]), NOT_THE_COUNT),
    (lambda vote: vote.get("result", {}).get("outcome") == "tied", in_a_tie, NOT_THE_COUNT),
]
"""As `rewriting.ALL`."""
