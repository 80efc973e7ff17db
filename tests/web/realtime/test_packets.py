"""What comes in over a line is a packet of ours, or passed over in one line of the log."""

from types import SimpleNamespace

import msgpack
import pytest
from socketio.packet import EVENT

from charter.web import failure_log
from charter.web.realtime import packets

USUAL = {"type": EVENT, "nsp": "/", "id": 1, "data": ["watch", "clause:3"]}
ODD = [
    *(b"\xc1", b"\x80", b"\xc0", b"\x91" * 5000, b"\xdd\xff\xff\xff\xff", b"\xa2\xff\xff", b"\xc7\x01\xff\x00"),
    *(msgpack.packb(USUAL | {"type": kind}) for kind in (4, 5, 6, 7, -1, 99, "2", None, 2.0, [2])),
    *(msgpack.packb(USUAL | {"nsp": space}) for space in ("", "/x", None, 5, {}, "/" * 5000)),
    *(msgpack.packb(USUAL | {"id": number}) for number in ("1", 1.5, [], {})),
    *(msgpack.packb(USUAL | {"data": data}) for data in (None, [], {}, "watch", [1], [None], [{}], [b"watch"])),
    msgpack.packb(USUAL | {"type": 3, "data": "x"}),
    msgpack.packb(USUAL) + b"\x00",
    msgpack.packb({"type": EVENT}),
]


@pytest.mark.parametrize(
    "sent",
    [USUAL, USUAL | {"id": None}, {"type": 0, "nsp": "/"}, {"type": 1, "nsp": "/"}, USUAL | {"type": 3, "data": []}],
)
def test_what_our_pages_send_is_read(sent):
    read = packets.Packet(encoded_packet=msgpack.packb(sent))
    assert (read.packet_type, read.namespace, read.data) == (sent["type"], "/", sent.get("data"))


def test_a_browser_connects_with_nothing_as_it_writes_that():
    undefined = msgpack.ExtType(0, b"\0")
    assert packets.Packet(encoded_packet=msgpack.packb({"type": 0, "nsp": "/", "data": undefined})).data is None


@pytest.mark.parametrize("sent", ODD)
def test_what_they_do_not_send_is_none(sent):
    with pytest.raises(packets.NotUnderstood):
        packets.Packet(encoded_packet=sent)


def test_a_flood_of_what_is_no_packet_is_one_line_without_what_was_sent(caplog):
    failure_log.reset()
    taken = []
    server = SimpleNamespace(eio=SimpleNamespace(handlers={"message": lambda _, data: taken.append(_read(data))}))
    packets.install(server)
    for data in [b"", *ODD, msgpack.packb(USUAL)]:
        server.eio.handlers["message"]("line", data)
    assert taken == [USUAL["data"]]
    [line] = caplog.messages
    assert line.startswith("a packet was not understood")


def _read(data):
    return packets.Packet(encoded_packet=data).data
