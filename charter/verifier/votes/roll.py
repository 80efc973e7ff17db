"""The roll of a vote: does everyone on it hold the votes that its settings give?"""

from charter.verifier.journal import chain


def hashed(line):
    """A line as the digest of the roll is over it: with a commitment to the name, but for rolls of before."""
    told = {name: value for name, value in line.items() if name not in ("name_salt", "name_digest")}
    return dict(told, name=line["name_digest"]) if "name_digest" in line else told


def problems(vote):
    """Every reason to refuse a roll, as (name, detail, values)."""
    roll, settings = vote["roll"], vote["settings"]
    by_member = {line["member"]: line for line in roll}
    if len(by_member) != len(roll) or any(line["votes"] < 1 for line in roll):
        yield "roll", "an elector is there twice, or without a vote", {}
    if sum(line["chair"] for line in roll) > 1:
        yield "roll", "two electors decide ties", {}
    for line in roll:
        yield from _line(line, by_member, settings)
    associations = {}
    for line in roll:
        associations.setdefault(line["association_id"], []).append(line["votes"])
    for number, votes in associations.items():
        if not _is_share(votes, settings["holders"], settings["most_votes"]):
            yield "shares", "association {number} holds other votes than its settings give", {"number": number}


def _line(line, by_member, settings):
    if not _is_named(line):
        yield "roll", "the name of elector {member} is not what the roll commits to", {"member": line["member"]}
    if line["holder"] is not None and not _may_be_held(line, by_member, settings):
        yield "roll", "elector {member} cannot have given that proxy", {"member": line["member"]}


def _is_named(line):
    """By the name that was committed to, or, where that is withheld, not at all."""
    name, salt = line["name"], line.get("name_salt")
    if name is None or "name_digest" not in line:
        return name is not None if "name_digest" not in line else salt is None
    return salt is not None and chain.commitment("name", name, salt) == line["name_digest"]


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
