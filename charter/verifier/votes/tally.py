"""The result of a vote, counted from its rule, its roll and its ballots.

Charter has another tally (`charter.votes.rules`). This one is written independently on purpose.
"""

CHOICES = ("for", "against", "abstain", "no_part")
NAMES = ("votes_for", "votes_against", "abstentions", "no_part")


def result(rule, lines, box=None):
    """The result of a vote, in the form in which it is recorded.

    `lines`: the roll; each has `cast`, the votes by choice, and `source`. `box`: the number of
    ballots of each choice, if the vote is sealed.
    """
    whole = _group(lines, box)
    colleges = {}
    if box is None:
        members = {}
        for line in lines:
            members.setdefault(line["college"], []).append(line)
        colleges = {name: _group(members[name]) for name in sorted(members)}
    checks = _checks(rule, whole, colleges, lines)
    sources = {source: 0 for source in ("online", "proxy", "hands", "paper")}
    for line in lines:
        if line["source"]:
            sources[line["source"]] += 1
    return {
        "outcome": _outcome(rule, whole, checks, lines),
        "total": whole,
        "colleges": colleges,
        "checks": checks,
        "sources": sources,
    }


def _group(lines, box=None):
    votes, heads = dict.fromkeys(CHOICES, 0), dict.fromkeys(CHOICES, 0)
    for line in lines:
        for choice, number in line["cast"].items():
            votes[choice] += number
            heads[choice] += number == line["votes"]
    if box is not None:
        votes.update(box)
        if all(line["votes"] == 1 for line in lines):
            heads.update(box)
    return {"votes": _counts(votes, lines, "votes"), "electors": _counts(heads, lines, "electors")}


def _counts(chosen, lines, unit):
    def add(kept):
        return sum(line["votes"] if unit == "votes" else 1 for line in lines if kept(line))

    counts = {name: chosen[choice] for name, choice in zip(NAMES, CHOICES)}
    counts["entitled"] = add(lambda line: True)
    counts["present"] = add(lambda line: line["present"])
    counts["attending"] = add(lambda line: line["present"] or line["cast"] or line["source"])
    return counts


def _voting(counts):
    return counts["votes_for"] + counts["votes_against"] + counts["abstentions"]


def _base(counts, name):
    if name == "expressed":
        return counts["votes_for"] + counts["votes_against"]
    if name == "voting":
        return _voting(counts)
    return counts["attending"] if name == "present" else counts["entitled"]


def _needed(share, base):
    """The smallest number that reaches a share of a base."""
    number = 0 if not base else base * share["numerator"] // share["denominator"]
    while not _reaches(number, share, base):
        number += 1
    return number


def _reaches(number, share, base):
    # Multiplied crosswise: fractions are compared without rounding.
    left, right = number * share["denominator"], base * share["numerator"]
    return left > right or (left == right and not share["strict"])


def _check(kind, met, number, needed, base=0, college="", part=0):
    check = {"kind": kind, "met": met, "number": number, "needed": needed, "base": base}
    return dict(check, college=college, part=part)


def _checks(rule, whole, colleges, lines):
    votes, in_favour = whole["votes"], _in_favour(rule, whole["votes"])
    found = [_check("some", in_favour >= 1, in_favour, 1)]
    groups = colleges if rule["by_college"] else {"": whole}
    for part, share in enumerate(rule["thresholds"]):
        found += [_threshold(share, group, part, name) for name, group in groups.items()]
    found += _minimums(rule, whole["electors"])
    if rule["objections"]:
        found.append(_check("objections", not votes["votes_against"], votes["votes_against"], 0))
    if rule["vetoes"]:
        vetoes = set(rule["vetoes"])
        against = sum("against" in line["cast"] for line in lines if line["association"] in vetoes)
        found.append(_check("vetoes", not against, against, 0))
    if rule["quorum"]["kind"] != "none":
        found.append(_quorum(rule["quorum"], whole, ""))
        if rule["quorum_by_college"]:
            found += [_quorum(rule["quorum"], group, name) for name, group in colleges.items()]
    return found


def _in_favour(rule, votes):
    # Under the silence procedure, an elector who does not vote consents.
    return votes["entitled"] - votes["votes_against"] if rule["silence"] else votes["votes_for"]


def _minimums(rule, heads):
    not_against = heads["votes_for"] + heads["abstentions"]
    minimums = {"minimum_for": heads["votes_for"], "minimum_not_against": not_against}
    needed = {kind: rule[kind] for kind in minimums if rule[kind]}
    return [_check(kind, minimums[kind] >= least, minimums[kind], least) for kind, least in needed.items()]


def _threshold(share, group, part, college):
    counts = group[share["unit"]]
    base, number = _base(counts, share["base"]), counts["votes_for"]
    met = _reaches(number, share, base)
    if share["blockers"]:
        met = met or _voting(group["electors"]) - group["electors"]["votes_for"] < share["blockers"]
    return _check("threshold", met, number, _needed(share, base), base, college, part)


def _quorum(quorum, group, college):
    heads = group["electors"]
    number = _voting(heads) if quorum["kind"] == "taking_part" else heads["present"]
    base = quorum["seats"] if quorum["kind"] == "seats" and not college else heads["entitled"]
    met = quorum["waived"] or _reaches(number, quorum, base)
    return _check("quorum", met, number, _needed(quorum, base), base, college)


def _outcome(rule, whole, checks, lines):
    missed = [check for check in checks if not check["met"]]
    kinds = {check["kind"] for check in missed}
    if "version" not in rule:
        return _first_outcome(rule, kinds, missed, lines)
    if "quorum" in kinds or (_voting(whole["votes"]) == 0 and not rule["silence"]):
        return "without_effect"
    if not missed:
        return "adopted"
    if not _all_tied(rule, kinds, missed):
        return "rejected"
    if not all(_is_even(rule, check, whole) for check in missed):
        return "rejected"
    return _chair(lines) if rule["tie"] == "chair" else "tied"


def _first_outcome(rule, kinds, missed, lines):
    """The outcome under a rule without a version: such votes know other outcomes."""
    if not missed:
        return "adopted"
    if kinds == {"objections"}:
        return "ordinary_vote" if rule["silence"] else "dissent"
    if not _all_tied(rule, kinds, missed):
        return "rejected"
    by_policy = {"second_round": "second_round", "chair": _chair(lines)}
    return by_policy.get(rule["tie"], "rejected")


def _chair(lines):
    decides = any(line["chair"] and line["cast"].get("for") == line["votes"] for line in lines)
    return "adopted" if decides else "rejected"


def _all_tied(rule, kinds, missed):
    shares = rule["thresholds"]
    is_of_thresholds = kinds == {"threshold"}
    return is_of_thresholds and all(_is_tied(shares[check["part"]], check) for check in missed)


def _is_tied(share, check):
    left, right = check["number"] * share["denominator"], check["base"] * share["numerator"]
    return share["strict"] and left == right and not check["college"]


def _is_even(rule, check, whole):
    counts = whole[rule["thresholds"][check["part"]]["unit"]]
    return counts["votes_for"] == counts["votes_against"]
