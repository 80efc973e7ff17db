"""The roll of a vote: names, proxies, and the number of votes of each elector."""

from charter.verifier.journal import chain


def hashed(line):
    """A line in the form that the digest of the roll is over. Instead of the name it has the
    commitment to it; older rolls have the name."""
    unhashed = ("name_salt", "name_digest")
    fields = {name: value for name, value in line.items() if name not in unhashed}
    return dict(fields, name=line.get("name_digest", line["name"]))


def problems(vote):
    """The reasons to refuse a roll, as (name, detail, values)."""
    roll, settings = vote["roll"], vote["settings"]
    by_member = {line["member"]: line for line in roll}
    if len(by_member) != len(roll) or any(line["votes"] < 1 for line in roll):
        yield "roll", "an elector is there twice, or without a vote", {}
    if sum(line["chair"] for line in roll) > 1:
        yield "roll", "two electors decide ties", {}
    for line in roll:
        yield from _line(line, by_member, settings)
    yield from _shares(roll, settings)


def _line(line, by_member, settings):
    values = {"member": line["member"]}
    if not _is_named(line):
        yield "roll", "the name of elector {member} is not what the roll commits to", values
    if line["holder"] is not None and not _may_be_held(line, by_member, settings):
        yield "roll", "elector {member} cannot have given that proxy", values


def _is_named(line):
    """Whether the name is the committed one. It may be withheld, together with its salt."""
    name, salt = line["name"], line.get("name_salt")
    if "name_digest" not in line:
        return name is not None
    if name is None:
        return salt is None
    return salt is not None and chain.commitment("name", name, salt) == line["name_digest"]


def _may_be_held(line, lines, settings):
    # A proxy is held by another elector, and is not passed on.
    holder = lines.get(line["holder"])
    if not settings["proxies"] or holder is None or holder is line:
        return False
    return holder["holder"] is None


def _shares(roll, settings):
    by_association = {}
    for line in roll:
        by_association.setdefault(line["association_id"], []).append(line["votes"])
    for number, votes in by_association.items():
        if not _is_share(votes, settings["holders"], settings["most_votes"]):
            values = {"number": number}
            yield "shares", "association {number} holds other votes than its settings give", values


def _is_share(votes, holders, maximum):
    """Whether the electors of one association may hold these numbers of votes."""
    if maximum and holders != "association" and sum(votes) > maximum:
        return False
    if holders == "delegate":
        return max(votes) == 1
    if holders == "seats":
        return max(votes) - min(votes) <= 1
    return len(votes) == 1 and (holders == "weight" or votes == [1])
