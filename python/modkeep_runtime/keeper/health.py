"""Tells when a process answers: one request waits in the backlog of its socket until the server accepts it,
so nothing is polled.

Only the body `ok` of `_stcore/health` counts: newer releases answer 200 with their page at any address.
"""

import socket

REQUEST = b"GET /_stcore/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
RETRY_S = 0.02


class HealthProbe:
    def __init__(self, loop, path, on_ready):
        self._loop, self._path, self._on_ready = loop, path, on_ready
        self._sock, self._timer, self._answer = None, None, b""
        self._ask()

    def stop(self):
        if self._timer:
            self._timer.cancel()
        self._close()

    def _ask(self):
        self._timer, self._answer = None, b""
        self._sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._sock.setblocking(False)
        try:
            self._sock.connect(self._path)
            self._sock.send(REQUEST)
        except OSError:
            self._again()
            return
        self._loop.watch(self._sock, read=self._read)

    def _read(self):
        try:
            data = self._sock.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        self._answer += data
        head, _, body = self._answer.partition(b"\r\n\r\n")
        if head.startswith(b"HTTP/1.1 200") and body.strip() == b"ok":
            self._close()
            self._on_ready()
        elif not data or len(self._answer) > 65536:
            self._again()

    def _again(self):
        self._close()
        self._timer = self._loop.later(RETRY_S, self._ask)

    def _close(self):
        if self._sock:
            self._loop.watch(self._sock)
            self._sock.close()
            self._sock = None
