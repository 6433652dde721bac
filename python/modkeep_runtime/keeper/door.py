"""The keeper's socket: serves its own user only, one controlling connection at a time, by the lines of PROTOCOL.md.

Events go to the controlling connection, or to nobody: whoever comes next asks for what it missed.
"""

import os
import socket
import struct
import sys

from .check import Refused
from .wire import Channel, LineTooLong

# A connection that reads slowly gets no log lines until this much of what it was sent is read.
LOG_PENDING_BYTES_MAX = 4 << 20


class Door:
    def __init__(self, loop, path, operations):
        """`operations`: by name, each called with the message, its channel, `reply(fields)` and `fail(code, text)`."""
        self._loop, self._path, self._operations = loop, path, operations
        self._current = None
        self._skipped = {}
        self._listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        # A keeper that was killed has left it.
        self.close()
        self._listening.bind(path)
        os.chmod(path, 0o600)
        self._listening.listen(16)
        self._listening.setblocking(False)
        loop.watch(self._listening, read=self._accept)

    def close(self):
        """Nobody finds it any more; whoever is connected stays so until the keeper ends."""
        try:
            os.unlink(self._path)
        except FileNotFoundError:
            pass

    def give_control(self, channel):
        """The connection that controlled before is closed."""
        previous, self._current = self._current, channel
        self._skipped = {}
        if previous is not None and previous is not channel:
            previous.close()

    @property
    def has_unsent(self):
        return self._current is not None and self._current.pending_bytes > 0

    def emit(self, event, fields):
        channel = self._current
        if channel is None:
            return
        if event == "log":
            if channel.pending_bytes > LOG_PENDING_BYTES_MAX:
                self._skipped.setdefault(fields["process"], fields["sequence"] - 1)
                return
            if fields["process"] in self._skipped:
                self._tell_skipped(channel)
            channel.send_soon({"event": event, **fields})
        else:
            channel.send({"event": event, **fields})

    def _accept(self):
        try:
            sock, _ = self._listening.accept()
        except OSError:
            return
        peer = struct.unpack(
            "3i", sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        )
        if peer[1] != os.geteuid():
            sock.close()
            return
        channel = Channel(
            self._loop,
            sock,
            lambda message: self._on_message(channel, message),
            lambda: self._on_end(channel),
            lambda: self._tell_skipped(channel),
        )

    def _on_end(self, channel):
        if self._current is channel:
            self._current = None
            self._skipped = {}

    def _on_message(self, channel, message):
        if isinstance(message, LineTooLong) or not isinstance(message, dict):
            text = "A line is one JSON object of at most 1 MiB"
            channel.send({"id": None, "error": {"code": "bad_request", "message": text}})
            return
        number = message.get("id")

        def reply(fields):
            channel.send({"id": number, "ok": True, **fields})

        def fail(code, text):
            channel.send({"id": number, "error": {"code": code, "message": text}})

        operation = self._operations.get(message.get("op"))
        if operation is None:
            fail("unknown_op", "No such operation: %.40r" % (message.get("op"),))
            return
        try:
            operation(message, channel, reply, fail)
        except Refused as refused:
            fail(refused.code, str(refused))
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            # The message names a field or a type, never a value.
            print("bad request", message.get("op"), type(error).__name__, file=sys.stderr)
            detail = " %s" % error if isinstance(error, KeyError) else ""
            fail(
                "bad_request",
                "A field of %s is missing or has another type:%s"
                % (message.get("op"), detail or " see PROTOCOL.md"),
            )

    def _tell_skipped(self, channel):
        if channel is self._current:
            skipped, self._skipped = self._skipped, {}
            for process, sequence in skipped.items():
                channel.send({"event": "logs_skipped", "process": process, "sequence": sequence})
