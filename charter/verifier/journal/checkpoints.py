"""The checkpoints: does the journal have the Merkle root that each of them states?"""

import base64
import hashlib
import re

from charter.verifier import canonical_json

NOTE = re.compile(r"^(\S+\n[0-9]{1,15}\n\S{44}\n\S+\n)\n+(— \S+ \S+)$", re.MULTILINE)
TAKEN = ("vote.opened", "vote.closed")
"""With these entries, a checkpoint is signed."""


def problems(lines, checkpoints, kept=None):
    """The reasons to refuse a journal with its checkpoints, as (name, detail, values). `kept`: a
    checkpoint that somebody kept."""
    sizes = [each["size"] for each in checkpoints]
    if sizes != sorted(set(sizes)):
        yield "checkpoint", "they are not in their order, each once", {}
    numbered = [line for line in lines if "number" in line]
    taken = [line["seq"] for line in numbered if line.get("entry", {}).get("verb") in TAKEN]
    if max(taken, default=0) > max(sizes, default=0):
        yield "checkpoint", "none covers entry {seq}, at which one was taken", {"seq": taken[-1]}
    stated = [(each["size"], each["note"]) for each in checkpoints]
    if kept is not None:
        stated.append((None, kept))
    wanted = {int(note.split("\n")[1]) for _, note in stated}
    roots = _roots([bytes.fromhex(line["digest"]) for line in lines], wanted)
    for size, note in stated:
        yield from _checkpoint(size, note, len(lines), roots)


def note_in(text):
    """The first checkpoint in a text, such as a mail that may be quoted. ValueError if none."""
    lines = [line.strip(" \t>\u00a0") for line in text.splitlines()]
    found = NOTE.search("\n".join(lines))
    if found is None:
        raise ValueError("there is no checkpoint in the file that was kept")
    return f"{found[1]}\n{found[2]}\n"


def _checkpoint(size, note, length, roots):
    _origin, stated, root, _at = note.partition("\n\n")[0].split("\n")
    values = {"size": size, "told": stated, "length": length}
    if size is not None and str(size) != stated:
        yield "checkpoint", "that over {size} entries says {told}", values
    if int(stated) > length:
        yield "cut", "a checkpoint covers {told} entries, and there are {length}", values
    elif roots[int(stated)] != base64.b64decode(root).hex():
        yield "checkpoint", "the first {told} entries are not those it was signed over", values


def _roots(leaves, sizes):
    """The Merkle roots (RFC 6962) over the first entries, for each of these sizes, in one pass.

    It keeps a stack of perfect trees, as (height, root); two of one height become one.
    """
    found = {0: canonical_json.merkle_root([])}
    trees = []
    for size, leaf in enumerate(leaves, start=1):
        trees.append((0, hashlib.sha256(b"\0" + leaf).digest()))
        while len(trees) > 1 and trees[-1][0] == trees[-2][0]:
            (height, left), (_, right) = trees[-2:]
            trees[-2:] = [(height + 1, _joined(left, right))]
        if size in sizes:
            root = trees[-1][1]
            for _, left in reversed(trees[:-1]):
                root = _joined(left, root)
            found[size] = root.hex()
    return found


def _joined(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()
