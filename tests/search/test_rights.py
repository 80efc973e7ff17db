"""Nobody finds, or sees counted, what they may not read: with it and without it, an answer is the same bytes."""

import re
from datetime import timedelta

import pytest
import time_machine

from charter.accounts import actions as accounts
from charter.charters import actions as charters
from charter.charters import assembly as assemblies
from charter.charters.assembly import Assembly
from charter.clauses import actions as clauses
from charter.collab.publishing import actions as publishing
from charter.collab.ydoc import from_prosemirror
from charter.comments import actions as comments
from charter.core import clock
from charter.search import indexing
from charter.votes import queries as votes
from charter.votes.lifecycle import preparing
from tests.collab.client import Writer, flush
from tests.search.test_finding import counts, search
from tests.web import two_charters
from tests.web.two_charters import enter, member

SECRET = "Zinzolin numérique eau article vote un bien guichet namur comment journal"
WORDS = ("zinzolin", "numérique", '"un bien"', "journ")
OF_THE_REQUEST = re.compile(r'name="csrf_token" value="[^"]+"')


def seen(app, mailbox: str) -> dict[str, str]:
    browser = enter(app, mailbox) if mailbox else app.test_client()
    browser.set_cookie("language", "en")
    return {words: OF_THE_REQUEST.sub("", search(browser, words)) for words in WORDS}


@pytest.fixture
def second(app):
    return two_charters.build()


@pytest.fixture
def charter_id(second) -> int:
    """The second charter."""
    return votes.get(int(second.usual["vote_id"])).charter_id


@pytest.fixture
def write_secrets(second, charter_id):
    """Write what only those who take part in the second charter may read, in the words of everything else."""

    def write() -> None:
        comments.start_thread(int(second.usual["clause_id"]), SECRET, member("namur"))
        subject = preparing.Subject("question", heading=SECRET, question=SECRET)
        preparing.prepare(charter_id, subject, preparing.Settings(), member("moderation"))

    return write


def test_what_one_may_not_read_changes_no_byte_of_an_answer(app, write_secrets):
    secretary = member("secretariat")
    hidden = charters.create("Charte cachée", "", "fr", secretary, Assembly())
    before = {each: seen(app, each) for each in ("", "quebec", "evora", "moderation-nulle", "observation-premiere")}

    write_secrets()
    section = clauses.add_section(hidden.id, SECRET, secretary).id
    publishing.create_clause(hidden.id, section, SECRET, secretary, from_prosemirror.paragraphs(SECRET))

    for each, answers in before.items():
        assert seen(app, each) == answers, each
    found = counts(seen(app, "namur")["zinzolin"]).keys() - {"My work"}
    assert found == {"Everything", "Comments", "Votes", "Journal"}
    assert {"Charters", "Published articles"} <= counts(seen(app, "secretariat")["zinzolin"]).keys()


def test_words_of_a_draft_are_found_by_who_takes_part_once_it_is_idle(app, socket, clause, second):
    outsiders = {each: seen(app, each) for each in ("", "evora")}
    Writer(socket("namur"), clause.id).type(f" {SECRET}")
    flush()
    indexing.keep_up()
    assert "Texts being drafted" not in counts(seen(app, "quebec")["zinzolin"])
    with time_machine.travel(clock.now() + timedelta(seconds=10)):
        indexing.keep_up()
    assert "Texts being drafted" in counts(seen(app, "quebec")["zinzolin"])
    for each, answers in outsiders.items():
        assert seen(app, each) == answers, each
    publishing.publish(clause.id, "", member("moderation"))
    found = counts(seen(app, "quebec")["zinzolin"])
    assert "Texts being drafted" not in found
    assert found["Published articles"] == counts(seen(app, "")["zinzolin"])["Published articles"] == 1


def test_who_is_suspended_finds_what_the_public_finds(app, write_secrets):
    write_secrets()
    browser = enter(app, "namur")
    assert "Comments" in counts(search(browser, "zinzolin"))
    accounts.suspend(member("namur").id, by=member("secretariat"))
    assert "Nothing you may read" in search(browser, "zinzolin")
    assert "People" not in counts(search(browser, "namur"))


def test_who_leaves_an_assembly_finds_nothing_of_it_any_more(app, write_secrets, charter_id):
    write_secrets()
    browser = enter(app, "namur")
    assert "Comments" in counts(search(browser, "zinzolin"))
    present = assemblies.present(charter_id)
    left = frozenset(each for each in present.places if each.association_id != member("namur").association_id)
    assemblies.set_assembly(charter_id, Assembly(left, present.appointed), member("secretariat"))
    assert "Nothing you may read" in search(browser, "zinzolin")
