"""Every route and every socket event of a charter, for each role of who takes part in it, in another
charter, or in none: on both databases. A new route or event is walked by itself, or fails here."""

import pytest

from charter.database import db
from charter.web.access import BY_ROLL, EVERYONE, PERMISSIONS, socket_events
from tests.collab.client import VERSIONS
from tests.conftest import Socket, public
from tests.web import two_charters, walk
from tests.web.two_charters import ELSEWHERE, HERE, NOWHERE, PEOPLE, SECRET, enter

OF_THE_SITE = ("site", "session", "account", "members", "delegations", "journal")
"""What the permissions of pages begin with that are of no charter."""
OUTSIDERS = [(role, where) for role, where in PEOPLE if where != HERE]
INSIDERS = [role for role, where in PEOPLE if where == HERE]
NO_PART, NO_ROLE = "You do not take part in this charter.", "Your role does not allow this."


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def site(request, demo_on, tmp_path_factory):
    app = demo_on(request.param, tmp_path_factory.mktemp(request.param))
    with app.app_context():
        yield app, two_charters.build()
        db.session.remove()
        db.engine.dispose()


def routes(app, usual):
    """Every route of a charter: its permission, its method, its path."""
    for rule, method in walk.routes(app):
        if {"slug", "vote_id"} & rule.arguments:
            yield app.view_functions[rule.endpoint].permission, method, walk.path(rule, usual)


def ask(browser, method, path, usual):
    sent = {"data": {"clauses": usual["clause_id"], "body": "Bonjour"}} if method == "POST" else {}
    return browser.open(path, method=method, **sent)


def test_each_route_names_the_charter_that_it_is_of(site):
    """By its slug or by a vote: what else stands in an address is looked for inside that charter."""
    for rule in site[0].url_map.iter_rules():
        is_of_none = rule.rule.startswith("/charters/new/")  # what one prepares is one's own until it is a charter
        if rule.arguments and not is_of_none and not {"slug", "vote_id"} & rule.arguments:
            assert site[0].view_functions[rule.endpoint].permission.split(".")[0] in OF_THE_SITE, rule


@pytest.mark.parametrize("who", OUTSIDERS, ids="-".join)
def test_who_takes_no_part_reads_what_the_public_reads_and_changes_nothing(site, who):
    app, second = site
    browser, visitor = enter(app, PEOPLE[who]), public(app)
    before = two_charters.everything()
    for usual in (second.usual, second.usual | {"vote_id": str(second.prepared)}):
        for permission, method, path in routes(app, usual):
            answer = ask(browser, method, path, usual)
            public_reads = method == "GET" and PERMISSIONS[permission] == EVERYONE
            expected = {visitor.get(path).status_code} if public_reads else {403, 404}
            assert permission in BY_ROLL or answer.status_code in expected, (method, path)
            assert SECRET.encode() not in answer.data, (method, path)
    assert two_charters.everything() == before


@pytest.mark.parametrize("who", [("delegate", ELSEWHERE), ("moderator", ELSEWHERE)], ids="-".join)
def test_nothing_of_one_charter_is_reached_by_the_address_of_another(site, who):
    app, second = site
    browser, before = enter(app, PEOPLE[who]), two_charters.everything()
    for _permission, method, path in routes(app, second.mixed):
        if any(f"/{name}/" in path for name in ("clauses", "sections", "threads", "comments", "votes")):
            answer = ask(browser, method, path, second.mixed)
            assert answer.status_code >= 300 or method == "GET", (method, path)
            assert SECRET.encode() not in answer.data, (method, path)
    assert two_charters.everything() == before


def events(second):
    """What is sent under the name of each event."""
    clause, zero = int(second.usual["clause_id"]), b"\0"
    return {
        "join": (*VERSIONS, clause, zero, "", []),
        "open": (clause,),
        "who": (clause,),
        "attribution": (clause, [[1, 0, 1]]),
        "update": (clause, 1, zero * 2),
        "cursor": (clause, None),
        "leave": (clause,),
        "unwatch": (f"clause:{clause}",),
        "watch": (f"vote:{second.prepared}",),
        "disconnect": (),
    }


@pytest.mark.parametrize("who", OUTSIDERS, ids="-".join)
def test_who_takes_no_part_is_refused_each_socket_event(site, who):
    app, second = site
    browser, sent = enter(app, PEOPLE[who]), events(second)
    assert sent.keys() == socket_events.permissions.keys()
    before, socket = two_charters.everything(), Socket(app, browser)
    answers = {name: socket.emit(name, *details) for name, details in sent.items()}
    for name in ("join", "attribution", "update", "watch", "open", "who"):
        assert "refused" in answers[name], name
    assert not answers["cursor"]
    assert two_charters.everything() == before


def test_the_secretary_is_everywhere_and_the_nobodies_nowhere(site):
    _, second = site
    hidden = f"/votes/{second.prepared}"
    statuses = {who: enter(site[0], mailbox).get(hidden).status_code for who, mailbox in PEOPLE.items()}
    assert {who for who, status in statuses.items() if status == 200} == {who for who in PEOPLE if who[1] == HERE}
    assert {who[1] for who, status in statuses.items() if status == 404} == {ELSEWHERE, NOWHERE}


@pytest.mark.parametrize("role", sorted(INSIDERS))
def test_who_takes_part_is_refused_for_their_role_alone(site, role):
    """Last, since what they may do is done."""
    app, second = site
    browser = enter(app, PEOPLE[role, HERE])
    for permission, method, path in routes(app, second.usual):
        answer = ask(browser, method, path, second.usual)
        assert NO_PART.encode() not in answer.data, (method, path)
        assert (NO_ROLE.encode() in answer.data) is (role not in PERMISSIONS[permission]), (method, path)
