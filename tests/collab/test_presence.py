from charter.collab import presence


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
    assert quebec.socket.heard("update") == []


def test_a_caret_is_shown_with_a_name_that_the_server_wrote(app, writer, clause):
    namur, quebec = writer("namur"), writer("quebec")
    namur.socket.heard("person")
    quebec.socket.emit("caret", clause.id, [b"\x01", b"\x02"])
    [[_, moved]] = namur.socket.heard("person")
    assert (moved["name"], moved["caret"]) == ("Délégation de Québec", [b"\x01", b"\x02"])
    quebec.socket.emit("caret", clause.id, None)
    assert namur.socket.heard("person")[0][1]["caret"] is None


def test_a_caret_that_is_none_is_refused(app, writer, clause):
    namur, quebec = writer("namur"), writer("quebec")
    for wrong in ("x", [b"1"], [b"1", "2"], [b"1", b"x" * 65], {"name": "Somebody else"}):
        assert "refused" in quebec.socket.emit("caret", clause.id, wrong)
    assert all(person["name"].startswith("Délégation") for _, person in namur.socket.heard("person"))


def test_a_caret_in_a_clause_that_one_has_not_opened_is_not_shown(app, writer, socket, clause):
    namur = writer("namur")
    socket("geneve").emit("caret", clause.id, [b"1", b"2"])
    assert namur.socket.heard("person") == []


def test_opening_twice_is_being_here_once(app, writer, clause):
    namur = writer("namur")
    namur.open()
    assert len(presence.people(clause.id)) == 1
