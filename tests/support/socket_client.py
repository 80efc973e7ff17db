"""A page's connection: Socket.IO in MessagePack, over a websocket or by long-polling. What it hears goes to a queue."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from http.client import HTTPException
from itertools import count
from queue import SimpleQueue
from socket import SHUT_RDWR
from threading import Lock, Thread
from urllib.request import Request, urlopen

from engineio import packet as engine
from engineio.payload import Payload
from simple_websocket import Client
from simple_websocket.errors import SimpleWebsocketError
from socketio import packet
from socketio.msgpack_packet import MsgPackPacket
from wsproto.utilities import ProtocolError

CONNECTED, ANSWER, CLOSED = "(connected)", "(answer)", "(closed)"
"""What a line says of itself: that events may be sent; an event's number and its answer; that it is cut."""
BROKEN = (OSError, HTTPException, SimpleWebsocketError, ProtocolError)
"""What may go wrong with a line."""


class Line(ABC):
    """One connection from its making to its end; `received` receives (name, *details) for each event."""

    def __init__(self, received: SimpleQueue) -> None:
        self._received, self._numbers = received, count(1)
        Thread(target=self._run, daemon=True).start()

    def emit(self, name: str, *details: object) -> int:
        """Send an event; its answer will carry the number returned."""
        number = next(self._numbers)
        self._send(MsgPackPacket(packet.EVENT, [name, *details], "/", number).encode())
        return number

    def _run(self) -> None:
        try:
            self._send(MsgPackPacket(packet.CONNECT, None, "/").encode())
            for each in self._packets():
                if each.packet_type == engine.PING:
                    self._answer_ping()
                elif each.packet_type == engine.MESSAGE:
                    self._take(MsgPackPacket(encoded_packet=each.data))
        except BROKEN:
            pass  # the end of this line, whatever ended it
        self._received.put((CLOSED,))

    def _take(self, message: MsgPackPacket) -> None:
        match message.packet_type:
            case packet.CONNECT:
                self._received.put((CONNECTED,))
            case packet.EVENT:
                self._received.put(tuple(message.data))
            case packet.ACK:
                self._received.put((ANSWER, message.id, message.data[0] if message.data else None))
            case packet.DISCONNECT:
                self.close()

    @abstractmethod
    def _send(self, message: bytes) -> None: ...

    @abstractmethod
    def _answer_ping(self) -> None: ...

    @abstractmethod
    def _packets(self) -> Iterable[engine.Packet]: ...

    @abstractmethod
    def close(self) -> None:
        """Cut it."""

    @abstractmethod
    def drop(self) -> None:
        """Lose it without a word to the other end, as a phone in a hall does."""


class _Client(Client):
    def handshake(self):
        """The library leaves the socket open when the server says no."""
        try:
            super().handshake()
        except BROKEN:
            self.sock.close()
            raise


class WebSocket(Line):
    """Over a websocket."""

    def __init__(self, url: str, cookie: str, received: SimpleQueue) -> None:
        address = url.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
        self._socket = _Client.connect(address, headers={"Cookie": cookie})
        super().__init__(received)

    def _send(self, message: bytes) -> None:
        self._socket.send(message)

    def _answer_ping(self) -> None:
        self._socket.send(engine.Packet(engine.PONG).encode())

    def _packets(self) -> Iterable[engine.Packet]:
        while True:
            yield engine.Packet(encoded_packet=self._socket.receive())

    def close(self) -> None:
        if self._socket.connected:
            self._socket.close()

    def drop(self) -> None:
        self._socket.sock.shutdown(SHUT_RDWR)


class Polling(Line):
    """By long-polling: each event a request, and one request that waits for what comes."""

    def __init__(self, url: str, cookie: str, received: SimpleQueue) -> None:
        self._address, self._headers = f"{url}/socket.io/?EIO=4&transport=polling", {"Cookie": cookie}
        self._posting, self._open = Lock(), True
        (opening,) = self._request()
        self._address += f"&sid={opening.data['sid']}"
        super().__init__(received)

    def _request(self, *packets: engine.Packet) -> list[engine.Packet]:
        body = Payload(packets).encode().encode() if packets else None
        with urlopen(Request(self._address, body, self._headers), timeout=60) as answer:
            text = answer.read().decode()
        return [] if packets else Payload(encoded_payload=text).packets

    def _send(self, message: bytes) -> None:
        with self._posting:
            self._request(engine.Packet(engine.MESSAGE, message))

    def _answer_ping(self) -> None:
        self._request(engine.Packet(engine.PONG))

    def _packets(self) -> Iterable[engine.Packet]:
        while self._open:
            yield from self._request()

    def close(self) -> None:
        if self._open:
            self._open = False
            self._request(engine.Packet(engine.CLOSE))

    def drop(self) -> None:
        self._open = False
