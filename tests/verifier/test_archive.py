"""An honest archive holds; the program inside needs only Python."""

import ast
import json
import subprocess
import sys
from pathlib import Path

from sqlalchemy import text

from charter.charters.models import Charter
from charter.cli import recount, verify
from charter.database import db
from charter.export import actions
from charter.export import archive as archives
from charter.journal import checkpoints
from charter.verifier import main
from charter.votes.models import Vote
from charter.votes.reporting import results
from tests.verifier.assembly import first_charter
from tests.verifier.forging.archives import inside, listed, signed, unpacked


def test_it_holds_and_is_the_same_twice(site, archive, files, key):
    found, notes = main.problems(files, key)
    assert (found, [text for text, _ in notes]) == ([], [main.HIDDEN])
    assert actions.export(first_charter(), "zip") == archive


def test_every_vote_counts_to_the_same_again(site):
    closed = db.session.query(Vote).filter_by(stage="closed").all()
    assert len(closed) > 30
    assert all(results.recount(vote) == results.get(vote) for vote in closed)


def test_each_charter_has_an_archive_that_holds_and_proves_what_the_public_may_not_read(site, key):
    for charter in db.session.query(Charter):
        files = inside(actions.export(charter, "zip"))
        assert main.problems(files, key)[0] == []
        entries = json.loads(files["journal.json"])
        shown = {entry["charter"] for entry in entries if "entry" in entry and entry["seq"] > 1}
        assert shown == {1, 3, charter.id}
        assert any("entry" not in entry for entry in entries)


def test_open_votes_are_in_it_without_choices_and_prepared_ones_not_at_all(files):
    votes = json.loads(files["charter.json"])["votes"]
    assert {vote["stage"] for vote in votes} == {"open", "closed", "cancelled"}
    assert not [name for vote in votes if vote["stage"] != "closed" for name in ("ballots", "result") if name in vote]


def test_the_file_inside_needs_nothing_but_python(files, tmp_path):
    folder = unpacked(files, tmp_path / "archive")
    alone = [sys.executable, "-I", "-S", str(folder / "verify.py")]
    done = subprocess.run(
        [*alone, "--language", "fr"], capture_output=True, text=True, env={"PYTHONIOENCODING": "utf8"}
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "L’archive est cohérente." in done.stdout
    assert "les signatures n’ont pas été vérifiées" in done.stdout
    plain = subprocess.run([*alone, "--language", "fr"], capture_output=True, env={"PYTHONIOENCODING": "ascii"})
    assert (plain.returncode, plain.stderr) == (0, b"")
    strict = subprocess.run([*alone, "--require-signatures"], capture_output=True, text=True, env={})
    assert strict.returncode == 1
    (folder / "journal.json").write_bytes(b"[]")
    (folder / "manifest.json").write_bytes(listed({**files, "journal.json": b"[]"})["manifest.json"])
    changed = subprocess.run([*alone, "--language", "en"], capture_output=True, text=True, env={})
    assert changed.returncode == 1
    assert "cut: a checkpoint covers" in changed.stdout


def sources():
    """The modules of the program inside."""
    return {name: data.decode() for name, data in archives.programs().items() if name.endswith(".py")}


def test_the_program_inside_is_written_for_python_3_9():
    modules = [ast.parse(text, feature_version=(3, 9)) for text in sources().values()]
    assert len(modules) > 12
    names = {node.attr for module in modules for node in ast.walk(module) if isinstance(node, ast.Attribute)}
    assert not names & {"pairwise", "removesuffix", "bit_count", "batched"}


def test_the_program_inside_is_the_sources_of_the_verifier_as_they_are(files):
    folder = Path(main.__file__).parent
    for name, source in sources().items():
        place = folder / (name.removeprefix("verifier/") if "/" in name else "__main__.py")
        assert place.read_text(encoding="utf-8") == source == files[name].decode()
        assert not {"exec", "eval", "compile"} & called(ast.parse(source))


def called(tree):
    """The names of functions that a module calls by their names alone."""
    return {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}


def test_the_archive_runs_itself_and_checks_others(archive, files, site_key, tmp_path):
    """`python3 archive.zip`; and an archive that one trusts checks another that one does not."""
    honest, other = tmp_path / "honest.zip", tmp_path / "other.zip"
    honest.write_bytes(archive)
    liar = b"print('The archive holds.')"
    forged = listed(dict(files, **{"charter.json": b"{}", "__main__.py": liar, "verify.py": liar}))
    other.write_bytes(archives.zipped(forged))
    for arguments, code, last in (
        ([honest], 0, "The archive holds."),
        (["-I", honest], 0, "The archive holds."),
        (["-I", other], 0, "The archive holds."),
        (["-I", honest, other], 1, "form: charter.json is not as it should be at charter"),
        (["-I", Path(main.__file__).parent, honest], 0, "The archive holds."),
    ):
        done = subprocess.run([sys.executable, *map(str, arguments)], capture_output=True, text=True, env={})
        assert (done.returncode, done.stdout.splitlines()[-1], done.stderr) == (code, last, "")


def test_the_launcher_alone_says_that_the_rest_is_missing(files, tmp_path):
    alone = unpacked({"verify.py": files["verify.py"]}, tmp_path)
    done = subprocess.run([sys.executable, "-I", str(alone / "verify.py")], capture_output=True, text=True, env={})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{alone}/verifier does not hold all of the program: unpack the whole archive\n"


def test_an_archive_of_before_with_its_program_in_one_file_holds(files, site_key, key):
    old = {name: data for name, data in files.items() if not name.startswith("verifier/")}
    old["verify.py"] = b"# the modules of the verifier, put together" + b" " * 100_000
    found, notes = main.problems(signed(listed(old), site_key), key, own=archives.programs())
    assert found == []
    assert (main.OTHER_PROGRAM, {"names": "verify.py"}) in notes


def test_a_checkpoint_that_somebody_kept_is_borne_out(site, archive, tmp_path, capsys):
    file, note = tmp_path / "archive.zip", tmp_path / "kept.txt"
    file.write_bytes(archive)
    note.write_text(checkpoints.all_checkpoints()[2].note, encoding="utf-8")
    assert main.main([str(file), "--against", str(note), "--language", "en"]) == 0
    assert "--key" not in capsys.readouterr().out
    mailed = "Le vote est clos.\n\n" + note.read_text(encoding="utf-8") + "\nBien à vous"
    note.write_text("\r\n".join("> " + line for line in mailed.split("\n")), encoding="utf-8")
    assert main.main([str(file), "--against", str(note), "--language", "en"]) == 0
    note.write_text(checkpoints.all_checkpoints()[2].note, encoding="utf-8")
    lines = note.read_text(encoding="utf-8").split("\n")
    note.write_text("\n".join([lines[0], str(int(lines[1]) + 1), *lines[2:]]), encoding="utf-8")
    assert main.main([str(file), "--against", str(note), "--language", "fr"]) == 1
    assert "point de contrôle contredit" in capsys.readouterr().out


def test_a_checkpoint_that_somebody_kept_tells_who_else_has_signed(site, files):
    kept = checkpoints.all_checkpoints()[2].note
    note = main.signatures.OTHER_KEY
    assert [text for text, _ in main.problems(signed(files), kept=kept)[1]] == [main.HIDDEN, note]


def test_what_is_no_archive_is_said_to_be_none(archive, tmp_path, capsys):
    (tmp_path / "x.zip").write_bytes(b"PK, but no")
    (tmp_path / "cut.zip").write_bytes(archive[: len(archive) // 2])
    (tmp_path / "whole.zip").write_bytes(archive)
    for arguments in (["x.zip"], ["nowhere.zip"], ["cut.zip"], ["whole.zip", "--against", "x.zip"]):
        paths = [each if each.startswith("--") else str(tmp_path / each) for each in arguments]
        assert main.main([*paths, "--language", "en"]) == 1
        assert capsys.readouterr().out.splitlines()[-1].startswith("archive: ")


def test_the_key_is_taken_in_both_forms_in_which_it_is_published(site, files, key):
    assert main.problems(files, key=checkpoints.keys()[-1])[0] == []
    assert main.problems(files, key=key.upper())[0] == []


def test_the_commands_verify_and_recount(site, archive, tmp_path):
    (tmp_path / "archive.zip").write_bytes(archive)
    runner = site.test_cli_runner()
    assert runner.invoke(verify, [str(tmp_path / "archive.zip")]).exit_code == 0
    assert runner.invoke(verify, []).exit_code == 2
    done = runner.invoke(recount, ["1"])
    assert done.exit_code == 0, done.output
    assert "This is the stored result." in done.output
    db.session.execute(text("DROP TRIGGER guard_vote_ended"))
    vote = db.session.get(Vote, 1)
    vote.result = vote.result | {"outcome": "rejected"}
    db.session.commit()
    assert runner.invoke(recount, ["1"]).exit_code == 1
