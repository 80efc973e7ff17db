from datetime import timedelta

from charter.collab import presence, rooms
from charter.core import clock
from tests.collab.writing import flush


def test_people_see_who_is_here_by_name_and_association(app, writer, clause):
    namur = writer("namur")
    quebec = writer("quebec")
    names = [person["name"] for person in quebec.answer["people"]]
    assert names == ["Délégation de Namur", "Délégation de Québec"]
    [[_, joined]] = namur.socket.heard("person")
    assert (joined["name"], joined["association"]) == ("Délégation de Québec", "Ville de Québec")
    quebec.socket.hang_up()
    assert namur.socket.heard("gone") == [[clause.id, joined["id"]]]


def test_leaving_a_clause_is_seen_too(app, writer, clause):
    namur, quebec = writer("namur"), writer("quebec")
    quebec.socket.emit("leave", clause.id)
    assert len(namur.socket.heard("gone")) == 1
    namur.type(" x")
    flush()
    assert quebec.socket.heard("update") == []


def test_a_caret_is_shown_with_a_name_that_the_server_wrote(app, writer, clause):
    namur, quebec = writer("namur"), writer("quebec")
    namur.socket.heard("person")
    quebec.socket.emit("caret", clause.id, [b"\x01", b"\x02"])
    [[_, moved]] = namur.socket.heard("person")
    assert (moved["name"], moved["caret"]) == ("Délégation de Québec", [b"\x01", b"\x02"])
    quebec.socket.emit("caret", clause.id, None)
    assert namur.socket.heard("person")[0][1]["caret"] is None


def test_newcomers_learn_who_has_not_acted_for_how_long(app, writer, clause, monkeypatch):
    namur, quebec = writer("namur"), writer("quebec")
    later = clock.now() + timedelta(seconds=130)
    monkeypatch.setattr(clock, "now", lambda: later)
    quebec.socket.emit("caret", clause.id, [b"\x01", b"\x02"])
    assert [moved["idle"] for _clause, moved in namur.socket.heard("person")][-1] == 0
    idle = {person["name"]: person["idle"] for person in writer("geneve").answer["people"]}
    assert idle["Délégation de Québec"] == idle["Délégation de Genève"] == 0
    assert idle["Délégation de Namur"] in range(120, 131)


def test_opening_again_is_no_act(app, writer, clause, monkeypatch):
    namur = writer("namur")
    later = clock.now() + timedelta(seconds=130)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert namur.open()["people"][0]["idle"] >= 120


def test_a_caret_that_is_none_is_refused(app, writer, clause):
    namur, quebec = writer("namur"), writer("quebec")
    namur.socket.heard("person")
    for wrong in ("x", [b"1"], [b"1", "2"], [b"1", b"x" * 65], {"name": "Somebody else"}):
        assert "refused" in quebec.socket.emit("caret", clause.id, wrong)
    assert namur.socket.heard("person") == []


def test_a_caret_in_a_clause_that_one_has_not_opened_is_not_shown(app, writer, socket, clause):
    namur = writer("namur")
    socket("geneve").emit("caret", clause.id, [b"1", b"2"])
    assert namur.socket.heard("person") == []


def test_opening_twice_is_being_here_once(app, writer, clause):
    namur, quebec = writer("namur"), writer("quebec")
    namur.open()
    assert len(presence.people(clause.id)) == 2
    assert quebec.socket.heard("person") == []


def test_nothing_is_remembered_of_clauses_that_nobody_has_open(app, writer, socket, clause):
    stranger = socket("geneve")
    for number in (clause.id, 999_999, -1):
        stranger.emit("caret", number, None)
        stranger.emit("leave", number)
        assert "refused" in stranger.emit("update", number, 1, b"\x00\x00")
    flush()
    assert presence._here == {}
    assert rooms._open == {}
    writer("namur").socket.hang_up()
    assert presence._here == {}
    assert rooms._open == {}


def test_an_edit_whose_author_left_before_the_flush_is_kept_and_its_room_let_go(app, writer, clause):
    namur = writer("namur")
    namur.type(" Parti.")
    namur.socket.hang_up()
    flush()
    assert rooms._open == {}
    assert "Parti." in writer("quebec").text


def test_numbers_beyond_the_database_are_refused(app, socket):
    namur = socket("namur")
    assert "refused" in namur.emit("open", 2**70, b"\x00", 1)
    assert "refused" in namur.emit("open", 10**30, b"\x00", 1)
