"""Of two who change one charter, or who is in it, in the same instant, the second finds what the first one did: what
the journal says in order is what happened in order, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, local
from time import sleep

import pytest

from charter.accounts import actions as accounts
from charter.accounts import queries as account_queries
from charter.charters import actions as charters
from charter.charters.models import Charter
from charter.clauses import actions as clauses
from charter.clauses import arranging
from charter.clauses.models import Section
from charter.collab.publishing import actions as collab
from charter.core.errors import Refused
from charter.database import db, writing
from charter.directory import importing
from charter.directory import queries as directory
from charter.directory.planning.facts import NEW, Choices
from charter.export import actions as export
from charter.journal import actions as journal
from charter.notifications import mail
from charter.outbox import actions as outbox
from charter.verifier import main as verifier
from charter.votes.lifecycle import opening, preparing
from charter.votes.lifecycle.preparing import Settings
from charter.votes.roll import attendance, proxies
from tests.test_services import at_once
from tests.verifier.assembly import member
from tests.votes.ballots.test_crowd import QUESTION

WAIT = 0.2
"""Seconds for which the first one is held just before its decision is written down."""


@pytest.fixture
def in_turn(site, monkeypatch):
    """What each of two got who begin while the other one is about to write to the journal; a refusal is None."""
    app, _ = site
    mine, take_turns = local(), journal.take_turns
    began, done = Event(), Event()

    def held(*args):
        if getattr(mine, "is_first", False):
            mine.is_first = False
            began.set()
            done.wait(WAIT)
        return take_turns(*args)

    def run(work, is_first):
        with app.app_context():
            mine.is_first = is_first
            try:
                return work() or "done"
            except Refused:
                return None
            finally:
                (began if is_first else done).set()

    def second(work):
        began.wait()
        return run(work, is_first=False)

    def both(*works):
        db.session.rollback()
        began.clear()
        done.clear()
        with ThreadPoolExecutor(2) as threads:
            waiting = threads.submit(run, works[0], True), threads.submit(second, works[1])
            return [each.result() for each in waiting]

    monkeypatch.setattr(journal, "take_turns", held)
    return both


def test_who_is_there_and_who_votes_for_whom_at_an_opening_is_what_the_journal_says(in_turn, tmp_path):
    def open_one():
        vote_id = preparing.prepare(1, QUESTION, Settings(), member("moderation")).id
        return lambda: opening.open_vote(vote_id, member("moderation"))

    given = proxies.give(1, member("quebec").id, member("namur")).id
    for change in (
        lambda: attendance.mark_present(1, [member("kindia").id], [], member("moderation")),
        lambda: proxies.give(1, member("agadir").id, member("kindia")),
        lambda: proxies.revoke(given, member("namur")),
    ):
        in_turn(open_one(), change)
    _check_archive(tmp_path)


def test_the_outline_is_what_the_journal_says_whoever_else_changes_it(in_turn, tmp_path):
    moderator = lambda: member("moderation")  # noqa: E731
    empty = clauses.add_section(1, "Vide", moderator()).id
    [first, second, *_] = [each.id for each in db.session.query(Section).order_by(Section.position)]
    move = lambda: arranging.move_section(1, second, -1, moderator())  # noqa: E731
    create = lambda: collab.create_clause(1, first, "Neuf", moderator()) and "made"  # noqa: E731
    remove = lambda: clauses.remove_section(1, empty, moderator())  # noqa: E731
    assert in_turn(move, lambda: clauses.add_section(1, "Neuve", moderator()) and "made") == ["done", "made"]
    assert sorted(in_turn(create, create)) == ["made", "made"]
    assert in_turn(remove, remove) == ["done", None]
    _check_archive(tmp_path)


def test_of_two_secretaries_who_leave_at_once_one_stays(in_turn):
    accounts.change_role(member("moderation").id, "secretary", member("secretariat"))
    leave = [lambda who=who: accounts.change_role(member(who).id, "observer", member(who)) for who in _SECRETARIES]
    assert {*in_turn(*leave)} == {"done", None}
    assert sum(each.role == "secretary" for each in account_queries.members()) == 1
    if member("secretariat").role != "secretary":
        accounts.change_role(member("secretariat").id, "secretary", member("moderation"))
    if member("moderation").role != "moderator":
        accounts.change_role(member("moderation").id, "moderator", member("secretariat"))


_SECRETARIES = ("secretariat", "moderation")


def test_what_is_new_twice_is_made_once_or_under_two_names(in_turn):
    invite = lambda: accounts.invite("deux@clics.example", "D", "observer", None, None) and "made"  # noqa: E731
    assert {*in_turn(invite, invite)} == {"made", None}
    create = lambda: charters.create("Deux clics", "", "fr", member("moderation")).slug  # noqa: E731
    assert sorted(in_turn(create, create)) == ["deux-clics", "deux-clics-2"]


def test_two_tables_with_the_same_people_are_imported_one_after_the_other(in_turn):
    table = "Nom;Courriel;Association;Collège\nAnne;anne@course.example;Ville de Liège;Villes\n".encode()
    orders = []
    for number in (importing.begin(table), importing.begin(table)):
        importing.correct(number, Choices(associations={"ville de liege": NEW}))
        orders.append((number, importing.Confirmation(directory.preview(number).plan.digest)))

    confirm = [lambda each=each: importing.confirm(*each, by=member("secretariat")) and "done" for each in orders]
    assert {*in_turn(*confirm)} == {"done", None}  # the second preview no longer shows what would be done
    assert len(account_queries.mandates_of_address("anne@course.example")) == 1


def test_mails_are_asked_for_while_the_same_are_settled(site, monkeypatch):
    outbox.clear()
    outbox.put("ballot", 1, [1, 2])
    db.session.commit()
    claimed = sorted(outbox.claim(2), key=lambda letter: -letter.member_id)
    app, _ = site
    began, settle_sent = Event(), outbox._record_sent

    def settle_slowly(letter):
        settle_sent(letter)
        began.set()
        sleep(WAIT)

    def put():
        began.wait()
        with writing():
            outbox.put("ballot", 1, [1, 2])

    monkeypatch.setattr(outbox, "_record_sent", settle_slowly)
    at_once(app, [lambda: outbox.record_deliveries((letter, mail.SENT) for letter in claimed), put])
    assert len(outbox.claim(5)) == 2
    outbox.clear()


def _check_archive(tmp_path):
    db.session.rollback()
    path = tmp_path / "charter.zip"
    path.write_bytes(export.export(db.session.get_one(Charter, 1), "zip"))
    assert verifier.main([str(path)]) == 0
