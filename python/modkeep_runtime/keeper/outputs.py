"""Reads what a process prints into its log ring, without letting a flood hold up the keeper.

A process may print 2 MiB a second, where each line counts 256 bytes more than its text: cutting, keeping and telling
one takes the keeper and the server together about 20 us. (By bytes alone, a module that prints short lines without end
took both cores: a neighbour's page had a p99 of 84 instead of 3 ms.) After a pause a second's worth is taken at once;
who prints more waits in its own print. A piece takes the loop some milliseconds.
"""

import itertools
import os
import time

COST_PER_S, LINE_COST = 2 << 20, 256
BURST = COST_PER_S
PIECE_BYTES = 4 << 10
PAUSE_S = 0.05
FLUSH_S = 1.0
PIPE_BYTES = 64 << 10


class Outputs:
    def __init__(self, loop, descriptors, log):
        self._loop, self._descriptors, self._log = loop, dict(descriptors), log
        self._pause_timer = self._flush_timer = None
        self._credit, self._counted_at = BURST, time.monotonic()
        self._watch()

    @property
    def are_open(self):
        return bool(self._descriptors)

    def finish(self):
        """The process has ended: what is left in the pipes, then nothing any more."""
        for timer in (self._pause_timer, self._flush_timer):
            if timer:
                timer.cancel()
        for name in list(self._descriptors):
            # At least what a pipe holds; somebody who has survived the process may go on printing into it.
            pieces = (self._take(name) for _ in range(2 * PIPE_BYTES // PIECE_BYTES))
            left = b"".join(itertools.takewhile(len, pieces))
            if left:
                self._log.feed(name, left)
            if name in self._descriptors:
                self._close(name)
        self._log.flush(everything=True)

    def _watch(self):
        for name, descriptor in self._descriptors.items():
            self._loop.watch(descriptor, read=lambda name=name: self._read(name))

    def _read(self, name):
        data = self._take(name)
        if not data:
            return
        lines = self._log.feed(name, data)
        if self._log.has_partial and self._flush_timer is None:
            self._flush_timer = self._loop.later(FLUSH_S, self._flush)
        now = time.monotonic()
        self._credit = min(BURST, self._credit + (now - self._counted_at) * COST_PER_S)
        self._counted_at = now
        self._credit -= len(data) + lines * LINE_COST
        if self._credit < 0 and self._pause_timer is None:
            for descriptor in self._descriptors.values():
                self._loop.watch(descriptor)
            self._pause_timer = self._loop.later(max(PAUSE_S, -self._credit / COST_PER_S), self._go_on)

    def _take(self, name):
        """At most a piece; nothing when there is nothing now, or nothing any more."""
        if name not in self._descriptors:
            return b""
        try:
            data = os.read(self._descriptors[name], PIECE_BYTES)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if not data:
            self._close(name)
        return data

    def _close(self, name):
        descriptor = self._descriptors.pop(name)
        self._loop.watch(descriptor)
        os.close(descriptor)

    def _go_on(self):
        self._pause_timer = None
        self._watch()

    def _flush(self):
        self._flush_timer = None
        self._log.flush()
        if self._log.has_partial:
            self._flush_timer = self._loop.later(FLUSH_S, self._flush)
