"""The server's own connections, on a real socket."""

from socket import IPPROTO_TCP, TCP_NODELAY

from gevent import socket
from gevent.pywsgi import WSGIServer

from charter.wsgi import Handler


def test_small_packets_are_not_held_back():
    """Else a keystroke waits for the browser's acknowledgement of the one before, up to 40 ms."""
    found = []

    class Watched(Handler):
        def handle_one_response(self):
            found.append(self.socket.getsockopt(IPPROTO_TCP, TCP_NODELAY))
            super().handle_one_response()

    def site(_environ, start_response):
        start_response("200 OK", [])
        return [b""]

    server = WSGIServer(("127.0.0.1", 0), site, handler_class=Watched, log=None)
    server.start()
    with socket.create_connection(server.address, 10) as browser:
        browser.sendall(b"GET / HTTP/1.1\r\nHost: charter\r\nConnection: close\r\n\r\n")
        assert browser.recv(1000).startswith(b"HTTP/1.1 200")
    server.stop()
    assert found == [1]
