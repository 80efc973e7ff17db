from charter.core import signals
from tests.conftest import Socket, public


def test_who_watches_a_topic_hears_that_it_changed_and_nothing_of_what(app):
    socket = Socket(app, public(app))
    assert socket.emit("watch", "clause:3") == {"watching": True}
    signals.changed.send("clause:3", part="comments")
    signals.changed.send("clause:4", part="comments")
    assert socket.heard("changed") == [["clause:3", "comments"]]
    socket.emit("unwatch", "clause:3")
    signals.changed.send("clause:3", part="comments")
    assert socket.heard("changed") == []


def test_only_topics_can_be_watched_and_not_without_end(app):
    socket = Socket(app, public(app))
    for wrong in ("text:3", "clause:x", "", "clause:3 "):
        assert "refused" in socket.emit("watch", wrong)
    assert "refused" in socket.emit("watch", 7)
    answers = [socket.emit("watch", f"vote:{number}") for number in range(30)]
    assert sum("refused" in answer for answer in answers) == 10
