"""What happens in one charter is not seen in another: two worlds that differ only in the second charter."""

import json
import re
import shutil
import zipfile
from io import BytesIO

import pytest
from sqlalchemy import select

from charter.accounts import actions as accounts
from charter.accounts import queries as directory
from charter.amendments import actions as amendments
from charter.amendments import support
from charter.amendments.suggestions import actions as suggestions
from charter.charters import assembly as assemblies
from charter.charters.assembly import Assembly, Place
from charter.charters.models import Charter
from charter.clauses import actions as clauses
from charter.comments import actions as comments
from charter.database import db
from charter.demo.actions import DOMAIN
from charter.journal.models import Entry
from charter.outbox.models import OutboxMail
from charter.votes import queries as votes
from charter.votes.ballots.recording import BallotPaper
from charter.votes.casting import online
from charter.votes.lifecycle import actions as opening
from charter.votes.lifecycle import closing
from charter.votes.models import Vote
from charter.votes.roll import attendance, eligibility
from tests.conftest import make_app, public
from tests.web import two_charters, walk
from tests.web.two_charters import HERE, PEOPLE, enter, member

OUTSIDERS = [mailbox for (_, where), mailbox in PEOPLE.items() if where != HERE]
OF_ITS_MODERATORS = {"choosing.assembly", "clauses.outline"}
"""Pages that say of a first charter that it has become one of two."""
TELLING_OF_A_SECOND = {"people.people", "journal.of_charter"}
"""Pages that say to everybody that the first charter no longer takes the whole directory."""
OF_THE_REQUEST = re.compile(rb'name="csrf_token" value="[^"]+"|give this number: \w+')
OF_THE_SITE = re.compile(rb'<a class="my-work".*?</a>|"site-menu">.*?</button>|Newest checkpoint: .*?</time>')
"""What a page says of all charters together: what waits for its reader, how long the journal is."""


@pytest.fixture(scope="module")
def worlds(template, tmp_path_factory):
    """Two folders with the same database: in one of them the second charter goes on."""
    quiet, busy = (tmp_path_factory.mktemp(name) for name in ("quiet", "busy"))
    shutil.copy(template / "demo.db", quiet / "charter.db")
    app = make_app(quiet)
    with app.app_context():
        second = two_charters.build()
        _close()
    for each in quiet.iterdir():
        if each.is_file():
            shutil.copy(each, busy / each.name)
    app = make_app(busy)
    with app.app_context():
        go_on(second)
        _close()
    return quiet, busy


def _close() -> None:
    db.session.remove()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.engine.dispose()


def go_on(second) -> None:
    """People, comments, votes, texts and the assembly of the second charter."""
    secretary, moderator = member("secretariat"), member("moderation")
    charter_id = db.session.scalar(select(Charter.id).where(Charter.slug == second.slug))
    evora = directory.association_named("Ville d’Évora")
    accounts.invite(f"autre-evora@{DOMAIN}", "Autre déléguée", "delegate", evora.id, by=secretary)
    comments.reply(int(second.usual["clause_id"]), int(second.usual["thread_id"]), "Encore", member("geneve"))
    vote = votes.get(int(second.usual["vote_id"]))
    online.cast(vote.id, BallotPaper(votes.text_digest(vote), {"for": 1}), member("namur"))
    closing.close(vote.id, moderator)
    present = assemblies.present(charter_id)
    more = Assembly(present.places | {Place(evora.id, evora.college_id, 7, 7)}, present.appointed)
    assemblies.set_assembly(charter_id, more, secretary)
    clauses.move_charter(charter_id, "amending", "Encore un tour", moderator)
    suggestions.withdraw(int(second.usual["clause_id"]), int(second.usual["suggestion_id"]), member("namur"))
    support.uncosign(charter_id, int(second.usual["amendment_id"]), member("geneve"))
    amendments.submit(int(second.usual["draft_id"]), 1, member("namur"))
    attendance.mark_present(charter_id, [member("namur").id], [], moderator)
    clauses.rename_clause(int(second.usual["clause_id"]), "Tout autre", secretary)


def answers(app, slug: str, browsers, but=OF_ITS_MODERATORS) -> dict[tuple[str, str], bytes]:
    """Every page of the first charter, and of its votes, for each of these browsers, `but` some."""
    charter = db.session.scalar(select(Charter).where(Charter.slug == slug))
    opened = list(db.session.scalars(select(Vote.id).where(Vote.charter_id == charter.id).order_by(Vote.id)))
    usual = {"slug": slug, "clause_id": "3", "number": "1", "section_id": "1"}
    found = {}
    for rule, method in walk.routes(app):
        if method == "GET" and {"slug", "vote_id"} & rule.arguments and rule.endpoint not in but:
            values = [{"vote_id": str(each)} for each in opened] if "vote_id" in rule.arguments else [{}]
            formats = ("html", "json") if "format_name" in rule.arguments else ("",)
            for path in {walk.path(rule, usual | one | {"format_name": each}) for one in values for each in formats}:
                found |= {(who, path): read(browser, path) for who, browser in browsers.items()}
    assert len(found) > 20 * len(browsers)
    return found


def read(browser, path: str) -> bytes:
    """An answer, without what is another in each request."""
    return OF_THE_SITE.sub(b"", OF_THE_REQUEST.sub(b"", browser.get(path).data))


def of_world(folder):
    app = make_app(folder)
    with app.app_context():
        browsers = {mailbox: enter(app, mailbox) for mailbox in OUTSIDERS} | {"": public(app)}
        slug = db.session.query(Charter).order_by(Charter.id).first().slug
        given = answers(app, slug, browsers)
        given |= {(who, "/"): read(browser, "/") for who, browser in browsers.items()}
        given |= {(who, "/my-votes"): read(browser, "/my-votes") for who, browser in browsers.items() if who}
        archive = zipfile.ZipFile(BytesIO(public(app).get(f"/charters/{slug}/export/zip").data))
        _close()
    return given, archive


def test_who_takes_no_part_in_the_second_charter_sees_nothing_of_what_happens_there(worlds):
    (quiet, quiet_archive), (busy, busy_archive) = (of_world(each) for each in worlds)
    assert quiet.keys() == busy.keys()
    assert [each for each in quiet if quiet[each] != busy[each] and each[1] != "/"] == []

    assert quiet_archive.read("charter.json") == busy_archive.read("charter.json")
    before, after = (json.loads(each.read("journal.json")) for each in (quiet_archive, busy_archive))
    assert len(before) < len(after)
    assert after[: len(before)] == before  # the journal is that of the site, and only goes on


def test_the_first_charter_is_the_same_before_and_after_a_second_one_of_sixty(app, charter):
    browsers = {each: enter(app, each) for each in ("namur", "quebec", "moderation", "mediation")} | {"": public(app)}
    slug, charter_id = charter.slug, charter.id
    for browser in browsers.values():
        browser.get("/help")  # which takes the greeting
    others = OF_ITS_MODERATORS | TELLING_OF_A_SECOND
    pages, roll = answers(app, slug, browsers, others), eligibility.delegates(charter_id)
    mails = set(db.session.execute(select(OutboxMail.kind, OutboxMail.subject_id, OutboxMail.member_id)))

    second = two_charters.build()
    sixty(db.session.scalar(select(Charter.id).where(Charter.slug == second.slug)))
    go_on(second)

    assert eligibility.delegates(charter_id) == roll
    after = answers(app, slug, browsers, others)
    assert [each for each in pages if pages[each] != after[each]] == []
    assert mails <= set(db.session.execute(select(OutboxMail.kind, OutboxMail.subject_id, OutboxMail.member_id)))
    of_the_first = select(Entry.verb).where(Entry.charter_id == charter_id).order_by(Entry.seq.desc())
    assert db.session.scalar(of_the_first) == "charter.assembly_set"
    recipients = _mailed_about_a_vote_of(charter_id)
    assert recipients <= {each.member_id for each in roll}


def sixty(charter_id: int) -> None:
    """Twenty associations with three delegates each, in the second charter alone."""
    secretary, places = member("secretariat"), set()
    for number in range(20):
        shown = {"name": f"Communauté {number}", "country": "France", "college": "Villes francophones"}
        association = accounts.save_association(None, secretary, **shown, seats=3, weight=1)
        places.add(Place(association.id, association.college_id, 3, 1))
        for one in range(3):
            name, mailbox = f"Personne {number} {one}", f"p{number}-{one}@{DOMAIN}"
            accounts.invite(mailbox, name, "delegate", association.id, by=secretary)
    present = assemblies.present(charter_id)
    assemblies.set_assembly(charter_id, Assembly(present.places | places, present.appointed), secretary)


def _mailed_about_a_vote_of(charter_id: int) -> set[int]:
    opened = db.session.scalar(select(Vote.id).where(Vote.charter_id == charter_id, Vote.stage == "open"))
    opening.remind(opened, member("moderation"))
    mailed = select(OutboxMail.member_id).where(OutboxMail.kind.like("vote.%"), OutboxMail.subject_id == opened)
    found = set(db.session.scalars(mailed))
    assert found
    return found
