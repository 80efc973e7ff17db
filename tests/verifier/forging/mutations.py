"""Single random changes of an honest archive, signed again with the key of the site.

    python -m tests.verifier.forging.mutations 2000 [SEED]

Every change of a claim must be refused. The site can write everything again: the document, every
digest, the chain, the checkpoints, the manifest. It cannot change a checkpoint that somebody kept.
Withholding a name is allowed, and noted.
"""

import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from copy import deepcopy
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from charter.verifier import canonical_json, main
from charter.verifier.votes import roll
from tests.verifier.forging.archives import numbered, rewritten, world_of
from tests.verifier.forging.vote_forgeries import receipt, recount

JUNK = (None, True, False, 0, 1, -1, 2**60, "", "x", [], {}, "2026-01-01T00:00:00.000000Z", "a" * 64)
FILES = ("charter.json", "charter.json", "charter.json", "journal.json", "checkpoints.json")


def mutant(honest, chance):
    """The world with one thing changed, what was done, and how much of the rest is made to match."""
    world = deepcopy(honest)
    name = chance.choice(FILES)
    change, place = _changed(world[name], chance)
    effort = chance.choice(("digests", "votes", "votes", "numbers"))
    with suppress(Exception):  # what is out of shape cannot be made to match
        if effort == "votes":
            for vote in world["charter.json"]["votes"]:
                _matching(vote)
        if effort == "numbers":
            numbered(world["journal.json"])
    return world, f"{name} {place}: {change}, {effort} made to match"


def _changed(value, chance, place=""):
    """One random change somewhere inside a list or dict."""
    while True:
        key = chance.choice(list(value) if isinstance(value, dict) else range(len(value)))
        inner = value[key]
        if isinstance(inner, (dict, list)) and inner and chance.random() < 0.85:
            value, place = inner, f"{place}.{key}"
            continue
        return _of_list(value, key, chance) if isinstance(value, list) else _of_dict(
            value, key, chance
        ), f"{place}.{key}"


def _of_list(value, place, chance):
    kind = chance.choice(("dropped", "doubled", "exchanged", "changed"))
    if kind == "dropped":
        del value[place]
    elif kind == "doubled":
        value.insert(place, deepcopy(value[place]))
    elif kind == "exchanged":
        other = chance.randrange(len(value))
        value[place], value[other] = value[other], value[place]
    else:
        value[place] = _other(value[place], chance)
    return kind


def _of_dict(value, key, chance):
    kind = chance.choice(("changed",) * 12 + ("dropped", "added", "exchanged", "exchanged"))
    if kind == "dropped":
        del value[key]
    elif kind == "added":
        value["more"] = 1
    elif kind == "exchanged":
        other = chance.choice(list(value))
        value[key], value[other] = value[other], value[key]
    else:
        value[key] = _other(value[key], chance)
    return kind


def _other(value, chance):
    if chance.random() < 0.05:
        return deepcopy(chance.choice(JUNK))
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + chance.choice((-1, 1, 7))
    if isinstance(value, str) and value:
        place = chance.randrange(len(value))
        letter = "0" if value[place] != "0" else "1"
        return chance.choice((value[:place] + letter + value[place + 1 :], value + "x", value[:-1]))
    return deepcopy(chance.choice(JUNK))


def _matching(vote):
    """Every digest of a vote again, its receipts, and its result."""
    for item in vote["items"]:
        hashed = dict(item["version"], clause=item["clause"], content=item["content"], heading=item["heading"])
        item["digest"] = canonical_json.digest(hashed)
    hashed = {name: vote[name] for name in ("kind", "heading", "language", "question")}
    hashed["items"] = [{"clause": item["clause"], "digest": item["digest"]} for item in vote["items"]]
    vote["digest"] = vote["items"][0]["digest"] if vote["kind"] == "clause" else canonical_json.digest(hashed)
    vote["rule_digest"] = canonical_json.digest(vote["rule"])
    vote["roll_digest"] = canonical_json.digest([roll.hashed(line) for line in vote["roll"]])
    for ballot in vote.get("ballots", ()):
        was, ballot["receipt"] = ballot["receipt"], receipt(vote, ballot)
        for event in vote["events"]:
            event["receipt"] = ballot["receipt"] if event["receipt"] == was else event["receipt"]
    recount(vote)


def claims(world):
    """What an archive claims: without names, which may be withheld, and with checkpoints as a set
    of notes."""
    claimed = deepcopy(world)
    for line in claimed["journal.json"]:
        with suppress(Exception):
            line["told"] = {}
    with suppress(Exception):
        claimed["checkpoints.json"] = None
        claimed["charter.json"].pop("digest", None)
    return claimed


def survivors(files, key, count, seed=0):
    """The changes among `count` that the verifier accepts although they change a claim; how many
    were tried, by file, and what refused them."""
    chance, honest = random.Random(seed), world_of(files)
    kept = honest["checkpoints.json"][-1]["note"]
    public, same = key.public_key().public_bytes_raw().hex(), claims(honest)
    tried, found = Counter(), []
    while sum(tried.values()) < count:
        world, what = mutant(honest, chance)
        try:
            made = rewritten(files, world, key)
        except Exception:
            made = None  # what cannot even be written is no forgery
        if made is None or claims(world) == same:
            continue
        problems, _ = main.problems(made, public, kept)
        tried[problems[0][0] if problems else "accepted"] += 1
        if not problems:
            found.append(what)
    return found, tried


def _made(folder):
    from charter.database import db
    from charter.demo import actions as demo
    from charter.export import actions
    from charter.journal import checkpoints
    from tests.conftest import make_app
    from tests.verifier.assembly import decide_everything, first_charter
    from tests.verifier.forging.archives import inside

    app = make_app(folder)
    with app.app_context():
        import flask_migrate

        flask_migrate.upgrade()
        demo.load()
        decide_everything()
        seed = checkpoints.signing_key().private_bytes_raw()
        files = inside(actions.export(first_charter(), "zip"))
        db.session.remove()
        db.engine.dispose()
    return files, Ed25519PrivateKey.from_private_bytes(seed)


if __name__ == "__main__":
    number, start = int(sys.argv[1]), time.monotonic()
    with tempfile.TemporaryDirectory() as made_in:
        accepted, refusals = survivors(*_made(Path(made_in)), number, int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    print(f"{sum(refusals.values())} changes in {time.monotonic() - start:.0f} s: {dict(refusals)}")
    print("\n".join(f"accepted: {each}" for each in accepted))
