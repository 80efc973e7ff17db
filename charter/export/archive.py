"""The archive: a ZIP file with which anyone can verify the votes of a charter, without this site.

It holds the document (texts, rolls, rules, ballots, results), the whole journal with its signed
checkpoints, a signed manifest with the SHA-256 of each file, and the sources of the verifier, which
`python3 archive.zip` runs. Of journal entries that the public may not read it holds the positions
and digests only: enough for the hash chain, the Merkle tree and the numbering. Equal states of the
database give equal bytes.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from charter.charters import queries as charters
from charter.charters.models import Charter
from charter.core.digest import canonical
from charter.core.loop import run_in_thread
from charter.database import db
from charter.export import document as documents
from charter.export.document import Document
from charter.journal import checkpoints
from charter.journal import queries as journal
from charter.journal.actions import FORM_BEGUN
from charter.journal.models import Entry

FORMAT = "charter-archive/2"
MOMENT = (1980, 1, 1, 0, 0, 0)
"""The date of each file inside. It is fixed, so that equal states give equal bytes."""
README = """\
FR — Cette archive contient les textes, les scrutins, le journal et les signatures d’une charte.
Pour la vérifier : décompressez-la et, dans son dossier, lancez python3 -I verify.py --language fr
Sans la décompresser : python3 -I archive.zip --language fr
Vous défiez-vous du programme qu’elle contient ? Vérifiez-la avec une archive plus sûre :
python3 -I autre.zip archive.zip --language fr
Si vous avez conservé un point de contrôle : python3 -I verify.py --against POINT.txt
Les signatures demandent le paquet Python « cryptography » ; tout le reste, Python seul.

EN — This archive holds the texts, votes, journal and signatures of a charter.
To check it: unpack it, and in its folder run python3 -I verify.py
Without unpacking it: python3 -I archive.zip
Do you distrust the program inside? Check it with an archive that you trust:
python3 -I other.zip archive.zip
If you kept a checkpoint: python3 -I verify.py --against CHECKPOINT.txt
Checking signatures needs the Python package “cryptography”; all the rest needs only Python.
"""


@dataclass(frozen=True)
class Archive:
    """The value from which an archive is written. `site` and `key` sign the manifest."""

    charter_id: int
    document: Document
    journal: list[dict[str, Any]]
    checkpoints: list[dict[str, Any]]
    site: str
    key: Ed25519PrivateKey


def read(charter: Charter) -> Archive:
    """Read a charter, the journal and the checkpoints from the database."""
    return Archive(
        charter_id=charter.id,
        document=documents.read(charter),
        journal=_journal(charter),
        checkpoints=_checkpoints(),
        site=checkpoints.origin(),
        key=checkpoints.signing_key(),
    )


def write(archive: Archive) -> bytes:
    """The file."""
    return run_in_thread(lambda: _packed(archive))


def _packed(archive: Archive) -> bytes:
    values = {
        "charter.json": archive.document.content,
        "journal.json": archive.journal,
        "checkpoints.json": archive.checkpoints,
    }
    inside = {name: canonical(value) for name, value in values.items()} | programs()
    manifest = _manifest(archive, inside)

    public_key, signature = archive.key.public_key().public_bytes_raw(), archive.key.sign(manifest)
    signed = canonical({"key": public_key.hex(), "signature": signature.hex()})
    return zipped(inside | {"manifest.json": manifest, "manifest.sig": signed})


def _manifest(archive: Archive, inside: dict[str, bytes]) -> bytes:
    def listed(data: bytes) -> dict[str, Any]:
        return {"sha256": sha256(data).hexdigest(), "size": len(data)}

    manifest = {"format": FORMAT, "site": archive.site, "charter": archive.charter_id}
    return canonical(manifest | {"files": {name: listed(data) for name, data in inside.items()}})


def zipped(inside: dict[str, bytes]) -> bytes:
    """A ZIP file with these files, by name. Equal files give equal bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(inside):
            # Stored: to unpack it, Python would import zlib, and look for it in this file first.
            packed = zipfile.ZIP_STORED if name == "__main__.py" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, MOMENT), inside[name], packed)
    return made.getvalue()


def _journal(exported: Charter) -> list[dict[str, Any]]:
    public = {charter.id for charter in charters.visible(None)} | {exported.id}

    def line(entry: Entry) -> dict[str, Any]:
        is_public = entry.charter_id in public or entry.verb == FORM_BEGUN
        return journal.entry_json(entry) if is_public else journal.entry_line(entry)

    return [line(each) for each in db.session.scalars(select(Entry).order_by(Entry.seq))]


def _checkpoints() -> list[dict[str, Any]]:
    every = checkpoints.all_checkpoints()
    return [{"size": each.size, "note": each.note, "key": each.public_key} for each in every]


def programs() -> dict[str, bytes]:
    """The files of the verifier, as they stand in an archive; and the README."""
    sources = dict(_sources(files("charter.verifier"), "verifier/"))
    start = sources.pop("verifier/__main__.py")
    return sources | {"verify.py": start, "__main__.py": start, "README.txt": README.encode()}


def _sources(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for each in folder.iterdir():
        if each.is_dir():
            yield from _sources(each, f"{path}{each.name}/")
        elif each.name.endswith(".py"):
            yield path + each.name, each.read_bytes()
