"""Browsers whose network blocks websockets."""

from engineio.packet import MESSAGE, Packet
from engineio.payload import Payload


def test_one_packet_serves_a_websocket_and_a_browser_that_polls(app):
    for_all = Packet(MESSAGE, b"\x01\x02")
    for _ in range(2):
        assert for_all.encode() == b"\x01\x02"
        assert Payload([for_all]).encode() == "bAQI="


def test_what_is_no_bytes_is_the_same_for_both(app):
    hello = Packet(MESSAGE, "hello")
    assert hello.encode() == Payload([hello]).encode() == "4hello"
