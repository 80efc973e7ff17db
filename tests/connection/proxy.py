"""A proxy as some offices have it: what is no websocket passes, a websocket's handshake too, but not its frames."""

import socket
from threading import Thread

END = b"\r\n\r\n"
SERVER, BROWSER = "server", "browser"


class Proxy:
    """In front of a port of this machine; frames sent by those named in `swallowed` are lost."""

    def __init__(self, port: int, *swallowed: str) -> None:
        self._port, self._swallowed = port, swallowed
        self.polls = 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._lines: list[socket.socket] = []
        Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._listening.accept()
                server = socket.create_connection(("127.0.0.1", self._port))
            except OSError:
                return
            self._lines += [browser, server]
            Thread(target=self._serve, args=(browser, server), daemon=True).start()

    def _serve(self, browser: socket.socket, server: socket.socket) -> None:
        try:
            asked = _head(browser)
            server.sendall(asked)
            is_websocket = b"upgrade: websocket" in asked.lower()
            self._count(asked)
            if is_websocket:
                browser.sendall(_head(server))
        except OSError:  # either is gone: at the end of a test, a line that the browser kept ready and never used
            browser.close()
            return
        Thread(target=self._pass, args=(server, browser, is_websocket and SERVER), daemon=True).start()
        self._pass(browser, server, is_websocket and BROWSER)

    def _pass(self, one: socket.socket, other: socket.socket, sender: str | bool) -> None:
        try:
            while data := one.recv(65_536):
                self._count(data)
                if sender not in self._swallowed:
                    other.sendall(data)
            other.shutdown(socket.SHUT_WR)
        except OSError:
            other.close()

    def _count(self, sent: bytes) -> None:
        self.polls += sent.startswith(b"GET /socket.io/") and b"transport=polling" in sent

    def close(self) -> None:
        for each in [self._listening, *self._lines]:
            each.close()


def _head(sender: socket.socket) -> bytes:
    """A request or answer up to the end of its head, byte by byte: what follows is another's to read."""
    head = b""
    while not head.endswith(END) and (more := sender.recv(1)):
        head += more
    return head
