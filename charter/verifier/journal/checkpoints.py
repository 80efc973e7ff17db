"""The checkpoints of the journal: is it what each of them was signed over?"""

import base64
import hashlib
import re

from charter.verifier import canonical_json

NOTE = re.compile(r"^(\S+\n[0-9]{1,15}\n\S{44}\n\S+\n)\n+(— \S+ \S+)$", re.MULTILINE)


TAKEN = ("vote.opened", "vote.closed")
"""The entries with which a checkpoint is taken."""


def problems(lines, checkpoints, kept=None):
    """Every reason to refuse a journal with its checkpoints, as (name, detail, values); `kept`: a note that somebody
    kept."""
    sizes = [each["size"] for each in checkpoints]
    if sizes != sorted(set(sizes)):
        yield "checkpoint", "they are not in their order, each once", {}
    taken = [line["seq"] for line in lines if line.get("entry", {}).get("verb") in TAKEN and "number" in line]
    if max(taken, default=0) > max(sizes, default=0):
        yield "checkpoint", "none covers entry {seq}, at which one was taken", {"seq": taken[-1]}
    stated = [(each["size"], each["note"]) for each in checkpoints] + [(None, kept)] * (kept is not None)
    wanted = {int(note.split("\n")[1]) for _, note in stated}
    roots = _roots([bytes.fromhex(line["digest"]) for line in lines], wanted)
    for size, note in stated:
        yield from _checkpoint(size, note, len(lines), roots)


def note_in(text):
    """The first checkpoint in a text such as a mail, quoted or not. ValueError if there is none."""
    lines = [line.strip(" \t>\u00a0") for line in text.splitlines()]
    found = NOTE.search("\n".join(lines))
    if found is None:
        raise ValueError("there is no checkpoint in the file that was kept")
    return f"{found[1]}\n{found[2]}\n"


def _checkpoint(size, note, length, roots):
    _origin, told, root, _at = note.partition("\n\n")[0].split("\n")
    if size is not None and str(size) != told:
        yield "checkpoint", "that over {size} entries says {told}", {"size": size, "told": told}
    if int(told) > length:
        yield "cut", "a checkpoint covers {told} entries, and there are {length}", {"told": told, "length": length}
    elif roots[int(told)] != base64.b64decode(root).hex():
        yield "checkpoint", "the first {told} entries are not those it was signed over", {"told": told}


def _roots(leaves, sizes):
    """The Merkle root over the first entries, for each of some numbers of them, in one walk.

    A stack of (height, root) of the perfect trees so far; those of one height join.
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
