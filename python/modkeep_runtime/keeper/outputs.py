"""Reads what a process prints into its log ring, without letting a flood hold up the keeper.

2 MiB a second are read, in pieces that take the loop some milliseconds; a process that prints more waits in
its own print.
"""

import os

WINDOW_S, BYTES_PER_WINDOW, PIECE_BYTES = 0.1, 200 << 10, 16 << 10
FLUSH_S = 1.0
PIPE_BYTES = 64 << 10


class Outputs:
    def __init__(self, loop, descriptors, log):
        self._loop, self._descriptors, self._log = loop, dict(descriptors), log
        self._window_timer = self._flush_timer = None
        self._window_bytes = 0
        self._watch()

    @property
    def are_open(self):
        return bool(self._descriptors)

    def finish(self):
        """The process has ended: what is left in the pipes, then nothing any more."""
        for timer in (self._window_timer, self._flush_timer):
            if timer:
                timer.cancel()
        for name in list(self._descriptors):
            for _ in range(2 * PIPE_BYTES // PIECE_BYTES):
                if not self._read_piece(name):
                    break
            if name in self._descriptors:
                self._close(name)
        self._log.flush(everything=True)

    def _watch(self):
        for name, descriptor in self._descriptors.items():
            self._loop.watch(descriptor, read=lambda name=name: self._read(name))

    def _read(self, name):
        self._window_bytes += self._read_piece(name)
        if self._log.has_partial and self._flush_timer is None:
            self._flush_timer = self._loop.later(FLUSH_S, self._flush)
        if self._window_timer is None:
            self._window_timer = self._loop.later(WINDOW_S, self._next_window)
        if self._window_bytes > BYTES_PER_WINDOW:
            for descriptor in self._descriptors.values():
                self._loop.watch(descriptor)

    def _read_piece(self, name):
        try:
            data = os.read(self._descriptors[name], PIECE_BYTES)
        except BlockingIOError:
            return 0
        except OSError:
            data = b""
        if data:
            self._log.feed(name, data)
        else:
            self._close(name)
        return len(data)

    def _close(self, name):
        descriptor = self._descriptors.pop(name)
        self._loop.watch(descriptor)
        os.close(descriptor)

    def _next_window(self):
        paused = self._window_bytes > BYTES_PER_WINDOW
        self._window_timer, self._window_bytes = None, 0
        if paused:
            self._watch()

    def _flush(self):
        self._flush_timer = None
        self._log.flush()
        if self._log.has_partial:
            self._flush_timer = self._loop.later(FLUSH_S, self._flush)
