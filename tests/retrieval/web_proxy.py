"""A proxy on the loopback: CONNECT and requests in absolute form, all to one server whatever host they name."""

from __future__ import annotations

import base64
import contextlib
import socket
import threading


class WebProxy:
    """Leads every host to `port` on this machine, as if it had looked it up; keeps the heads of what it was asked."""

    def __init__(self, port: int, *, user: str = "", status: bytes = b"200 Connection established") -> None:
        """`user` is "name:password" where one is wanted, `status` what CONNECT is answered with."""
        self._target = port
        self._user = user
        self._status = status
        self.heads: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept)
        self._accepting.start()

    def address(self, user: str = "") -> str:
        return f"http://{user}{'@' if user else ''}127.0.0.1:{self.port}"

    @property
    def lines(self) -> list[str]:
        """The first lines of the requests."""
        return [head.split("\r\n", 1)[0] for head in self.heads]

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in [self._accepting, *self._threads]:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._threads.append(threading.Thread(target=self._serve, args=(connection,)))
            self._threads[-1].start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head and (piece := connection.recv(65_536)):
                head += piece
            self.heads.append(head.decode())
            expected = f"Proxy-Authorization: Basic {base64.b64encode(self._user.encode()).decode()}\r\n"
            if self._user and expected not in head.decode():
                connection.sendall(b"HTTP/1.1 407 Who\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            connects = head.startswith(b"CONNECT ")
            if connects and not self._status.startswith(b"2"):
                connection.sendall(b"HTTP/1.1 " + self._status + b"\r\nContent-Length: 0\r\n\r\n")
                return
            with socket.create_connection(("127.0.0.1", self._target)) as onward:
                if connects:
                    connection.sendall(b"HTTP/1.1 " + self._status + b"\r\n\r\n")
                else:
                    method, url, rest = head.split(b" ", 2)
                    onward.sendall(b" ".join([method, b"/" + url.split(b"/", 3)[3], rest]))
                back = threading.Thread(target=_pump, args=(onward, connection))
                back.start()
                _pump(connection, onward)
                back.join()


def _pump(source: socket.socket, target: socket.socket) -> None:
    """Pass on what comes until there is no more."""
    with contextlib.suppress(OSError):
        while piece := source.recv(65_536):
            target.sendall(piece)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
