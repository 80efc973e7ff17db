"""Hundreds of ways to falsify an archive, each with the reasons for one of which it must be
refused.

A forger here recomputes every digest that needs no key: receipts, those of the rule, the roll and
the document, the root of the ballots, the manifest. What they cannot do is change the journal, over
which checkpoints were signed and kept.
"""

import json
from copy import deepcopy

from tests.verifier.forging.archives import redigested, sealed, world_of
from tests.verifier.forging.vote_forgeries import FORGED, of_vote


def of_files(files):
    """Forgeries of an archive, as (name, its files, the reasons for one of which it must be
    refused)."""
    yield from _of_bytes(files)
    for name, change, reasons in [*_of_journal(files), *_of_whole_votes(json.loads(files["charter.json"]))]:
        yield name, changed(files, change), reasons


def changed(files, change):
    """An archive with its content changed."""
    world = world_of(files)
    change(world)
    return sealed(files, world)


def of_votes(files):
    """Forgeries of single votes, as (name, place of the vote, change, reasons)."""
    for place, vote in enumerate(json.loads(files["charter.json"])["votes"]):
        for name, change, reasons in of_vote(vote):
            yield f"vote {vote['id']}: {name}", place, change, reasons


def _of_bytes(files):
    for name in sorted(set(files) - {"manifest.json", "manifest.sig"}):
        data = bytearray(files[name])
        for place in (0, len(data) // 3, len(data) - 1):
            flipped = bytearray(data)
            flipped[place] ^= 1
            yield f"a flipped bit of {name}", dict(files, **{name: bytes(flipped)}), {"files", "archive", "form"}
        yield f"{name} is missing", {each: files[each] for each in files if each != name}, {"files", "archive"}
        yield f"{name} is cut", dict(files, **{name: bytes(data[:-2])}), {"files", "archive"}
    yield "a file more", dict(files, **{"more.json": b"{}"}), {"files"}


def _of_whole_votes(document):
    for place, vote in list(enumerate(document["votes"]))[::6]:
        yield f"vote {vote['id']} is missing", _without(place), {"missing"}
        yield f"vote {vote['id']} is there twice", _twice(place), {"twice"}


def _without(place):
    return lambda world: world["charter.json"]["votes"].pop(place)


def _twice(place):
    return lambda world: world["charter.json"]["votes"].append(deepcopy(world["charter.json"]["votes"][place]))


def _of_journal(files):
    entries = json.loads(files["journal.json"])
    for place in range(0, len(entries), 29):
        yield f"entry {place} dropped", _drop_entry(place), {"chain"}
        yield f"entry {place} doubled", _double_entry(place), {"chain"}
        yield f"entry {place} rewritten", _rewrite(place), {"chain"}
    for place in range(0, len(entries), 41):
        yield f"entry {place} rewritten and the rest chained again", _rechain(place), {"checkpoint", "cut"}
    yield "two entries exchanged", _exchange, {"chain"}
    yield (
        "cut at the end",
        lambda world: world["journal.json"].__delitem__(slice(-3, None)),
        {"cut", "ending", "opening"},
    )
    yield "empty", lambda world: world["journal.json"].clear(), {"cut"}
    for place in range(0, len(json.loads(files["checkpoints.json"])), 9):
        yield f"checkpoint {place} says more", _checkpoint_size(place), {"checkpoint"}
    yield "a published text", _published, {"text"}


def _drop_entry(place):
    return lambda world: world["journal.json"].pop(place)


def _double_entry(place):
    return lambda world: world["journal.json"].insert(place, dict(world["journal.json"][place]))


def _rewrite(place):
    def change(world):
        entry = world["journal.json"][place]
        content = entry.get("entry")
        if content:
            content["verb"] = "vote.reminded"
        else:
            entry["digest"] = FORGED

    return change


def _rechain(place):
    def change(world):
        _rewrite(place)(world)
        before = world["journal.json"][place]["previous"]
        for entry in world["journal.json"][place:]:
            entry["previous"] = before
            before = redigested(entry)

    return change


def _exchange(world):
    entries = world["journal.json"]
    entries[3], entries[4] = entries[4], entries[3]


def _checkpoint_size(place):
    def change(world):
        world["checkpoints.json"][place]["size"] += 1

    return change


def _published(world):
    world["charter.json"]["sections"][0]["clauses"][0]["version"]["heading"] = "Autre"
