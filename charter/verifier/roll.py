"""The roll of a vote: does everyone on it hold the votes that its settings give?"""


def problems(vote):
    """Every reason to refuse a roll, as (name, detail, values)."""
    roll, settings = vote["roll"], vote["settings"]
    lines = {line["member"]: line for line in roll}
    if len(lines) != len(roll) or any(line["votes"] < 1 for line in roll):
        yield "roll", "an elector is there twice, or without a vote", {}
    if sum(line["chair"] for line in roll) > 1:
        yield "roll", "two electors decide ties", {}
    for line in roll:
        if line["holder"] is not None and not _may_be_held(line, lines, settings):
            yield "roll", "elector {member} cannot have given that proxy", {"member": line["member"]}
    associations = {}
    for line in roll:
        associations.setdefault(line["association_id"], []).append(line["votes"])
    for number, votes in associations.items():
        if not _is_share(votes, settings["holders"], settings["most_votes"]):
            yield "shares", "association {number} holds other votes than its settings give", {"number": number}


def _may_be_held(line, lines, settings):
    """One level, of somebody else, who votes too."""
    holder = lines.get(line["holder"])
    return settings["proxies"] and holder is not None and holder is not line and holder["holder"] is None


def _is_share(votes, holders, most):
    if most and holders != "association" and sum(votes) > most:
        return False
    if holders == "delegate":
        return max(votes) == 1
    if holders == "seats":
        return max(votes) - min(votes) <= 1
    return len(votes) == 1 and (holders == "weight" or votes == [1])
