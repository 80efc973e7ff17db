"""The archive: everything needed to check a charter's votes without this site, and the program that does it.

A zip with the document (texts, rolls, rules, ballots, results), the whole journal, its checkpoints, a signed manifest
with the SHA-256 of each file, and the sources of the verifier, which `python3 archive.zip` runs. Entries of the journal
that the public may not read are there by their places and digests alone: enough for the chain, the tree and the
numbering. The same state of the database gives the same bytes.
"""

import io
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from charter.charters import queries as charters
from charter.charters.models import Charter
from charter.core.digest import canonical
from charter.core.loop import off_the_loop
from charter.database import db
from charter.journal import checkpoints
from charter.journal import queries as journal
from charter.journal.actions import BEGUN
from charter.journal.models import Entry

FORMAT = "charter-archive/2"
MOMENT = (1980, 1, 1, 0, 0, 0)
"""The date of every file inside: the bytes must not depend on when the archive was made."""
README = """\
FR — Cette archive contient les textes, les scrutins, le journal et les signatures d’une charte.
Pour la vérifier : décompressez-la et, dans son dossier, lancez python3 -I verify.py --language fr
Sans la décompresser : python3 -I archive.zip --language fr
Vous défiez-vous du programme qui s’y trouve ? Vérifiez-la avec une autre archive, à laquelle vous vous fiez :
python3 -I autre.zip archive.zip --language fr
Si vous avez conservé un point de contrôle : python3 -I verify.py --against POINT.txt
La vérification des signatures demande le paquet Python « cryptography » ; tout le reste ne demande que Python.

EN — This archive holds the texts, votes, journal and signatures of a charter.
To check it: unpack it, and in its folder run python3 -I verify.py
Without unpacking it: python3 -I archive.zip
Do you distrust the program inside? Check it with another archive, which you trust:
python3 -I other.zip archive.zip
If you kept a checkpoint: python3 -I verify.py --against CHECKPOINT.txt
Checking signatures needs the Python package “cryptography”; all the rest needs only Python.
"""


def write(charter: Charter, document: dict[str, Any]) -> bytes:
    """The file."""
    told = {"charter.json": document, "journal.json": _journal(charter), "checkpoints.json": _checkpoints()}
    signed_as = checkpoints.origin(), checkpoints.signing_key(), charter.id
    return off_the_loop(lambda: _packed(told, *signed_as))


def _packed(values: dict[str, Any], site: str, key: Ed25519PrivateKey, charter_id: int) -> bytes:
    inside = {name: canonical(value) for name, value in values.items()}
    inside |= programs()
    told = {name: {"sha256": sha256(data).hexdigest(), "size": len(data)} for name, data in inside.items()}
    manifest = canonical({"format": FORMAT, "site": site, "charter": charter_id, "files": told})
    signature = {"key": key.public_key().public_bytes_raw().hex(), "signature": key.sign(manifest).hex()}
    return zipped(inside | {"manifest.json": manifest, "manifest.sig": canonical(signature)})


def zipped(inside: dict[str, bytes]) -> bytes:
    """Files by name as a zip that depends on nothing else."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(inside):
            # what Python runs first is not packed: to unpack it, it would import what a forger may put beside it
            packed = zipfile.ZIP_STORED if name == "__main__.py" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, MOMENT), inside[name], packed)
    return made.getvalue()


def _journal(exported: Charter) -> list[dict[str, Any]]:
    public = {charter.id for charter in charters.visible(None)} | {exported.id}
    entries = db.session.scalars(select(Entry).order_by(Entry.seq))
    return [
        journal.whole(each) if each.charter_id in public or each.verb == BEGUN else journal.line(each)
        for each in entries
    ]


def _checkpoints() -> list[dict[str, Any]]:
    return [{"size": each.size, "note": each.note, "key": each.public_key} for each in checkpoints.every()]


def programs() -> dict[str, bytes]:
    """The verifier as the files in which an archive carries it, with what it says of them."""
    sources = dict(_sources(files("charter.verifier"), "verifier/"))
    start = sources.pop("verifier/__main__.py")
    return sources | {"verify.py": start, "__main__.py": start, "README.txt": README.encode()}


def _sources(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for each in folder.iterdir():
        if each.is_dir():
            yield from _sources(each, f"{path}{each.name}/")
        elif each.name.endswith(".py"):
            yield path + each.name, each.read_bytes()
