"""No page and no socket event may lack a permission; each permission is tried for each role."""

import pytest

from charter.core.errors import NotAllowed
from charter.extensions import socketio
from charter.web import access

EVERYONE = {"delegate", "moderator", "secretary", "observer", "public"}
MEMBERS = EVERYONE - {"public"}
TABLE = {
    "site.read": EVERYONE,
    "site.manage": {"secretary"},
    "session.start": EVERYONE,
    "account.manage": MEMBERS,
    "members.read": MEMBERS,
    "people.read": MEMBERS,
    "members.manage": {"secretary"},
    "delegations.seat": {"delegate", "secretary"},
    "charters.read": EVERYONE,
    "charters.manage": {"moderator", "secretary"},
    "rights.manage": {"secretary"},
    "assembly.manage": {"moderator", "secretary"},
    "clauses.read_live": MEMBERS,
    "clauses.edit": MEMBERS,
    "clauses.publish": {"moderator"},
    "comments.read": MEMBERS,
    "comments.write": MEMBERS,
    "votes.read": EVERYONE,
    "decisions.manage": {"moderator", "secretary"},
    "rounds.manage": {"moderator"},
    "amendments.read": EVERYONE,
    "amendments.write": MEMBERS,
    "amendments.cosign": MEMBERS,
    "amendments.decide": {"moderator"},
    "amendments.review": {"secretary"},
    "suggestions.read": MEMBERS,
    "suggestions.write": MEMBERS,
    "suggestions.decide": MEMBERS,
    "votes.manage": {"moderator"},
    "votes.cast": MEMBERS,
    "proxies.give": MEMBERS,
    "proxies.revoke": MEMBERS,
    "journal.read": EVERYONE,
    "export.read": EVERYONE,
}
MAILBOXES = {
    "delegate": "namur",
    "moderator": "moderation",
    "secretary": "secretariat",
    "observer": "mediation",
}


def test_every_page_names_a_permission_of_the_table(app):
    pages = app.view_functions
    unmarked = {name for name, page in pages.items() if getattr(page, "permission", None) not in access.PERMISSIONS}
    assert unmarked == set()


def test_every_socket_event_names_a_permission(app):
    registered = set(socketio.server.handlers["/"])
    assert registered == set(access.socket_events.permissions)
    assert set(access.socket_events.permissions.values()) <= set(access.PERMISSIONS)


def test_a_page_without_a_permission_stays_shut(app, visitor):
    app.add_url_rule("/unmarked", view_func=lambda: "secret", endpoint="unmarked")
    answer = visitor.get("/unmarked")
    assert answer.status_code == 403
    assert "secret" not in answer.text


def test_an_unknown_permission_is_an_error_at_import():
    with pytest.raises(LookupError):
        access.allows("no.such.permission")


def test_the_table_of_permissions_is_the_one_that_was_agreed():
    """Written out a second time, so that a change of rights is never a slip."""
    assert access.PERMISSIONS == TABLE


@pytest.mark.parametrize("role", [*access.ROLES, access.PUBLIC])
def test_a_permission_is_held_by_the_roles_of_the_table_alone(app, someone, role):
    with app.test_request_context():
        access.g.person = someone(MAILBOXES[role]) if role in MAILBOXES else None
        assert {each for each in TABLE if allows(each)} == {each for each in TABLE if role in TABLE[each]}


def allows(permission):
    try:
        access.require(permission)
    except NotAllowed:
        return False
    return True


CHAIR_ONLY = ["/charters/new", "{charter}/outline", "{charter}/description", "{charter}/text"]
CHAIR_ONLY += ["{charter}/assembly", "{charter}/settings", "{charter}/settings.json"]
SECRETARY_ONLY = ["{charter}/phases", "/associations/new", "/associations/1"]


@pytest.mark.parametrize("path", CHAIR_ONLY + SECRETARY_ONLY)
def test_delegates_observers_and_outsiders_do_not_enter_the_chairs_pages(charter, sign_in, visitor, path):
    address = path.format(charter=f"/charters/{charter.slug}")
    assert visitor.get(address).headers["Location"].startswith("/sign-in?next=")
    assert sign_in("namur").get(address).status_code == 403
    assert sign_in("mediation").get(address).status_code == 403
    assert sign_in("secretariat").get(address).status_code == 200
    assert sign_in("moderation").get(address).status_code == (403 if path in SECRETARY_ONLY else 200)


def test_a_role_changed_by_the_secretary_holds_at_the_next_request(app, sign_in, someone, charter):
    moderator = sign_in("moderation")
    outline = f"/charters/{charter.slug}/outline"
    assert moderator.get(outline).status_code == 200
    sign_in("secretariat").post(f"/members/{someone('moderation').id}/role", data={"role": "observer"})
    assert moderator.get(outline).status_code == 403


CHAIR_VERBS = [
    "{charter}/sections",
    "{charter}/sections/1/title",
    "{charter}/sections/1/down",
    "{charter}/sections/1/removal",
    "{charter}/sections/1/clauses",
    "{charter}/preamble",
    "{charter}/clauses",
    "{charter}/sections/1/place",
    "{charter}/clauses/3/place",
    "{charter}/outline/undoing",
    "{charter}/clauses/3/heading",
    "{charter}/clauses/3/up",
    "{charter}/clauses/3/removal",
    "{charter}/clauses/3/return",
    "{charter}/clauses/3/versions",
    "{charter}/clauses/3/votes",
    "{charter}/stage",
    "{charter}/description",
    "{charter}/phases",
    "/charters/new",
    "/charters/new/text",
    "/charters/new/text/1",
    "/charters/new/text/1/creation",
    "/charters/new/text/1/removal",
    "{charter}/assembly",
    "{charter}/settings",
    "{charter}/settings/import",
    "{charter}/text",
    "{charter}/text/1",
    "{charter}/text/1/creation",
    "{charter}/text/1/removal",
    "/members",
    "/members/5",
    "/members/selection",
    "/members/imports",
    "/members/5/role",
    "/members/5/suspension",
    "{charter}/decisions/new",
    "{charter}/decisions/usual",
    "{charter}/decisions/models/ordinary",
    "{charter}/decisions/models/ordinary/removal",
    "/members/5/reinstatement",
    "/associations/new",
    "/associations/1",
]


@pytest.mark.parametrize("mailbox", [None, "namur", "mediation"])
def test_delegates_observers_and_outsiders_do_none_of_the_chairs_verbs(charter, sign_in, visitor, mailbox):
    browser = sign_in(mailbox) if mailbox else visitor
    addresses = [path.format(charter=f"/charters/{charter.slug}") for path in CHAIR_VERBS]
    sent = {"title": "x", "heading": "x", "reason": "x", "role": "observer"}
    answers = {each: browser.post(each, data=sent).status_code for each in addresses}
    assert answers == dict.fromkeys(addresses, 403)


def test_every_verb_of_the_journal_has_words_for_people(app):
    from pathlib import Path
    from re import findall

    from charter.web.rendering.labels import VERB_NAMES

    code = "".join(file.read_text() for file in Path("charter").rglob("*.py") if file.parent.name != "web")
    written = set(
        findall(r'(?:\b_?record\(|journal\.append\(connection,|BEGUN =)\s*"([a-z_.]+)"|"(thread\.re[a-z]+)"', code)
    )
    written = {one or other for one, other in written}
    assert written == set(VERB_NAMES)
