"""Carries TCP connections of a cell to where they are meant for, so many at a time.

Bytes are held only as far as one side is slower than the other. A connection that cannot be made, or may not,
is reset: the cell's side had been accepted already, so a reset is the earliest sign it can get.
"""

import socket
import struct

from .judge import is_open

PIECE_BYTES, HELD_BYTES_MAX = 64 << 10, 256 << 10
CONNECT_TIMEOUT_S = 30
# Of one cell and family.
OPEN_MAX = 1024
# Of netfilter: where a redirected connection was going. The same number for both families.
ORIGINAL_DESTINATION, SOL_IPV6 = 80, 41


class Door:
    """Takes a cell's connections, so many at a time: one module must not use up what the others need."""

    def __init__(self, loop, listening, destination_of):
        """`destination_of(inner)`: where a connection is carried, (address, port), or None: it is reset."""
        self._loop, self._listening, self._open = loop, listening, 0
        self._destination_of = destination_of
        loop.watch(listening, read=self._accept)

    def _accept(self):
        for _ in range(64):
            try:
                inner, _ = self._listening.accept()
            except OSError:
                return
            inner.setblocking(False)
            destination = self._destination_of(inner) if self._open < OPEN_MAX else None
            if destination is None:
                reset(inner)
            else:
                self._open += 1
                connect(self._loop, inner, destination, self._closed)

    def _closed(self):
        self._open -= 1


def open_original(sock):
    """Where a connection was going that was led here, if that is open to modules. None too for one that was not led:
    somebody connected to the egress's own port.
    """
    try:
        destination = _original(sock)
    except OSError:
        return None
    return destination if is_open(destination[0]) else None


def _original(sock):
    if sock.family == socket.AF_INET:
        data = sock.getsockopt(socket.SOL_IP, ORIGINAL_DESTINATION, 16)
        return socket.inet_ntop(socket.AF_INET, data[4:8]), int.from_bytes(data[2:4], "big")
    data = sock.getsockopt(SOL_IPV6, ORIGINAL_DESTINATION, 28)
    return socket.inet_ntop(socket.AF_INET6, data[8:24]), int.from_bytes(data[2:4], "big")


def connect(loop, inner, destination, on_closed):
    """Begins to carry `inner` to the destination. `on_closed`: once, however it ends."""
    family = socket.AF_INET6 if ":" in destination[0] else socket.AF_INET
    try:
        outer = socket.socket(family, socket.SOCK_STREAM)
    except OSError:
        reset(inner)
        on_closed()
        return
    outer.setblocking(False)
    timer = loop.later(CONNECT_TIMEOUT_S, lambda: give_up())

    def give_up():
        timer.cancel()
        loop.watch(outer)
        outer.close()
        reset(inner)
        on_closed()

    def connected():
        timer.cancel()
        loop.watch(outer)
        if outer.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            give_up()
        else:
            Relay(loop, inner, outer, on_closed)

    try:
        outer.connect(destination)
    except BlockingIOError:
        loop.watch(outer, write=connected)
        return
    except OSError:
        give_up()
        return
    connected()


def reset(sock):
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    except OSError:
        pass
    sock.close()


class Relay:
    def __init__(self, loop, inner, outer, on_closed):
        self._loop, self._on_closed = loop, on_closed
        for sock in (inner, outer):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self._ways = (Way(inner, outer), Way(outer, inner))
        self._watch()

    def _watch(self):
        out, back = self._ways
        for way, other in ((out, back), (back, out)):
            read = (lambda way=way: self._pump(way)) if way.wants_more else None
            write = (lambda other=other: self._pump(other)) if other.held else None
            self._loop.watch(way.source, read=read, write=write)

    def _pump(self, way):
        try:
            way.pump()
        except OSError:
            self._end(True)
            return
        if all(each.is_done for each in self._ways):
            self._end(False)
        else:
            self._watch()

    def _end(self, is_broken):
        for way in self._ways:
            self._loop.watch(way.source)
            if is_broken:
                reset(way.source)
            else:
                way.source.close()
        self._on_closed()


class Way:
    """One direction. Each side may end its own half (HTTP/1.0 clients do) while the other goes on."""

    def __init__(self, source, target):
        self.source, self.target, self.held = source, target, bytearray()
        self._has_ended = self.is_done = False

    @property
    def wants_more(self):
        return not self._has_ended and len(self.held) < HELD_BYTES_MAX

    def pump(self):
        if self.wants_more:
            self._read()
        if self.held:
            self._write()
        if self._has_ended and not self.held and not self.is_done:
            self.is_done = True
            try:
                self.target.shutdown(socket.SHUT_WR)
            except OSError:
                # The other side has ended both halves already.
                pass

    def _read(self):
        try:
            data = self.source.recv(PIECE_BYTES)
        except BlockingIOError:
            return
        self._has_ended = not data
        self.held += data

    def _write(self):
        try:
            sent = self.target.send(self.held)
        except BlockingIOError:
            return
        del self.held[:sent]
