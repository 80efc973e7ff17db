"""An honest archive holds, wherever it is checked; the file inside needs only Python."""

import io
import subprocess
import sys
import zipfile

import pytest
from sqlalchemy import text

from charter.database import db
from charter.export import actions
from charter.journal import checkpoints
from charter.verifier import main
from charter.votes import results
from charter.votes.models import Vote
from tests.verifier.assembly import decide_everything


@pytest.fixture
def archive(app, charter):
    decide_everything()
    return actions.export(charter, "zip")


def inside(data):
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_it_holds_and_is_the_same_twice(archive, charter):
    assert main.problems(inside(archive), checkpoints.signing_key().public_key().public_bytes_raw().hex()) == ([], [])
    assert actions.export(charter, "zip") == archive


def test_every_vote_counts_to_the_same_again(archive):
    closed = db.session.query(Vote).filter_by(stage="closed").all()
    assert len(closed) > 20
    assert all(results.recount(vote) == results.get(vote) for vote in closed)


def test_the_file_inside_needs_nothing_but_python(archive, tmp_path):
    folder = tmp_path / "archive"
    folder.mkdir()
    for name, data in inside(archive).items():
        (folder / name).write_bytes(data)
    alone = [sys.executable, "-I", "-S", str(folder / "verify.py")]
    done = subprocess.run(
        [*alone, "--language", "fr"], capture_output=True, text=True, env={"PYTHONIOENCODING": "utf8"}
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "L’archive est cohérente." in done.stdout
    assert "cryptography" in done.stdout
    strict = subprocess.run([*alone, "--require-signatures"], capture_output=True, text=True, env={})
    assert strict.returncode == 1
    (folder / "journal.json").write_bytes(b"[]")
    changed = subprocess.run([*alone, "--language", "en"], capture_output=True, text=True, env={})
    assert changed.returncode == 1
    assert "cut: a checkpoint covers" in changed.stdout


def test_a_checkpoint_that_somebody_kept_is_borne_out(archive, tmp_path, capsys):
    file, note = tmp_path / "archive.zip", tmp_path / "kept.txt"
    file.write_bytes(archive)
    note.write_text(checkpoints.every()[2].note, encoding="utf-8")
    assert main.main([str(file), "--against", str(note)]) == 0
    lines = note.read_text(encoding="utf-8").split("\n")
    note.write_text("\n".join([lines[0], str(int(lines[1]) + 1), *lines[2:]]), encoding="utf-8")
    assert main.main([str(file), "--against", str(note), "--language", "fr"]) == 1
    assert "point de contrôle contredit" in capsys.readouterr().out


def test_a_file_that_is_no_archive_is_said_to_be_none(tmp_path, capsys):
    (tmp_path / "x.zip").write_bytes(b"PK, but no")
    assert main.main([str(tmp_path / "x.zip")]) == 1
    assert main.main([str(tmp_path / "nowhere.zip")]) == 1
    assert "archive:" in capsys.readouterr().out


def test_the_commands_verify_and_recount(archive, app, tmp_path):
    (tmp_path / "archive.zip").write_bytes(archive)
    runner = app.test_cli_runner()
    from charter.cli import recount, verify

    assert runner.invoke(verify, [str(tmp_path / "archive.zip")]).exit_code == 0
    done = runner.invoke(recount, ["1"])
    assert done.exit_code == 0, done.output
    assert "This is the stored result." in done.output
    db.session.execute(text("DROP TRIGGER vote_no_second_end"))
    vote = db.session.get(Vote, 1)
    vote.result = vote.result | {"outcome": "rejected"}
    db.session.commit()
    assert runner.invoke(recount, ["1"]).exit_code == 1
