"""The `charter` command."""

import os
import sys
from pathlib import Path

import click
import flask_migrate
from flask import current_app
from flask.cli import routes_command, shell_command

from charter import HOME, backup, checking, copying, reloading
from charter.accounts import actions as accounts
from charter.accounts import queries as account_queries
from charter.accounts import rules as account_rules
from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.collab.recovery import repair as repairs
from charter.commands import Commands
from charter.config import VERSION, Settings
from charter.demo import actions as demo
from charter.demo.large import actions as large_demo
from charter.export import actions as exports
from charter.export import archive
from charter.export.formats import FORMATS
from charter.notifications import mail, sending, sign_in_mails
from charter.outbox.actions import Delivery
from charter.search import indexing
from charter.verifier import main as verifier
from charter.votes import queries as votes
from charter.votes.reporting import results
from charter.votes.reporting.result_sentences import arithmetic
from charter.web.access import ROLES
from charter.web.input.parsing import MAX_ROW_ID

group = Commands(name="charter")
click.version_option(VERSION, message="Charter %(version)s")(group)
for command in (shell_command, routes_command):  # Flask's `run` would serve without gevent and without our loops
    group.add_command(command)


def main() -> None:
    """Run the command; wrong settings and refusals are printed as plain sentences."""
    group.main(prog_name="charter")


@group.group("db")
def database_commands() -> None:
    """The database."""


@database_commands.command()
def upgrade() -> None:
    """Bring the database to what this release needs."""
    _migrate()


@database_commands.command()
def current() -> None:
    """Say where the database stands."""
    flask_migrate.current()


@group.command()
@click.option("--demo", "with_demo", is_flag=True, help="Migrate, load the demo charter if empty, print sign-in links.")
@click.option("--reload", "with_reload", is_flag=True, help="Start again whenever the code changes.")
def serve(with_demo: bool, with_reload: bool) -> None:
    """Serve the site. HOST and PORT say where."""
    if with_demo:
        _prepare()
    # gevent must patch the standard library before anything else is imported: so a fresh
    # interpreter, in our place
    command = [sys.executable, "-m", "gevent.monkey", "--module", "charter.wsgi"]
    if with_reload:
        reloading.serve(command, HOME)
    else:
        os.execv(sys.executable, command)  # noqa: S606


def _migrate() -> None:
    flask_migrate.upgrade()
    _print_repaired(repairs.check_new())
    indexing.index_all()


@group.command()
@click.argument("clause_id", type=click.IntRange(1, MAX_ROW_ID), required=False)
def repair(clause_id: int | None) -> None:
    """Set aside the edits with which a clause (or any) cannot be read, and say whose they are."""
    repaired = repairs.repair(clauses.get(clause_id).id) if clause_id else repairs.check_all()
    _print_repaired(repaired)
    if not repaired:
        click.echo("Every edit can be read: nothing was changed.")


def _print_repaired(repaired: list[repairs.Repaired]) -> None:
    for edit, why in repaired:
        author = account_queries.get(edit.member_id).label if edit.member_id else "the site"
        clause = clauses.get(edit.clause_id)
        click.echo(
            f"Clause {clause.id} “{clause.heading}”: edit {edit.seq} of {edit.at:%Y-%m-%d %H:%M} UTC by {author}"
        )
        click.echo(f"  {why}; it is set aside, and stays in the log.")


def _prepare() -> None:
    _migrate()
    if demo.is_empty():
        click.echo("Loading the demo charter…")
        demo.load_whole()

    minutes = account_rules.whole_minutes(account_rules.LINK_LIFE)
    click.echo(
        f"\nSign in as (each link works once, for {minutes} minutes; `charter signin-link ADDRESS` makes another):"
    )

    for persona, email in demo.PERSONAS.items():
        if account_queries.by_email(email):
            click.echo(f"  {persona:<20} {sign_in_mails.address(accounts.make_link(email))}")

    click.echo("")


@group.command("demo")
@click.option(
    "--large", "is_large", is_flag=True, help="600 delegates, 101 clauses, 320 threads, 62 votes, 300 amendments."
)
def load_demo(is_large: bool) -> None:
    """Load the demo charter into an empty database."""
    if not demo.is_empty():
        raise click.ClickException("The database is not empty; nothing was changed.")
    click.echo(f"Loaded: /charters/{(large_demo.load() if is_large else demo.load_whole()).slug}")


@group.group("search")
def search_commands() -> None:
    """The index of the search."""


@search_commands.command("rebuild")
def rebuild_search() -> None:
    """Make the index of the search anew; people search meanwhile, and may miss something."""
    click.echo(f"Indexed: {indexing.rebuild()} texts, comments, votes, entries and people.")


@group.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def back_up(file: Path) -> None:
    """Write the whole site to a new file, also while people write. Works with both databases."""
    size = backup.backup(file)
    click.echo(f"Written: {file}, {size / 1e6:.1f} MB. Keep the settings beside it: its keys are not in it.")


@group.command("restore")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def restore_from(file: Path) -> None:
    """Fill an empty database, SQLite or PostgreSQL, from a backup, and look whether everything
    holds."""
    click.echo(
        f"Restored: {backup.restore(file)} rows. The keys come from the settings: use those of the backup's site."
    )
    indexing.rebuild()
    _print_findings()


@group.command("check")
def check_site() -> None:
    """Look at settings, database, record, disk and mail. Exit status 1 if anything is wrong."""
    _print_findings()


def _print_findings() -> None:
    wrong = 0
    for finding in checking.check():
        wrong += not finding.holds
        click.echo(("ok     " if finding.holds else "WRONG  ") + finding.sentence)
    if wrong:
        raise click.ClickException(f"{wrong} of these need somebody.")


@group.command("copy-from")
@click.argument("address")
def copy_from(address: str) -> None:
    """Fill this empty database with everything of another, such as
    sqlite:////var/lib/charter/charter.db."""
    click.echo(f"Copied: {copying.copy_all(address)} rows")
    indexing.rebuild()


@group.command()
@click.argument("email")
@click.option("--name", required=True, help="The name shown.")
@click.option("--role", type=click.Choice(ROLES), default="secretary", show_default=True)
@click.option("--association", help="The association they speak for, by its exact name.")
def invite(email: str, name: str, role: str, association: str | None) -> None:
    """Invite somebody, such as the first secretary, and mail them a link; a member gets another
    one. Exit status 1 unless the mail server has taken the mail."""
    found = account_queries.association_named(association) if association else None
    if association and found is None:
        raise click.ClickException(f"There is no association named {association!r}.")

    known = account_queries.by_email(email)
    if known:
        member = accounts.invite_again(known.id)
        click.echo(f"{member.label} <{member.email}> is already a member; another invitation is mailed.")
    else:
        member = accounts.invite(email, name, role, found.id if found else None, by=None)
        click.echo(f"Invited: {member.label} <{member.email}>")

    _print_delivery(sending.send_to(member.id))


def _print_delivery(delivery: Delivery | None) -> None:
    """Print the delivery of a mail; exit status 1 unless it was accepted."""
    if delivery is None or delivery.how == "untried":
        raise click.ClickException("The mail waits in the outbox: a serving process sends it.")
    if delivery.how == "refused":
        raise click.ClickException(f"The mail was not sent, and is not tried again: {delivery.reply}")
    if delivery.how == "later":
        raise click.ClickException(f"The mail was not sent yet: {delivery.reply}. A serving process tries it again.")
    click.echo("The mail server has taken the mail.")


@group.command("mail-test")
@click.argument("email")
def mail_test(email: str) -> None:
    """Send a mail to an address, now, and say what the mail server answers. Exit status 1 unless it
    takes it."""
    settings: Settings = current_app.config["CHARTER"]
    try:
        test = mail.message(settings, account_rules.address(email), "Charter", "Charter can send mail.\n")
    except ValueError:
        raise click.ClickException(f"{email!r} is not an e-mail address.") from None

    [delivery] = mail.send_all(settings, [test])
    if delivery.how != "sent":
        raise click.ClickException(f"The mail was not sent: {delivery.reply}")

    click.echo("The mail server has taken the mail.")


@group.command("signin-link")
@click.argument("email")
def signin_link(email: str) -> None:
    """Print a sign-in link for a member."""
    click.echo(sign_in_mails.address(accounts.make_link(email)))


@group.command("export")
@click.argument("slug")
@click.option("--format", "-f", "format_name", type=click.Choice(sorted(FORMATS)), required=True)
@click.option("--output", "-o", type=click.Path(dir_okay=False, writable=True, allow_dash=True), required=True)
def export_charter(slug: str, format_name: str, output: str) -> None:
    """Write a charter to a file, or to the standard output: -o -"""
    written = exports.export(charters.by_slug(slug, reader="the command line"), format_name)
    with click.open_file(output, "wb") as file:
        file.write(written)
    if output != "-":
        click.echo(f"Written: {output}")


@group.command(with_appcontext=False, context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, required=True, type=click.UNPROCESSED)
def verify(arguments: tuple[str, ...]) -> None:
    """Check an archive: charter verify FILE [--against CHECKPOINT] [--key HEX]. Exit status 1 if
    anything is wrong."""
    sys.exit(verifier.main(list(arguments), own=archive.programs()))  # type: ignore[no-untyped-call]


@group.command()
@click.argument("vote_id", type=click.IntRange(1, MAX_ROW_ID))
def recount(vote_id: int) -> None:
    """Count a closed vote again from its stored roll and ballots. Exit status 1 if the result is
    another."""
    vote = votes.get(vote_id)
    click.echo(arithmetic(results.recount(vote), vote.rule))
    if not results.is_confirmed(vote):
        sys.exit("This is not the stored result.")
    click.echo("This is the stored result.")


if __name__ == "__main__":
    main()
