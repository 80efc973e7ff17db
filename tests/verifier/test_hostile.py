"""Archives are untrusted input: they are not run, not believed, bounded, and printed escaped."""

import json
import os
import py_compile
import subprocess
import sys
import time
import zipfile
from copy import deepcopy
from pathlib import Path

import pytest

from charter.export import archive as archives
from charter.verifier import main
from charter.verifier.archive import files as bounds
from charter.verifier.document import charter_state
from charter.verifier.votes import ballots, tally
from tests.verifier.forging.archive_forgeries import changed
from tests.verifier.forging.archives import listed, rewritten, sealed, unpacked, world_of

IMPORTED = (
    "argparse",
    "hashlib",
    "heapq",
    "json",
    "struct",
    "zipfile",
    "zlib",
    "types",
    "unicodedata",
    "datetime",
    "cryptography",
)
LIAR = "print('The archive holds.')\nimport os\nos._exit(0)\n"


def run(*arguments):
    done = subprocess.run([sys.executable, *map(str, arguments)], capture_output=True, text=True, env={})
    return done.returncode, done.stdout


def test_nothing_that_lies_beside_the_program_is_run(files, tmp_path):
    forged = changed(files, lambda world: world["charter.json"]["votes"].pop())
    folder = unpacked(forged, tmp_path / "archive")
    for name in IMPORTED:
        (folder / f"{name}.py").write_text(LIAR)
    code, said = run(folder / "verify.py")
    assert code == 1
    assert "The archive holds." not in said
    assert "files: argparse.py, cryptography.py" in said


def test_what_runs_is_what_can_be_read_and_no_compiled_file_beside_it(files, tmp_path):
    """Python itself would prefer these to `main.py`, in a folder or in a zip."""
    folder = unpacked(files, tmp_path / "archive")
    (tmp_path / "liar.py").write_text(LIAR)
    compiled = Path(py_compile.compile(str(tmp_path / "liar.py"), str(tmp_path / "liar.pyc"))).read_bytes()
    cached = f"verifier/__pycache__/main.{sys.implementation.cache_tag}.pyc"
    liars = {"verifier/main.pyc": compiled, cached: compiled, "verifier/main/__init__.py": LIAR.encode()}
    unpacked(liars, folder)
    code, said = run("-I", folder / "verify.py")
    assert (code, said.splitlines()[-1]) == (1, "files: " + ", ".join(sorted(liars)))
    forged = tmp_path / "forged.zip"
    forged.write_bytes(archives.zipped(files | liars))
    code, said = run("-I", forged)
    assert (code, said.splitlines()[-1]) == (1, "files: " + ", ".join(sorted(liars)))


def test_nothing_else_in_the_zip_is_run_by_the_program(files, tmp_path):
    """Python itself looks there for some modules, such as `types`, before any program of ours."""
    honest, forged = tmp_path / "honest.zip", tmp_path / "forged.zip"
    honest.write_bytes(archives.zipped(files))
    code, said = run(honest)
    assert (code, said.splitlines()[-1]) == (0, "The archive holds.")
    forged.write_bytes(archives.zipped(files))
    with zipfile.ZipFile(forged, "a") as opened:
        for name in set(IMPORTED) - {"types"}:
            opened.writestr(f"{name}.py", LIAR)
    code, said = run(forged)
    assert code == 1
    assert "files: argparse.py" in said


def test_what_else_lies_in_the_folder_is_named(files, tmp_path, capsys):
    folder = unpacked(files, tmp_path / "archive")
    assert main.main([str(folder), "--language", "en"]) == 0
    (folder / "notes.txt").write_text("À moi")
    os.mkfifo(folder / "README.txt.fifo")
    capsys.readouterr()
    assert main.main([str(folder), "--language", "en"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "files: README.txt.fifo, notes.txt"
    (folder / "verify.py").unlink()
    os.mkfifo(folder / "verify.py")
    assert main.main([str(folder), "--language", "en"]) == 1


def test_another_program_inside_is_told(files, capsys, tmp_path):
    own = archives.programs()
    assert main.problems(files, own=own)[1] == main.problems(files)[1]
    for name in ("verify.py", "__main__.py", "README.txt", "verifier/main.py", "verifier/more.py"):
        notes = main.problems(listed(dict(files, **{name: LIAR.encode()})), own=own)[1]
        assert (main.OTHER_PROGRAM, {"names": name}) in notes


@pytest.mark.parametrize("kind", ["named", "sealed"])
def test_a_vote_does_not_hold_ballots_of_the_other_kind_too(files, kind):
    world = world_of(files)
    closed = [vote for vote in world["charter.json"]["votes"] if vote["stage"] == "closed"]
    one = {each: next(vote for vote in closed if vote["settings"]["ballots"] == each) for each in ("named", "sealed")}
    other = one["sealed" if kind == "named" else "named"]
    for name in ("ballots", "events", "sealed", "signed"):
        if name in other:
            forged = deepcopy(world)
            vote = next(vote for vote in forged["charter.json"]["votes"] if vote["id"] == one[kind]["id"])
            vote[name] = other[name]
            found = main.problems(rewritten(files, forged))[0]
            assert [str(values["error"]) for _, _, values in found] == ["a vote holds ballots of the other kind"]


@pytest.mark.parametrize("value", [0, -1, -2, 10**15, True, "2", None])
@pytest.mark.parametrize("place", ["denominator", "numerator"])
def test_a_share_that_is_none_is_refused(files, value, place):
    for part in ("thresholds", "quorum"):
        world = world_of(files)
        rule = world["charter.json"]["votes"][0]["rule"]
        (rule["quorum"] if part == "quorum" else rule["thresholds"][0])[place] = value
        found = main.problems(sealed(files, world))[0]
        if value != 0 or place == "denominator":
            assert [name for name, _, _ in found] == ["form"]
        assert found


def test_what_unpacks_to_more_than_it_may_is_not_unpacked(files, tmp_path, capsys, monkeypatch):
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as opened:
        for name in sorted(set(files) - {"journal.json"}):
            opened.writestr(name, files[name])
        with opened.open("journal.json", "w", force_zip64=True) as big:
            for _ in range(160):
                big.write(b" " * (1 << 20))
    assert main.main([str(bomb), "--language", "en"]) == 1
    assert capsys.readouterr().out == "archive: ValueError: journal.json is too large\n"


def test_more_files_or_values_than_an_archive_has_are_refused(files, tmp_path, capsys):
    many = tmp_path / "many.zip"
    many.write_bytes(archives.zipped(files | {f"{number}.txt": b"" for number in range(200)}))
    assert main.main([str(many), "--language", "en"]) == 1
    assert capsys.readouterr().out == "archive: ValueError: it holds too many files\n"
    for data in (b"[" * 9_000_000, b"[" * 100_000, b"1" * 5000, b"9007199254740992", b"1e400", b"NaN"):
        with pytest.raises((ValueError, RecursionError)):
            bounds.parsed(data)


def test_a_zip_in_which_others_might_find_another_archive_is_refused(files, tmp_path, capsys):
    """Some programs read a zip from its start, and some from its end."""
    whole = archives.zipped(files)
    other = archives.zipped(files | {"charter.json": b"{}"})
    first = whole.index(b"PK\3\4", 4)
    renamed = whole.replace(b"README.txt", b"readme.txt", 1)
    longer = whole[:18] + bytes([whole[18] ^ 1]) + whole[19:]
    for data in (
        *(b"#!/bin/sh\n" + whole, other + whole, whole + other, whole + b"\n"),
        *(whole[:-2] + b"\2\0hi", whole[:first] + other[: other.index(b"PK\3\4", 4)] + whole[first:]),
        *(renamed, longer, whole[:20], whole[:-30], whole[-22:]),
    ):
        odd = tmp_path / "odd.zip"
        odd.write_bytes(data)
        assert main.main([str(odd), "--language", "en"]) == 1
    assert "The archive holds." not in capsys.readouterr().out


def test_what_would_keep_its_reader_waiting_for_ever_does_not(files, monkeypatch):
    many = range(1, 60_001)
    began = time.monotonic()
    entry = {"verb": "ballot.entered", "facts": {"source": "hands", "electors": list(many)}}
    assert list(ballots._room([{"member": each, "source": "hands"} for each in many], [entry])) == []
    rule = world_of(files)["charter.json"]["votes"][0]["rule"]
    line = {"cast": {"for": 1}, "votes": 1, "present": True, "source": "online", "association": "", "chair": False}
    assert len(tally.result(rule, [dict(line, college=str(each)) for each in many])["colleges"]) == len(many)
    assert {detail for _, detail, _ in charter_state.problems(*outlined(many))} == {
        "entry {seq} does not follow from those before it",
        "sections or clauses are not numbered in their order",
    }
    assert time.monotonic() - began < 30
    world = world_of(files)
    world["charter.json"]["votes"][0]["rule"]["thresholds"] *= 200
    assert [str(values["error"]) for _, _, values in main.problems(sealed(files, world))[0]] == [
        "a rule holds too many thresholds"
    ]
    monkeypatch.setattr(main, "MAX_STEPS", 100)
    assert [values["error"].args for _, _, values in main.problems(files)[0]] == [
        ("it holds too many votes for so long a journal",)
    ]


def outlined(many):
    """A charter with as many sections as clauses, all in the last one, moved as often; and what its
    journal says."""
    entries = [("section.added", f"section:{each}", {"title": ""}) for each in many]
    entries += [("clause.added", f"clause:{each}", {"section": 1}) for each in many]
    entries.append(("clause.moved", "clause:1", {"order": [[]] * (len(many) - 1) + [list(many)]}))
    entries += [("clause.moved", "clause:1", {"order": []}) for _ in many]
    entries += [("charter.stage_changed", "charter:1", {"before": "voting", "after": "adopted"}) for _ in many]
    entries = [
        {"seq": seq, "form": 2, "actor_id": 1, "verb": verb, "subject": subject, "facts": facts}
        for seq, (verb, subject, facts) in enumerate(entries)
    ]
    version = {"language": "fr"}
    clauses = [{"id": each, "number": each, "stage": "drafting", "version": version} for each in many]
    sections = [{"title": "", "number": "I", "clauses": []} for _ in many]
    sections[-1]["clauses"] = clauses
    charter = {"stage": "adopted", "language": "fr"}
    return {"charter": charter, "preamble": [], "sections": sections}, entries


NAME = "\x1b[2K\rThe archive holds.\x1b[8m\u202e\u2066\u200b\u2028\x00"


def test_nothing_moves_the_cursor_or_turns_the_line_round(files):
    for forged, more in (
        (files, [NAME]),
        (changed(files, lambda world: world["charter.json"]["votes"][0].update({NAME: 1})), []),
    ):
        for language in ("en", "fr"):
            said = [main.messages.line(each, language) for each in main.problems(forged, more=more)[0]]
            assert said
            assert all(letter.isprintable() or letter == "\u00a0" for line in said for letter in line)


def test_a_field_more_or_fewer_is_refused_wherever_it_is(files):
    honest = world_of(files)
    tried = 0
    for name, value in honest.items():
        for inner in objects(value):
            for change in (lambda it: it.update(more=1), lambda it: it.pop(next(iter(it)))):
                kept = deepcopy(inner)
                change(inner)
                found = main.schema.fault(value, main.schema.FILES[name])
                inner.clear()
                inner.update(kept)
                tried += found is not None
                assert found is not None or change.__code__.co_names == ("pop", "next", "iter")
    assert tried > 30


def objects(value, depth=0):
    """One object of each kind: the first of each list, without what is free (content, facts,
    results)."""
    if isinstance(value, dict) and depth < 8:
        yield value
        for name, each in value.items():
            if name not in ("content", "facts", "result", "personal", "told"):
                yield from objects(each, depth + 1)
    elif isinstance(value, list) and value:
        yield from objects(value[0], depth + 1)


def test_the_fields_of_a_manifest_are_its_own(files):
    manifest = json.loads(files["manifest.json"])
    manifest["charter"] = True
    forged = dict(files, **{"manifest.json": json.dumps(manifest).encode()})
    assert [name for name, _, _ in main.problems(forged)[0]] == ["form"]
