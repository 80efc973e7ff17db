from datetime import timedelta

from charter.collab.extension import collab
from charter.collab.presence import local
from charter.core import clock
from tests.collab.client import VERSIONS, flush


def received(writer):
    """What a browser has received of presence since it was last asked: who is here, who is gone, how many there are."""
    collab.throttle.flush()
    messages = writer.socket.received("presence")
    here = [person for _, people, _, _ in messages for person in people]
    return here, [each for _, _, gone, _ in messages for each in gone], messages[-1][3] if messages else None


def test_people_see_who_is_here_by_name_and_association(app, writer, clause):
    namur = writer("namur")
    received(namur)
    quebec = writer("quebec")
    names = {person["name"] for person in quebec.answer["participants"]}
    assert names == {"Délégation de Namur", "Délégation de Québec"}
    assert quebec.answer["count"] == 2
    [joined], gone, count = received(namur)
    assert (joined["name"], joined["association"]) == ("Délégation de Québec", "Ville de Québec")
    assert (gone, count) == ([], 2)
    quebec.socket.hang_up()
    assert received(namur) == ([], [joined["id"]], 1)


def test_leaving_a_clause_is_seen_too(app, writer, clause):
    namur, quebec = writer("namur"), writer("quebec")
    quebec.socket.emit("leave", clause.id)
    _, gone, count = received(namur)
    assert (gone, count) == ([quebec.answer["me"]], 1)
    namur.type(" x")
    flush()
    assert quebec.socket.received("update") == []


def test_a_caret_is_shown_with_a_name_that_the_server_wrote(app, writer, clause):
    namur, quebec = writer("namur"), writer("quebec")
    received(namur)
    quebec.socket.emit("cursor", clause.id, [b"\x01", b"\x02"])
    [moved], _, _ = received(namur)
    assert (moved["name"], moved["cursor"]) == ("Délégation de Québec", [b"\x01", b"\x02"])
    quebec.socket.emit("cursor", clause.id, None)
    [moved], _, _ = received(namur)
    assert moved["cursor"] is None


def test_many_moves_between_two_broadcasts_are_sent_once(app, writer, clause):
    namur, quebec = writer("namur"), writer("quebec")
    received(namur)
    for place in range(20):
        quebec.socket.emit("cursor", clause.id, [bytes([place]), b"\x02"])
    [moved], _, _ = received(namur)
    assert moved["cursor"][0] == bytes([19])


def test_newcomers_learn_who_has_not_acted_for_how_long(app, writer, clause, monkeypatch):
    namur, quebec = writer("namur"), writer("quebec")
    later = clock.now() + timedelta(seconds=130)
    monkeypatch.setattr(clock, "now", lambda: later)
    quebec.socket.emit("cursor", clause.id, [b"\x01", b"\x02"])
    assert {each["name"]: each["idle_s"] for each in received(namur)[0]}["Délégation de Québec"] == 0
    idle = {person["name"]: person["idle_s"] for person in writer("geneve").answer["participants"]}
    assert idle["Délégation de Québec"] == idle["Délégation de Genève"] == 0
    assert idle["Délégation de Namur"] in range(120, 131)


def test_opening_again_is_no_act(app, writer, clause, monkeypatch):
    namur = writer("namur")
    later = clock.now() + timedelta(seconds=130)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert namur.open()["participants"][0]["idle_s"] >= 120


def test_a_caret_that_is_none_is_refused(app, writer, clause):
    namur, quebec = writer("namur"), writer("quebec")
    received(namur)
    for wrong in ("x", [b"1"], [b"1", "2"], [b"1", b"x" * 65], {"name": "Somebody else"}):
        assert "refused" in quebec.socket.emit("cursor", clause.id, wrong)
    assert received(namur)[0] == []


def test_a_caret_in_a_clause_that_one_has_not_opened_is_not_shown(app, writer, socket, clause):
    namur = writer("namur")
    received(namur)
    socket("geneve").emit("cursor", clause.id, [b"1", b"2"])
    assert received(namur)[0] == []


def test_opening_twice_is_being_here_once(app, writer, clause):
    namur, quebec = writer("namur"), writer("quebec")
    received(quebec)
    namur.open()
    assert len(collab.presence.participants(clause.id)) == 2
    assert received(quebec)[0] == []


def test_in_a_full_hall_the_last_to_act_are_shown_and_all_are_counted(app, writer, clause, monkeypatch):
    monkeypatch.setattr(local, "MAX_NAMED", 2)
    namur, quebec = writer("namur"), writer("quebec")
    received(namur)
    geneve = writer("geneve")
    here, _, count = received(namur)
    assert (here, count) == ([], 3)
    assert geneve.answer["count"] == 3
    assert {each["id"] for each in geneve.answer["participants"]} == {geneve.answer["me"], quebec.answer["me"]}
    quebec.socket.received("presence")
    namur.socket.emit("cursor", clause.id, None)
    assert [each["id"] for each in received(quebec)[0]] == [namur.answer["me"]]
    assert [each.id for each in collab.presence.participants(clause.id)] == [namur.answer["me"], geneve.answer["me"]]


def test_nothing_is_remembered_of_clauses_that_nobody_has_open(app, writer, socket, clause):
    stranger = socket("geneve")
    for number in (clause.id, 999_999, -1):
        stranger.emit("cursor", number, None)
        stranger.emit("leave", number)
        assert "refused" in stranger.emit("update", number, 1, b"\x00\x00")
    flush()
    assert collab.presence._participants == {}
    assert collab.documents._documents == {}
    writer("namur").socket.hang_up()
    assert collab.presence._participants == {}
    assert collab.documents._documents == {}


def test_an_edit_whose_author_left_before_the_flush_is_committed_and_its_document_closed(app, writer, clause):
    namur = writer("namur")
    namur.type(" Parti.")
    namur.socket.hang_up()
    flush()
    assert collab.documents._documents == {}
    assert "Parti." in writer("quebec").text


def test_numbers_beyond_the_database_are_refused(app, socket):
    namur = socket("namur")
    assert "refused" in namur.emit("join", *VERSIONS, 2**70, b"\x00")
    assert "refused" in namur.emit("join", *VERSIONS, 10**30, b"\x00")
