"""JSON, one object per line, over a non-blocking stream. A line is at most 1 MiB; a peer that reads slowly
costs bounded memory.
"""

import json

LINE_BYTES_MAX = 1 << 20
READ_BYTES = 1 << 18


class LineTooLong(Exception):
    pass


class Channel:
    """Reads and writes lines on one socket inside the loop; `on_end` is called once, however it ends.

    `on_drained` is called when a peer that was slow has read everything.
    """

    def __init__(self, loop, sock, on_message, on_end, on_drained=lambda: None, pending_bytes_max=64 << 20):
        self._loop, self._sock = loop, sock
        self._on_message, self._on_end = on_message, on_end
        self._on_drained, self._pending_bytes_max = on_drained, pending_bytes_max
        self._received, self._to_send = bytearray(), bytearray()
        self._scanned = 0
        self.is_open = True
        sock.setblocking(False)
        loop.watch(sock, read=self._read)

    @property
    def pending_bytes(self):
        return len(self._to_send)

    def send(self, message):
        self._append(message)
        if not self.is_open:
            return
        if len(self._to_send) < READ_BYTES:
            self._write()
        else:
            # More than the socket takes at once: the loop goes on with it.
            self._loop.watch(self._sock, read=self._read, write=self._write_rest)

    def send_soon(self, message):
        """In the loop's next turn, with what else there is then: a system call costs more than a line of a log."""
        is_first = not self._to_send
        self._append(message)
        if self.is_open and is_first:
            self._loop.watch(self._sock, read=self._read, write=self._write_rest)

    def _append(self, message):
        if not self.is_open:
            return
        self._to_send += (
            json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"
        )
        if len(self._to_send) > self._pending_bytes_max:
            self.close()

    def close(self):
        if not self.is_open:
            return
        self.is_open = False
        self._loop.watch(self._sock)
        self._sock.close()
        self._on_end()

    def _write(self):
        try:
            while self._to_send:
                sent = self._sock.send(bytes(self._to_send[:READ_BYTES]))
                del self._to_send[:sent]
        except BlockingIOError:
            pass
        except OSError:
            self.close()
            return
        self._loop.watch(self._sock, read=self._read, write=self._write_rest if self._to_send else None)

    def _write_rest(self):
        self._write()
        if self.is_open and not self._to_send:
            self._on_drained()

    def _read(self):
        try:
            data = self._sock.recv(READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.close()
            return
        self._received += data
        while self.is_open:
            end = self._received.find(b"\n", self._scanned)
            if end < 0:
                self._scanned = len(self._received)
                if self._scanned > LINE_BYTES_MAX:
                    self._on_message(LineTooLong())
                    self.close()
                return
            line = bytes(self._received[:end])
            del self._received[: end + 1]
            self._scanned = 0
            self._deliver(line)

    def _deliver(self, line):
        if len(line) > LINE_BYTES_MAX:
            self._on_message(LineTooLong())
            return
        try:
            message = json.loads(line.decode("utf-8"))
        except (ValueError, RecursionError):
            message = None
        self._on_message(message)
