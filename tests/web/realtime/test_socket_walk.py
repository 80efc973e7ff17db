"""No message of a browser fails, whatever it holds: each is answered, or passed over, in words."""

import logging

import pytest

from charter.content import schema
from charter.extensions import socketio
from charter.web import access, failure_log
from tests.collab.client import VERSIONS
from tests.conftest import Socket, public

ODD = [
    *(None, True, -1, 0, 2**31, 2**63, 2**64 - 1, 1.5, float("inf"), float("nan")),
    *("", "\0", "a\ud800b", "٣", "9" * 5000, "clause:1\n", "clause:99999999999", "<img src=x onerror=alert(1)>"),
    *(
        b"",
        b"\0" * 9,
        b"\xff" * 9,
        "x" * 300_000,
        [],
        {},
        [[]],
        {"a": {"b": [None]}},
        [1] * 5000,
        [[1, 2]],
        [["x", None, {}]],
    ),
]
USUAL = {
    "join": [*VERSIONS, 3, b"\0", "", []],
    "open": [3, b"\0", schema.VERSION, "", []],
    "update": [3, 1, b"\0\0"],
    "cursor": [3, None],
    "attribution": [3, [[1, 0, 1]]],
    "who": [3, [[1, 0, 1]]],
    "leave": [3],
    "watch": ["clause:3"],
    "unwatch": ["clause:3"],
}


def deep(levels: int) -> list:
    nested: list = []
    for _ in range(levels):
        nested = [nested]
    return nested


def test_every_event_is_walked(app):
    assert set(USUAL) | {"disconnect"} == set(access.socket_events.permissions)


@pytest.mark.parametrize("mailbox", ["namur", ""])
@pytest.mark.parametrize("name", sorted(USUAL))
def test_no_odd_message_fails(app, socket, name, mailbox):
    line = socket(mailbox) if mailbox else Socket(app, public(app))
    usual = USUAL[name]
    line.emit("join", *USUAL["join"])
    messages = [usual[:place] + [odd] + usual[place + 1 :] for place in range(len(usual)) for odd in [*ODD, deep(200)]]
    messages += [usual[:count] for count in range(len(usual))] + [[*usual, "more", 1], [odd for odd in ODD]]
    for message in messages:
        answer = line.emit(name, *message) or {}  # nothing, in a list, where nothing is to be said
        assert isinstance(answer, dict), message
        assert all(isinstance(each, str) for each in answer.get("refused", [])), message
    assert socketio.server.manager.rooms["/"]  # the line is still there


def test_a_flood_of_messages_that_nobody_understands_is_one_line_without_their_values(app, caplog):
    stranger = Socket(app, public(app))
    failure_log.reset()
    with caplog.at_level(logging.WARNING):
        for number in range(50):
            stranger.emit("leave", f"secret {number}", "one too many")
    assert len([line for line in caplog.messages if "not understood" in line]) == 1
    assert "secret" not in caplog.text
