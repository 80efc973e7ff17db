import pytest

from charter.core import signals
from charter.database import db
from tests.conftest import Socket, public


def test_who_watches_a_topic_hears_that_it_changed_and_nothing_of_what(app):
    socket = Socket(app, public(app))
    assert socket.emit("watch", "clause:3") == {"watching": True}
    signals.changed.send("clause:3", part="comments")
    signals.changed.send("clause:4", part="comments")
    assert socket.received("changed") == [["clause:3", "comments"]]
    socket.emit("unwatch", "clause:3")
    signals.changed.send("clause:3", part="comments")
    assert socket.received("changed") == []


def test_only_topics_can_be_watched_and_not_without_end(app):
    socket = Socket(app, public(app))
    for wrong in ("text:3", "clause:x", "", "clause:3 "):
        assert "refused" in socket.emit("watch", wrong)
    assert "refused" in socket.emit("watch", 7)
    answers = [socket.emit("watch", f"clause:{number:02}") for number in range(1, 10)]
    answers += [socket.emit("watch", f"clause:{number:03}") for number in range(1, 10)]
    answers += [socket.emit("watch", f"clause:{number}") for number in range(1, 10)]
    assert sum("refused" in answer for answer in answers) == 7


@pytest.mark.parametrize("topic", ["charter:1", "clause:1", "vote:1"])
def test_nobody_hears_of_a_charter_that_they_may_not_read(app, charter, socket, topic):
    charter.stage = "preparing"
    db.session.commit()
    assert "refused" in Socket(app, public(app)).emit("watch", topic)
    assert socket("namur").emit("watch", topic) == {"watching": True}


@pytest.mark.parametrize("number", ["999", "\u0663", str(2**31), "9" * 12, "-1", "1\n"])
def test_nobody_watches_what_is_not_there(app, number):
    for kind in ("charter", "clause", "vote"):
        assert "refused" in Socket(app, public(app)).emit("watch", f"{kind}:{number}")
