import json
import os
import re
import resource
import socket
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from charter import cli, wsgi
from charter.accounts import queries
from charter.accounts.models import Member
from charter.database import db
from tests.support.services import free_port

SLUG = "charte-pour-une-societe-numerique-desirable"


@pytest.fixture
def run(app, tmp_path, monkeypatch):
    """Run a command on the database of the test."""
    monkeypatch.setenv("CHARTER_ENV", "development")
    monkeypatch.setenv("CHARTER_INSTANCE", str(tmp_path))
    return lambda *words: CliRunner().invoke(cli.group, words)


def test_a_link_is_printed_for_a_member(run, visitor):
    done = run("signin-link", "namur@forum.example")
    assert done.output.startswith("http://127.0.0.1:8000/sign-in/")
    assert visitor.post(done.output.strip().removeprefix("http://127.0.0.1:8000")).status_code == 303


def test_a_developer_finds_the_commands_of_flask(run):
    assert "/votes/<int:vote_id>" in run("routes").output
    assert run("shell", "--help").exit_code == 0


@pytest.mark.parametrize("name", ["html", "pdf", "json"])
def test_a_charter_is_written_to_a_file_as_the_page_gives_it(run, visitor, charter, tmp_path, name):
    target = tmp_path / f"out.{name}"
    assert run("export", charter.slug, "--format", name, "-o", str(target)).exit_code == 0
    assert target.read_bytes() == visitor.get(f"/charters/{charter.slug}/export/{name}").data
    if name == "json":
        assert json.loads(target.read_bytes())["charter"]["slug"] == charter.slug


def test_the_index_of_the_search_is_made_anew(run):
    assert re.fullmatch(r"Indexed: \d{2,} texts, .+\n", run("search", "rebuild").output)


@pytest.mark.empty
def test_the_first_secretary_is_invited(run, mailing):
    done = run("invite", "first@forum.example", "--name", "Secrétariat")
    assert done.exit_code == 0, done.output
    db.session.rollback()
    assert queries.by_email("first@forum.example").role == "secretary"


@pytest.fixture
def mailing(app, letterbox, monkeypatch):
    """The command line sends through a real mail server."""
    monkeypatch.setitem(app.config, "CHARTER", replace(app.config["CHARTER"], mail_url=letterbox.url))
    return letterbox


def test_an_invitation_is_mailed_and_another_one_to_who_has_lost_it(run, mailing):
    words = ("invite", "d@x.example", "--name", "D", "--role", "observer")
    first, second = run(*words), run(*words)
    assert (first.exit_code, second.exit_code, len(mailing.letters)) == (0, 0, 2)
    assert "has taken the mail" in first.output
    assert "is already a member" in second.output


@pytest.mark.parametrize(
    "reply, told", [("451 4.7.1 Greylisted", "tries it again"), ("550 Unknown", "not tried again")]
)
def test_an_invitation_that_was_not_sent_is_said_so_with_the_servers_words(run, mailing, reply, told):
    mailing.replies["*"] = reply
    done = run("invite", "d@x.example", "--name", "D", "--role", "observer")
    assert done.exit_code == 1
    assert reply in done.output
    assert told in done.output
    assert run("mail-test", "d@x.example").exit_code == 1


def test_mail_is_tested(run, mailing):
    assert run("mail-test", "ops@x.example").exit_code == 0
    assert [letter["To"] for letter in mailing.letters] == ["ops@x.example"]
    wrong = run("mail-test", "ops")
    assert (wrong.exit_code, wrong.output) == (1, "Error: 'ops' is not an e-mail address.\n")


def test_a_delegate_is_invited_for_an_association_that_exists(run):
    done = run("invite", "d@x.example", "--name", "D", "--role", "delegate", "--association", "Nowhere")
    assert done.exit_code == 1
    assert "no association named 'Nowhere'" in done.output


def test_the_demo_fills_only_an_empty_database(run):
    before = db.session.query(Member).count()
    done = run("demo")
    assert "not empty" in done.output
    assert db.session.query(Member).count() == before


@pytest.mark.empty
def test_serving_with_the_demo_fills_it_and_prints_a_link_for_each_persona(run, monkeypatch):
    started = []
    monkeypatch.setattr(cli.os, "execv", lambda *words: started.append(words))
    done = run("serve", "--demo")
    assert done.output.count("/sign-in/") == 5
    assert "gevent.monkey" in started[0][1]
    assert run("serve", "--demo").output.count("/sign-in/") == 5


def test_refusals_are_told_in_plain_words(app, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("CHARTER_ENV", "development")
    monkeypatch.setenv("CHARTER_INSTANCE", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["charter", "signin-link", "nobody@forum.example"])
    with pytest.raises(SystemExit, match="1"):
        cli.main()
    assert capsys.readouterr().err == "Error: Ce membre n’existe pas.\n"


@pytest.mark.parametrize(
    "words, told",
    [
        (("recount", "99999999999999999999"), "not in the range"),
        (("recount", "77777"), "scrutin"),
        (("recount", "one"), "not a valid integer"),
        (("export", "nowhere", "-f", "json", "-o", "-"), "charte"),
        (("export", SLUG, "-f", "html", "-o", "/nowhere/x"), "/nowhere/x: No such"),
        (("export", SLUG, "-f", "html", "-o", "/"), "directory"),
        (("copy-from", "foo"), "cannot be read as an address"),
        (("copy-from", "mysql://h/x"), "'mysql' is something else"),
        (("copy-from", "sqlite:////nowhere/charter.db"), "There is no file"),
        (("copy-from", "postgres://127.0.0.1:1/charter"), "refused"),
        (("copy-from", "sqlite:///pyproject.toml"), "not a database"),
        (("invite", "x", "--name", "\udcff"), "électronique"),
        (("signin-link", "\udcff@x.example"), "membre"),
        (("nothing",), "No such command"),
    ],
)
def test_a_mistake_is_answered_in_a_sentence_with_a_status(run, words, told):
    done = run(*words)
    assert done.exit_code in (1, 2)
    assert told in done.output
    assert isinstance(done.exception, SystemExit)  # no trace
    assert len(done.output.strip().split("\n")) <= 4


def test_a_backup_for_which_there_is_no_room_is_told_in_a_sentence_and_leaves_nothing(run, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        done = run("backup", str(folder / "today"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert done.exit_code == 1
    assert re.fullmatch(r"Error: SQLite refuses: .+\n", done.output)
    assert list(folder.iterdir()) == []


def test_help_and_version_need_no_setting_and_offer_what_operators_need(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    outside = CliRunner(env={"CHARTER_ENV": None})
    told = outside.invoke(cli.group, ["--help"])
    assert told.exit_code == 0
    assert set(re.findall(r"^  (\S+) ", told.output, re.MULTILINE)) == {*cli.group.commands, "--version", "--help"}
    assert set(cli.group.commands["db"].commands) == {"upgrade", "current"}
    project = tomllib.loads((Path(cli.__file__).parents[1] / "pyproject.toml").read_text())["project"]
    assert outside.invoke(cli.group, ["--version"]).output == f"Charter {project['version']}\n"
    assert outside.invoke(cli.group, ["serve", "--help"]).exit_code == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "change, status, told",
    [
        ({"CHARTER_TIMEZONE": "Europe/Nantes"}, 78, "CHARTER_TIMEZONE"),
        ({"CHARTER_INSTANCE": "/dev/null/x"}, 78, "CHARTER_INSTANCE"),
        ({"CHARTER_DATABASE_URL": "postgres://127.0.0.1:1/charter"}, 1, "refused"),
        ({}, 78, "charter db upgrade"),
    ],
)
def test_a_site_that_cannot_be_served_says_why_and_the_status_tells_whether_to_try_again(
    tmp_path, change, status, told
):
    settings = os.environ | {"CHARTER_ENV": "development", "CHARTER_INSTANCE": str(tmp_path)} | change
    done = subprocess.run([sys.executable, "-m", "charter.wsgi"], env=settings, capture_output=True, text=True)
    assert (done.returncode, "Traceback" in done.stderr) == (status, False), done.stderr
    assert told in done.stderr


def test_the_readme_names_every_command():
    named = re.findall(r"^\| `charter ([a-z-]+)", Path("README.md").read_text(), re.MULTILINE)
    assert set(named) == set(cli.group.commands)


def test_a_taken_port_or_a_foreign_address_is_said(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="Address already in use"):
        wsgi.check_port("127.0.0.1", taken.getsockname()[1])
    with pytest.raises(OSError, match="assign"):
        wsgi.check_port("192.0.2.1", 8000)
    wsgi.check_port("127.0.0.1", free_port())
