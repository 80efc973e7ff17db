"""Several servers at once, on either database: whoever comes first is whole, another is refused or follows."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from threading import Barrier, Thread

import pytest
from pycrdt import Doc

from charter import create_app
from charter.accounts.models import Member
from charter.clauses.models import Clause
from charter.clauses.versions import published
from charter.collab.extension import collab
from charter.collab.incorporation import actions
from charter.collab.incorporation.actions import ServerEditor
from charter.collab.incorporation.wording import Authored
from charter.collab.storage import client_ids, live_text, update_log
from charter.collab.storage.authored_edits import may_decide
from charter.collab.sync.server_edits import ServerEdit
from charter.collab.ydoc import patch, to_prosemirror
from charter.config import Settings
from charter.content.merge.atoms import flatten
from charter.content.merge.differing import diff
from charter.content.merge.text import Text, normal
from charter.core.errors import Refused
from charter.database import db
from charter.history import actions as history
from charter.history import present_text
from charter.journal import actions as journal
from charter.votes.lifecycle import actions as votes
from tests.conftest import TEST_SETTINGS

HEADING = "Le droit à un accueil humain"


@pytest.fixture(params=["sqlite", "postgresql"])
def apps(request, demo_on, tmp_path):
    """Call it for so many servers on one database, each of which flushes."""
    first = demo_on(request.param, tmp_path / "instance")
    address = first.config["SQLALCHEMY_DATABASE_URI"] if request.param == "postgresql" else ""
    same = Settings(environment="development", instance=str(tmp_path / "instance"), database_url=address)
    servers = []

    def serve(count):
        while len(servers) < count:
            servers.append(create_app(same, **TEST_SETTINGS) if servers else first)
            running.enter_context(flushing(servers[-1]))
        return servers

    with ExitStack() as running, first.app_context():
        yield serve
        db.session.remove()
        for app in servers:
            with app.app_context():
                db.engine.dispose()


@pytest.fixture
def app(apps):
    return apps(1)[0]


@contextmanager
def flushing(app):
    loop = app.extensions["collab"].flush_loop._loop
    thread = Thread(target=loop.run)
    thread.start()
    yield
    loop.stop()
    thread.join()


def at_once(apps, *works):
    """Do all of it, each on a server of its own, once all are ready to write; what each answers, or its refusal."""
    barrier = Barrier(len(works))

    def act(app, work):
        loop = app.extensions["collab"].flush_loop
        queue = loop.submit
        loop.submit = lambda update: (barrier.wait(10), queue(update))
        with app.app_context():
            try:
                return work(barrier)
            except Refused as no:
                return no
            finally:
                loop.submit = queue

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(act, apps(len(works)), works))


def clause():
    return db.session.query(Clause).filter_by(heading=HEADING).one()


def base():
    return normal(Text(HEADING, live_text.committed_text(clause().id).content))


def with_line(text, words):
    line = {"type": "paragraph", "content": [{"type": "text", "text": words}]}
    return text._replace(content=text.content | {"content": [*text.content["content"], line]})


def incorporating(someone, words):
    """Somebody of the chair puts one more line into the text, with its entry in the journal."""
    author, chair, text, clause_id = someone("namur"), someone("moderation"), base(), clause().id
    editor = ServerEditor.of(chair, None, "en")
    authored = Authored(diff(flatten(text), flatten(with_line(text, words))), author.id, author.association_id, words)
    signed = journal.ActorSnapshot(chair.id, chair.label)

    def decide(connection, _done):
        journal.append(connection, "clause.published", f"clause:{clause_id}", signed)

    return lambda _barrier: actions.incorporate(clause_id, text, [authored], editor, may_decide, decide)


def typing(someone, words):
    """A delegate types one more line."""
    clause_id, member = clause().id, someone("geneve")
    member_id, client = member.id, client_ids.deterministic(words)
    mine = Doc(client_id=client)
    for _, blob in update_log.load(clause_id)[0]:
        mine.apply_update(blob)
    blob = patch.update(mine, with_line(base(), words).content)
    edit = ServerEdit(clause_id, blob, client, member_id, None, "en", lambda _connection: None)
    return lambda _barrier: collab.submit_edit(edit)


def opening(someone):
    """A moderator opens a vote on the clause."""
    clause_id, by = clause().id, someone("moderation").id

    def act(barrier):
        barrier.wait(10)
        return votes.put_to_vote(clause_id, db.session.get(Member, by))

    return act


def live():
    db.session.rollback()
    return to_prosemirror.plain(live_text.committed_text(clause().id).content).splitlines()


def test_of_two_incorporations_one_is_made(apps, someone):
    before = live()
    answers = at_once(apps, incorporating(someone, "Une ligne."), incorporating(someone, "Une autre."))
    [refused] = [each for each in answers if isinstance(each, Refused)]
    said = "Une autre." if refused is answers[0] else "Une ligne."
    assert live() == [*before, said]


def test_what_somebody_types_stays_whole_beside_an_incorporation(apps, someone):
    before = live()
    made, typed = at_once(apps, incorporating(someone, "Une ligne."), typing(someone, "Frappé."))
    assert not isinstance(typed, Refused)
    added = {"Frappé."} if isinstance(made, Refused) else {"Frappé.", "Une ligne."}
    assert sorted(live()) == sorted([*before, *added])


def test_a_vote_is_about_the_text_with_the_incorporation_or_without_it(apps, someone):
    before = live()
    made, opened = at_once(apps, incorporating(someone, "Une ligne."), opening(someone))
    assert not isinstance(opened, Refused)
    assert live() == ([*before] if isinstance(made, Refused) else [*before, "Une ligne."])
    assert published.newest(clause().id).content == base().content


def restoring(someone):
    """A delegate brings the clause back to its first version."""
    clause_id, by = clause().id, someone("montreal").id
    shown = present_text.present(clause_id)

    def act(_barrier):
        first = published.all_versions(clause_id)[-1]
        return history.restore(clause_id, first, shown, db.session.get(Member, by), None)

    return act


def test_of_five_acts_at_once_each_is_whole_or_refused_and_the_vote_is_about_what_they_left(apps, someone):
    typing(someone, "Avant.")(None)
    works = [incorporating(someone, words) for words in ("Une ligne.", "Une autre.")]
    works += [typing(someone, "Frappé."), restoring(someone), opening(someone)]
    *incorporated, typed, restored, opened = at_once(apps, *works)
    assert not isinstance(opened, Refused)

    lines = live()
    made = [words for words, answer in zip(("Une ligne.", "Une autre."), incorporated, strict=True) if not no(answer)]
    assert len(made) <= 1
    assert [words for words in ("Une ligne.", "Une autre.") if words in lines] == made
    assert ("Frappé." in lines) is not no(typed)
    assert ("Avant." in lines) is no(restored)
    assert published.newest(clause().id).content == base().content


def no(answer):
    return isinstance(answer, Refused)
