"""The rounds of amendments in a document: are they those of the journal, and do texts have their digests?"""

from charter.verifier import canonical_json, moments
from charter.verifier.amendments import decisions, incorporation, replay
from charter.verifier.document import clause_texts

START = "0" * 64
SINCE_RECORDED = ("disposition.", "amendment.decided", "round.decided", "clause.incorporated")
"""The entries of releases that record rounds in their archives."""


def problems(document, entries):
    """The reasons to refuse the amendments of a charter, as (name, detail, values). `entries`: its journal."""
    if "rounds" not in document:
        if any(entry["verb"].startswith(SINCE_RECORDED) for entry in entries):
            yield "missing", "the rounds of amendments are not here", {}
        return
    replayed = replay.Replay(entries)
    yield from replayed.faults
    yield from decisions.problems(replayed, document["votes"])
    if [each["number"] for each in document["rounds"]] != list(replayed.rounds):
        yield "round", "other rounds are here than in the journal", {}
        return
    for shown, known in zip(document["rounds"], replayed.rounds.values()):
        yield from _of_round(shown, known)
        yield from incorporation.problems(shown, known)
    yield from incorporation.final_votes(entries)


def _of_round(shown, known):
    pairs = {
        "id": (shown["id"], known.id),
        "settings": (shown["settings"], known.settings),
        "bases": (sorted([base["clause"], base["digest"]] for base in shown["bases"]), sorted(known.bases.items())),
        "amendments": ([each["id"] for each in shown["amendments"]], [each.id for each in known.amendments]),
    }
    wrong = [part for part, (value, stated) in pairs.items() if not canonical_json.same(value, stated)]
    stated = {"opened_at": known.opened_at, "closed_at": known.closed_at, "decided_at": known.decided_at}
    wrong += [name for name, at in stated.items() if not _is_near(shown[name], at)]
    for part in wrong:
        yield "round", "{part} of round {round} is not what the journal says", {"part": part, "round": known.number}
    for base in shown["bases"]:
        if not _is_version(base) if known.is_public else "version" in base:
            yield "text", "clause {clause} does not have its digest", base
    for each, amendment in zip(shown["amendments"], known.amendments):
        yield from _of_amendment(each, amendment)


def _is_near(stated, at):
    if stated is None or at is None:
        return stated is at
    return moments.NONE <= moments.parse(at) - moments.parse(stated) <= moments.SLACK


def _is_version(base):
    version = base.get("version")
    if version is None or (version["clause"], version["digest"]) != (base["clause"], base["digest"]):
        return False
    return clause_texts.digest_of(version) == version["digest"]


def _of_amendment(shown, known):
    parent = known.parent.number if known.parent else None
    wordings = [[each["digest"], each["cause"]] for each in shown["wordings"]]
    pairs = {
        "number": (shown["number"], known.number),
        "parent": (shown["parent"], parent),
        "wordings": (wordings, known.wordings),
        "outcome": (_outcome(shown["outcome"]), _outcome(known.outcome and known.outcome["facts"], "outcome")),
    }
    if known.round.is_public:
        pairs.update(_public(shown, known))
    elif "advice" in shown or any("changes" in each for each in shown["wordings"]):
        pairs["texts"] = (True, False)
    for part, (value, stated) in pairs.items():
        if not canonical_json.same(value, stated):
            yield (
                "amendment",
                "{part} of amendment {number} of round {round} is not what the journal says",
                dict(known.place, part=part),
            )
    yield from _chain(shown, known)
    if known.round.is_public:
        yield from _texts(shown, known)


def _outcome(facts, kind="kind"):
    return facts and [facts[name] for name in (kind, "digest", "vote", "because_of")]


def _public(shown, known):
    """What the journal says of an amendment of a public round alone."""
    advice = [each["revision"] for each in shown.get("advice", ())]
    given = [[each["association"], each["digest"], not each["withdrawn_at"]] for each in shown.get("cosignatures", ())]
    answers = {each["revision"]: each["answer"] for each in shown.get("advice", ()) if each["answer"]}
    said = [[revision, each["kind"], each["digest"]] for revision, each in answers.items()]
    return {
        "association": (shown.get("association"), known.association),
        "advice": ([advice, *map(_advice_digest(known), shown.get("advice", ()))], _stated_advice(known)),
        "answers": (said, [[each, a["answer"], a["agreed_digest"]] for each, a in known.answers.items()]),
        "cosignatures": (given, known.cosignatures),
    }


def _advice_digest(known):
    names = ("revision", "advice", "wording", "other", "proposed", "replaces", "reason", "words")
    return lambda each: canonical_json.digest(dict({name: each[name] for name in names}, amendment=known.id))


def _stated_advice(known):
    return [list(known.advice), *(facts["advice_digest"] for facts in known.advice.values())]


def _chain(shown, known):
    """Each wording follows from the one before; the first one, from that which it carries over."""
    before = known.origin.digest if known.origin else START
    for revision, each in enumerate(shown["wordings"], start=1):
        if (each["revision"], each["previous"]) != (revision, before):
            yield (
                "wording",
                "a wording of amendment {number} of round {round} does not follow from the one before",
                known.place,
            )
        before = each["digest"]


def _texts(shown, known):
    parents = [digest for digest, _ in known.parent.wordings] if known.parent else [None]
    for each, reason in zip(shown["wordings"], known.reasons):
        if "changes" not in each or _digest(each, known) != each["digest"]:
            yield "wording", "a wording of amendment {number} of round {round} does not have its digest", known.place
            continue
        if reason is not None and canonical_json.digest(each["reason"]) != reason:
            yield (
                "amendment",
                "{part} of amendment {number} of round {round} is not what the journal says",
                dict(known.place, part="reason"),
            )
        changed = [[change["clause"], change["base"]] for change in each["changes"] if "clause" in change]
        if each["parent"] not in parents or any(known.round.bases.get(clause) != base for clause, base in changed):
            yield (
                "wording",
                "amendment {number} of round {round} changes another text than its round has frozen",
                known.place,
            )


def _digest(wording, known):
    names = ("revision", "language", "parent", "previous", "changes")
    hashed = dict({name: wording[name] for name in names}, amendment=known.id, number=known.number)
    return canonical_json.digest(dict(hashed, salt=wording["salt"]) if wording["salt"] else hashed)
